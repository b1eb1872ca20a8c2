"""Tools that know no domain: clock, database, errors, identifiers, jobs, logging, settings, storage."""
