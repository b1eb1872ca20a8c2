"""Plateforme: the open-data platform that the administration's own services use like anyone else."""

__version__ = "0.1.0"
