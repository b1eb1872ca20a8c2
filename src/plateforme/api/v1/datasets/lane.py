"""The short way to the plain catalogue: a page by slug, from its beginning or from a cursor.

It is answered in front of the framework when every dataset of the page is written already; whatever else is asked goes
the ordinary way, which writes them. Both give the same bytes and the same tag.
"""

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api.middleware.at_once import Made
from plateforme.api.middleware.request_id import header_for
from plateforme.api.paging import LARGEST, Pager, pager
from plateforme.api.v1.short_way import Head, finished, head_of, site_of, tail_of
from plateforme.domains.datasets import catalogue
from plateforme.kit.errors import PlateformeError
from plateforme.kit.keyset import Asked

if TYPE_CHECKING:
    from plateforme.api.deps import Platform

_PATH: Final = "/v1/datasets"
_SORTS: Final = {"slug": False, "-slug": True}
_READ: Final = frozenset({"limit", "cursor", "sort"})
_LONGEST: Final = 4
"""Digits of a limit."""


class CatalogueLane:
    """ASGI layer beside that of rows."""

    def __init__(self, app: ASGIApp, *, version: str, public_url: str | None) -> None:
        """Wrap the application; `version` is that of the contract of the surface under /v1."""
        self.app = app
        self._public_url = public_url
        self._tails = {status: tail_of(version.encode(), status=status) for status in (200, 304)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the ordinary way do it."""
        if scope["type"] != "http" or scope["path"] != _PATH or (head := head_of(scope)) is None:
            await self.app(scope, receive, send)
            return
        try:
            answer = await self._answer(scope, head)
        except PlateformeError:
            answer = None
        if answer is None:
            await self.app(scope, receive, send)
            return
        status, headers, body = answer
        headers = [*headers, *self._tails[status], header_for(scope)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, head: Head) -> Made | None:
        platform: Platform = scope["app"].state.platform
        site = site_of(scope, self._public_url)
        paging = pager(site + quote(_PATH), scope["query_string"], _NOBODY, secret=platform.secret)
        if (asked := _plain(paging)) is None or (found := catalogue.glance(platform.db, asked)) is None:
            return None
        fragments = platform.fragments.ready(found.rows, base=f"{site}/v1")
        if fragments is None:
            return None
        body, own = paging.written(found, fragments)
        return await finished(head, own, body)


def _plain(paging: Pager) -> Asked | None:
    """The question, when it is for the catalogue by slug and nothing else."""
    asked = dict(paging.parameters)
    limit, sort = asked.get("limit", "20"), asked.get("sort", "slug")
    if not _READ.issuperset(asked) or len(asked) < len(paging.parameters) or sort not in _SORTS:
        return None
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= _LONGEST):
        return None
    after = paging.cursors.open(asked["cursor"], question=paging.question) if "cursor" in asked else None
    rows = max(1, min(int(limit), LARGEST))
    return Asked(sort=(("slug", _SORTS[sort]),), limit=rows, after=after)


_NOBODY: Final = Response()
"""Stands where a route has its answer: here links are put into the head by hand."""
