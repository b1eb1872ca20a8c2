"""The dispatcher: gives new reports to their team, warns before promises, proposes duplicates. A mere API client."""
