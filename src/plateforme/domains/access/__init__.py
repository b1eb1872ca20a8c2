"""Who uses the platform: organizations, consumers, keys and scopes. Other domains may import it."""
