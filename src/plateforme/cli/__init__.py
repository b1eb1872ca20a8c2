"""The command line: for operators of the platform and for anyone who publishes through it."""

from plateforme.cli.application import app

__all__ = ["app"]
