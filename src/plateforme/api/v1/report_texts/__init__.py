"""What the public reads of a street report, and who decides it."""
