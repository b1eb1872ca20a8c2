"""The way in: where everything is."""
