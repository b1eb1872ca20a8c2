"""What the town knows. No HTTP below this line."""
