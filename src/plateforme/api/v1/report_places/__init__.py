"""What has been reported around a point, on the wire."""
