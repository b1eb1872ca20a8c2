"""What waits for a person to look at it."""
