"""Keeps a copy of a dataset up to date through the public API, by what changed and not by downloading it again."""

from plateforme.consumers.follower.following import Followed, follow

__all__ = ["Followed", "follow"]
