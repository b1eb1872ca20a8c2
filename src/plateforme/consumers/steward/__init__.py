"""The producer's desk: looks after the datasets of one organization through the public API, with a URL and a key."""
