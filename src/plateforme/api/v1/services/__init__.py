"""The catalogue of public services on the wire."""
