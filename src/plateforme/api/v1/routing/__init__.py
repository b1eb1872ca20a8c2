"""Who gets a report, on the wire."""
