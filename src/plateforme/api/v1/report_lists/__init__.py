"""Public lists of street reports, answered in front of the framework."""
