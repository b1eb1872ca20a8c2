"""Controlled vocabularies on the wire: what the fields of a dataset may hold."""
