"""The only modules that know DuckDB."""
