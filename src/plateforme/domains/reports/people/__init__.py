"""Who reports, and who decides what the public reads."""
