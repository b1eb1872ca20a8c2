"""Street reports that tell of one problem, on the wire."""
