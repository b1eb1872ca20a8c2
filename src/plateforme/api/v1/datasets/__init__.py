"""Datasets on the wire: the catalogue, schemas and versions."""
