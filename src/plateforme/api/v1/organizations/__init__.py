"""Organizations: who publishes here and who uses what is published."""
