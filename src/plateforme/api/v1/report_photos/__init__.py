"""Photos of street reports on the wire."""
