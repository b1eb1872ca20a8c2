"""Attachments on the wire: the files that explain a dataset."""
