"""The versions of a dataset and their schemas: what was published, what became of it, what is about to change."""
