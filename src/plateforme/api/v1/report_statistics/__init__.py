"""Figures of street reports, on the wire."""
