"""Whole answers as files: written once at full speed, read by whoever asked, kept where they will be asked again."""
