"""The catalogue of datasets, the publication of files and the versions that result."""
