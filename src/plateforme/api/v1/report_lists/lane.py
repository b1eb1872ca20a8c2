"""The short way to lists of street reports: public pages as JSON, in front of the framework and of all other layers.

It reads, asks and writes with the very functions of the documented routes, in one thread. Whatever is not plainly a
public answer (errors, keys, GeoJSON, conditions on dates) goes the ordinary way, as if nothing had been looked at.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import structlog
from anyio.to_thread import run_sync
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api.middleware.request_id import header_for
from plateforme.api.paging import Pager, pager, quoted
from plateforme.api.v1.report_places.wire import NearbyQuery
from plateforme.api.v1.reports.queries import ReportQuery
from plateforme.api.v1.reports.telling import Told
from plateforme.api.v1.reports.writing import write_near, write_page, write_report
from plateforme.api.v1.short_way import finished, head_of, site_of, tail_of
from plateforme.domains.reports.duplicates import nearby
from plateforme.domains.reports.search import search
from plateforme.kit.errors import PlateformeError

if TYPE_CHECKING:
    from plateforme.api.deps import Platform

log = structlog.get_logger(__name__)

Answer = tuple[bytes, dict[str, str]]


def _list(paging: Pager, told: Told) -> Answer | None:
    query = ReportQuery.model_validate(dict(paging.parameters))
    if query.format == "geojson":
        return None
    found = search.list_reports(told.session, paging.asked(query), caller=None)
    return write_page(paging, found, partial(write_report, told=told))


def _nearby(paging: Pager, told: Told) -> Answer | None:
    query = NearbyQuery.model_validate(dict(paging.parameters))
    if query.format == "geojson":
        return None
    found = nearby.list_nearby(told.session, query.around, paging.asked(query), caller=None)
    return write_page(paging, found, partial(write_near, told=told))


_LISTS: Final[Mapping[str, Callable[[Pager, Told], Answer | None]]] = {
    "/v1/reports": _list,
    "/v1/reports/nearby": _nearby,
}


class ReportLane:
    """ASGI layer beside those of rows and of the catalogue."""

    def __init__(self, app: ASGIApp, *, version: str, public_url: str | None) -> None:
        """Wrap the application; `version` is that of the contract of the surface under /v1."""
        self.app = app
        self._public_url = public_url
        self._tails = {status: tail_of(version.encode(), status=status) for status in (200, 304)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the ordinary way do it."""
        asked = _LISTS.get(scope["path"]) if scope["type"] == "http" else None
        head = None if asked is None else head_of(scope)
        made = None if asked is None or head is None else await self._ask(scope, asked)
        if head is None or made is None:
            await self.app(scope, receive, send)
            return
        body, own = made
        status, headers, body = await finished(head, own, body)
        headers = [*headers, *self._tails[status], header_for(scope)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _ask(self, scope: Scope, asked: Callable[[Pager, Told], Answer | None]) -> Answer | None:
        platform: Platform = scope["app"].state.platform
        site = site_of(scope, self._public_url)
        try:
            return await run_sync(_told, platform, site, scope["path"], scope["query_string"], asked)
        except (PlateformeError, ValidationError):
            return None
        except Exception:
            log.exception("the short way failed", path=scope["path"])
            return None


def _told(platform: "Platform", site: str, path: str, query: bytes, asked: Any) -> Answer | None:
    """Read the question and answer it, in a thread."""
    now = platform.clock.now()
    paging = pager(site + quoted(path), query, _NOBODY, secret=platform.secret, now=now)
    with platform.db.looking() as session:
        answer: Answer | None = asked(paging, Told(session, f"{site}/v1", now, None))
        return answer


_NOBODY: Final = Response()
"""Stands where a route has its answer: here links are put into the head by hand."""
