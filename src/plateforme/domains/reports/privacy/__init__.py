"""What the public reads, what is taken back, how long things are kept, and how they are forgotten."""
