"""The only way in for consumers; imports nothing else of the platform."""
