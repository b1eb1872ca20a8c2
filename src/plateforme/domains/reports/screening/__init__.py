"""Looking for personal data in what people write, before the public reads it."""
