"""Who answers for a place, on the wire."""
