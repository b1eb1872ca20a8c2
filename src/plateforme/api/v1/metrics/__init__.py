"""What the platform counts about its own answers."""
