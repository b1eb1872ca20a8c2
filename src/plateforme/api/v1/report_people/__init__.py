"""Who reported, and how to reach them: for few eyes."""
