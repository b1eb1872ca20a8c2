"""What is remembered of a report, and what happens to those that follow it."""
