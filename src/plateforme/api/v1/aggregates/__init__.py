"""Groups of rows, top values and ranges of published tables."""
