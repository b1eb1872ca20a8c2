"""Surfaces: the wire on one side, use cases on the other, nothing in between."""
