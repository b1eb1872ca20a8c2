"""Bringing in reports that another system kept."""
