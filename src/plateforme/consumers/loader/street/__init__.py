"""Brings in street reports that another system kept: from its files, or from its Open311 endpoint."""
