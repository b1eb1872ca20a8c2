"""The query grammar that every collection shares: typed columns, operators, conditions, order. It knows no domain."""
