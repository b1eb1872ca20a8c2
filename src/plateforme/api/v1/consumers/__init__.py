"""Consumers, their keys and the scopes these may carry."""
