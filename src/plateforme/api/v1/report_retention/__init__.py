"""How long what people gave is kept, and how a report is erased before that."""
