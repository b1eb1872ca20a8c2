"""The short way to rows: pages and single rows are answered in front of the framework and of all other layers.

It reads, answers and tags with the very functions of the documented routes, and completes the head with those of the
layers that it passes by. Whatever is not plainly a public answer (errors, keys, conditions on dates, HEAD, a form that
the caller refuses) goes the ordinary way, as if nothing had been looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final, TypeVar

import structlog
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api import counts
from plateforme.api.conditional import weak_match
from plateforme.api.deps import Platform
from plateforme.api.middleware.compression import MINIMUM, compressed
from plateforme.api.middleware.encoding_tags import stripped, tagged
from plateforme.api.middleware.kept_answers import GENERATION, PIN
from plateforme.api.middleware.request_id import id_of
from plateforme.api.paging import Pager, pager, quoted
from plateforme.api.problems import base_url
from plateforme.api.questions import settle
from plateforme.api.v1.rows.reading import ROW_WORDS, Reading, Start, read_key, reading_of, rows_tag, start_of
from plateforme.api.v1.short_way import Head, Headers, head_of, tail_of
from plateforme.domains.datasets.moments import Which
from plateforme.domains.datasets.tabular.engine.answers import MISSING
from plateforme.domains.datasets.tabular.query import RESERVED, Question
from plateforme.domains.datasets.versions import Answering, answering
from plateforme.kit.errors import PlateformeError
from plateforme.kit.generation import Generation

log = structlog.get_logger(__name__)

_DATASETS: Final = "/v1/datasets/"
_JSON: Final = (b"content-type", b"application/json")

REMEMBERED: Final = 1024
"""Addresses whose question is not read again when it is asked again; the eldest makes room."""

LONGEST_REMEMBERED: Final = 1000

LONGEST: Final = 4_000
"""Bytes of a query string. A longer one, of hundreds of conditions, takes too long to read where everybody waits."""

T = TypeVar("T")

_Address = tuple[str, str, bytes]
_Read = tuple[Pager, Start, Reading[Question]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request wants to know about which dataset, and in which form."""

    dataset: str
    is_page: bool
    head: Head


@dataclass(frozen=True, slots=True)
class _Pin:
    """What a kept answer hangs on: that its question still leads to the same version, and that this may be read."""

    platform: Platform
    dataset: str
    which: Which
    answering: Answering

    async def holds(self, generation: Generation) -> bool:
        """Tell whether it does, as the store stands at this generation."""
        try:
            found = await _find(self.platform, self.dataset, self.which, generation)
        except PlateformeError:
            return False
        return found.same_as(self.answering)


class RowLane:
    """ASGI layer, outside all others but the one that keeps answers."""

    def __init__(self, app: ASGIApp, *, version: str, public_url: str | None) -> None:
        """Wrap the application; `version` is that of the contract of the surface under /v1."""
        self.app = app
        self._public_url = public_url
        self._read: dict[_Address, _Read] = {}
        self._plain: dict[str, Reading[Question]] = {}
        self._tails = {
            (status, pinned): tail_of(version.encode(), status=status, pinned=pinned)
            for status in (200, 304)
            for pinned in (False, True)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the ordinary way do it."""
        asked = _asked(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        try:
            answer = await self._answer(scope, receive, asked)
        except PlateformeError:
            answer = None
        except Exception:
            log.exception("the short way failed", path=scope["path"])
            answer = None
        if answer is None:
            scope.get("state", {}).pop(PIN, None)  # the ordinary way may find another version
            await self.app(scope, receive, send)
            return
        status, headers, body = answer
        headers.append((b"x-request-id", id_of(scope).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive, asked: _Asked) -> tuple[int, Headers, bytes] | None:
        platform: Platform = scope["app"].state.platform
        state = scope.setdefault("state", {})
        generation = state.get(GENERATION) or platform.db.generation() or await platform.db.latest_generation()
        if generation is None:
            return None
        address = (self._site(scope), scope["path"], scope["query_string"])
        paging, start, reading = self._read.get(address) or (None, None, None)
        if paging is None or start is None:
            paging = pager(address[0] + quoted(address[1]), address[2], _NOBODY, secret=platform.secret)
            start = start_of(paging)
        found = await _find(platform, asked.dataset, start.which, generation)
        if reading is None or not found.same_as(reading.answering):
            reading = self._reading(paging, asked, start, found)
            self._remember(address, (paging, start, reading))
        if start.which.schema is None:  # a schema that was asked for by its number ends without a commit
            state[PIN] = _Pin(platform, asked.dataset, start.which, found)
        if asked.head.condition is not None:
            sent: dict[bytes, bytes] = {}
            if weak_match(stripped(asked.head.condition, sent).decode("latin-1"), reading.tag):
                return 304, [*tagged(304, _raw(reading.headers), sent), *self._tails[304, reading.is_pinned]], b""
        answer = await self._body(scope, receive, platform, paging, reading, asked)
        if answer is None:
            return None
        body, own = answer
        headers = _raw(own)
        if asked.head.encoding is not None and len(body) >= MINIMUM:
            body = await compressed(asked.head.encoding, body)
            headers = tagged(200, [*headers, (b"content-encoding", asked.head.encoding.encode())], {})
        headers += [(b"content-length", str(len(body)).encode()), _JSON]
        return 200, [*headers, *self._tails[200, reading.is_pinned]], body

    def _reading(self, paging: Pager, asked: _Asked, start: Start, found: Answering) -> Reading[Question]:
        """Read a question; rows that are asked for by nothing but their keys differ in the tag of their answer only."""
        if asked.is_page or paging.parameters:
            return _read(paging, asked, start, found)
        rows = paging.path.rpartition("/")[0]
        plain = self._plain.get(rows)
        if plain is None or not found.same_as(plain.answering):
            plain = _read(paging, asked, start, found)
            self._plain[rows] = plain
            if len(self._plain) > REMEMBERED:
                del self._plain[next(iter(self._plain))]
        return replace(plain, tag=rows_tag(found, paging.path))

    def _site(self, scope: Scope) -> str:
        return self._public_url.rstrip("/") if self._public_url else base_url(scope)

    def _remember(self, address: _Address, read: _Read) -> None:
        if len(address[1]) + len(address[2]) <= LONGEST_REMEMBERED:
            self._read[address] = read
            if len(self._read) > REMEMBERED:
                del self._read[next(iter(self._read))]

    @staticmethod
    async def _body(
        scope: Scope, receive: Receive, platform: Platform, paging: Pager, reading: Reading[Question], asked: _Asked
    ) -> tuple[bytes, Mapping[str, str]] | None:
        if asked.is_page:
            page = platform.rows.quick(reading.table, reading.question)
            if page is not None:
                platform.tallies.add(counts.BY_INDEX)
            else:
                page = await _in_thread(
                    scope, receive, platform, partial(platform.rows.page, reading.table, reading.question)
                )
            return None if page is None else reading.page(paging, page)
        key = read_key(scope, reading.table)
        quick = platform.rows.quick_one(reading.table, key, reading.question.fields)
        if quick is MISSING:
            return None
        if quick is not None:
            platform.tallies.add(counts.BY_INDEX)
            return quick, reading.headers
        one = partial(platform.rows.one, reading.table, key, fields=reading.question.fields)
        row = await _in_thread(scope, receive, platform, one)
        return None if row is None else (row, reading.headers)


async def _in_thread(scope: Scope, receive: Receive, platform: Platform, work: Callable[[], T]) -> T | None:
    try:
        return await platform.questions.run(receive, work)
    except Exception as error:  # noqa: BLE001  # the route raises it again
        settle(scope, error)  # and need not find out by itself, which may take long
        return None


def _asked(scope: Scope) -> _Asked | None:
    """Read what can be told from the head of a request; none when it has to go the ordinary way."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_DATASETS):
        return None
    if len(scope["query_string"]) > LONGEST:
        return None
    dataset, _, what = scope["path"][len(_DATASETS) :].partition("/")
    is_page = what == "rows"
    if not (is_page or (what.startswith("rows/") and len(what) > len("rows/"))):
        return None
    head = head_of(scope)
    if head is None or any(name == b"accept" and b"geo+json" in value.lower() for name, value in scope["headers"]):
        return None
    return _Asked(dataset, is_page, head)


def _read(paging: Pager, asked: _Asked, start: Start, found: Answering) -> Reading[Question]:
    if asked.is_page:
        return reading_of(paging, asked.dataset, start, found, accepts=RESERVED)
    return reading_of(paging, asked.dataset, start, found, accepts=ROW_WORDS, filterable=False)


async def _find(platform: Platform, dataset: str, which: Which, generation: Generation) -> Answering:
    """Find what answers; the store is asked once for each generation."""
    now = platform.clock.now()
    found = platform.answering.find(dataset, which, generation=generation, now=now)
    if found is None:

        def look_up() -> Answering:
            with platform.db.reading() as session:
                return answering(session, dataset, which, now=now)

        # an embedded store answers faster than a thread begins
        found = look_up() if platform.db.is_sqlite else await run_sync(look_up)
        platform.answering.note(dataset, which, found, generation=generation)
    return found


def _raw(headers: Mapping[str, str]) -> Headers:
    return list(_encoded(headers))


def _encoded(headers: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers.items():
        yield _lowered(name), value.encode("latin-1")


@lru_cache(maxsize=64)
def _lowered(name: str) -> bytes:
    return name.lower().encode("latin-1")


_NOBODY: Final = Response()
"""Stands where a route has its answer: here links are put into the head by hand."""
