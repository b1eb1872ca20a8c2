"""What happens to a report once it is in: its moves, and what is put right in it."""
