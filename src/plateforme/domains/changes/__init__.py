"""The ordered feed of everything that changed: what others follow to stay the same as we are."""
