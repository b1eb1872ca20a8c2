"""The catalogue of public services: what the administration offers, to whom, where, when, and how sure that is."""
