"""The row index of a version: small questions answered from memory-mapped files, in microseconds, without SQL."""
