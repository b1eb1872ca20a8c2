"""What organizations settle: categories, promises, teams, the places they answer for, and who gets which report."""
