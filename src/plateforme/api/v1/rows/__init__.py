"""Rows of published tables: pages, single rows, exports."""
