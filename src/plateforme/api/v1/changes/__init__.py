"""What changed in the rows of a dataset."""
