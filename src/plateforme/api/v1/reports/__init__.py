"""Street reports on the wire."""
