"""« Moi aussi »: voices for street reports."""
