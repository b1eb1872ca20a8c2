"""Comments on street reports."""
