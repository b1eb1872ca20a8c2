"""The feed of changes on the wire."""
