"""Scheduled pulls on the wire: where a dataset's file comes from, how often, and how that goes."""
