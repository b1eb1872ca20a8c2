"""Publications on the wire: sending a file and following what becomes of it."""
