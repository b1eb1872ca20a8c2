"""The quality checker: a mere client that reads what anyone may read, computes states and posts them with its key."""
