"""Whole answers as files: streamed while they are made, from a file when they were made before, with their digests."""
