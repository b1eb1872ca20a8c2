"""What the cells of a column are: declared or inferred types, how each is read, and the rules they obey."""
