"""Any file becomes a typed table: detection, schema, validation, canonical Parquet."""
