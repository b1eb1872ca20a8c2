"""What one dataset is, for machines: its own OpenAPI document, and its description as linked data."""
