"""The mirror: publishes the public street reports as an open dataset, row by row, as they change. A mere API client."""
