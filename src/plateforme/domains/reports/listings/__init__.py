"""What callers see and may ask: the faces of a report, and the fields of each list."""
