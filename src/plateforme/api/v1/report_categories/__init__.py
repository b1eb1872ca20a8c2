"""Categories of street reports on the wire."""
