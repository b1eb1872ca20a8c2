"""Taking reports in: what someone tells, looked at and kept."""
