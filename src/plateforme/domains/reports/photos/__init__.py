"""Photos of reports: made anew, looked at by a person, swept away when nobody's."""
