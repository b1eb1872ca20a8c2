"""Where reports are: whether numbers can be a place, the squares they are kept in, and how far it is."""
