"""Routers that know at once which requests are none of theirs."""

from functools import cached_property

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope

__all__ = ["Resource"]


class Resource(APIRouter):
    """The routes about one thing, under a few first words of the path.

    A surface asks one router after the other, and each would try its routes by their patterns: with a hundred routes
    that costs more than many an answer. Here a look at the first word of the path tells most of them apart.
    """

    @cached_property
    def _first_words(self) -> frozenset[str] | None:
        """The words with which the paths of all routes begin; None where that cannot be told."""
        paths = [getattr(route, "path", "") for route in self.routes]
        words = frozenset(path.split("/")[1] if path.startswith("/") else "" for path in paths)
        return None if any(not word or "{" in word for word in words) else words

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the routes is asked for."""
        words = self._first_words
        if words is not None and _first_word(scope) not in words:
            return Match.NONE, {}
        return super().matches(scope)


def _first_word(scope: Scope) -> str:
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return f"{path}/".split("/", 2)[1]
