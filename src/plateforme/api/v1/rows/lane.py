"""The short way to rows: pages and single rows are answered in front of the framework and of all other layers.

It reads, answers and tags with the very functions of the documented routes, and completes the head with those of the
layers that it passes by. Whatever is not plainly a public answer (errors, keys, conditions on dates, HEAD, a form that
the caller refuses) goes the ordinary way, as if nothing had been looked at.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import Final, TypeVar
from urllib.parse import quote

import structlog
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api import counts
from plateforme.api.conditional import weak_match
from plateforme.api.deps import Platform
from plateforme.api.middleware.at_once import NEEDS_A_THREAD, Headers, Made, run_at_once
from plateforme.api.middleware.compression import MINIMUM, OFF_LOOP, compressed
from plateforme.api.middleware.encoding_tags import stripped, tagged
from plateforme.api.middleware.kept_answers import GENERATION, PIN
from plateforme.api.middleware.request_id import header_for
from plateforme.api.paging import Pager, pager, quoted
from plateforme.api.questions import settle
from plateforme.api.v1.rows.reading import ROW_WORDS, Reading, Start, read_key, reading_of, rows_tag, start_of
from plateforme.api.v1.short_way import Head, head_of, site_of, tail_of
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
_Read = tuple[Pager, Start, Reading[Question], Headers]
"""What an address asks, and the headers of every answer to it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request wants to know about which dataset, in which form, and the site that it called us by."""

    dataset: str
    is_page: bool
    head: Head
    site: str


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
        self._read: OrderedDict[_Address, _Read] = OrderedDict()
        self._plain: dict[tuple[str, str], tuple[Reading[Question], Headers]] = {}
        self._heads: dict[tuple[object, ...], tuple[Head, str]] = {}
        self._tails = {
            (status, pinned): tail_of(version.encode(), status=status, pinned=pinned)
            for status in (200, 304)
            for pinned in (False, True)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the ordinary way do it."""
        answer = await self._tried(scope, receive)
        if answer is None:
            await self.app(scope, receive, send)
            return
        status, headers, body = answer
        headers.append(header_for(scope))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def at_once(self, scope: Scope) -> Made | None:
        """Answer what the row index finds in microseconds, with an embedded store."""
        return run_at_once(self._tried(scope, None))

    async def _tried(self, scope: Scope, receive: Receive | None) -> Made | None:
        """Answer, if this way knows how to; without a `receive`, only if nothing has to be waited for."""
        asked = self._asked(scope)
        if asked is None:
            return None
        try:
            answer = await self._answer(scope, receive, asked)
        except PlateformeError:
            answer = None
        except Exception:
            log.exception("the short way failed", path=scope["path"])
            answer = None
        if answer is None:
            scope.get("state", {}).pop(PIN, None)  # the ordinary way may find another version
        return answer

    async def _answer(self, scope: Scope, receive: Receive | None, asked: _Asked) -> Made | None:
        platform: Platform = scope["app"].state.platform
        state = scope.setdefault("state", {})
        generation = state.get(GENERATION) or await _generation(platform, may_wait=receive is not None)
        if generation is None:
            return None
        paging, start, reading, own = await self._question(scope, platform, asked, generation)
        if GENERATION in state and start.which.schema is None:  # one that was asked for by number ends without a commit
            state[PIN] = _Pin(platform, asked.dataset, start.which, reading.answering)
        if asked.head.condition is not None:
            sent: dict[bytes, bytes] = {}
            if weak_match(stripped(asked.head.condition, sent).decode("latin-1"), reading.tag):
                return 304, [*tagged(304, own, sent), *self._tails[304, reading.is_pinned]], b""
        if paging is None or not asked.is_page:
            body, link = await self._row(scope, receive, platform, reading), None
        else:
            body, link = await self._page(scope, receive, platform, paging, reading)
        if body is None or (receive is None and len(body) >= OFF_LOOP):  # what is large is compressed in a thread
            return None
        headers = [*own]
        if link is not None:
            headers[-1 if reading.links else len(own) :] = [(b"link", link.encode("latin-1"))]
        if asked.head.encoding is not None and len(body) >= MINIMUM:
            body = await compressed(asked.head.encoding, body)
            headers = tagged(200, [*headers, (b"content-encoding", asked.head.encoding.encode())], {})
        headers += [(b"content-length", str(len(body)).encode()), _JSON]
        return 200, [*headers, *self._tails[200, reading.is_pinned]], body

    async def _question(
        self, scope: Scope, platform: Platform, asked: _Asked, generation: Generation
    ) -> tuple[Pager | None, Start, Reading[Question], Headers]:
        """Read what is asked, unless it was read before for the version that answers now."""
        if not (asked.is_page or scope["query_string"]):
            return None, _PLAIN, *await self._plain_row(scope, platform, asked, generation)
        address = (asked.site, scope["path"], scope["query_string"])
        known = self._read.get(address)
        if known is not None:
            paging, start = known[:2]
        else:
            paging = pager(address[0] + quoted(address[1]), address[2], _NOBODY, secret=platform.secret)
            start = start_of(paging)
        found = await _find(platform, asked.dataset, start.which, generation)
        if known is None or not found.same_as(known[2].answering):
            reading = _read(paging, asked, start, found)
            known = paging, start, reading, _raw(reading.headers)
            self._remember(address, known)
        return known

    async def _plain_row(
        self, scope: Scope, platform: Platform, asked: _Asked, generation: Generation
    ) -> tuple[Reading[Question], Headers]:
        """Rows that are asked for by nothing but their keys differ in the tag of their answer only."""
        found = await _find(platform, asked.dataset, _PLAIN.which, generation)
        path, rows = asked.site + quote(scope["path"]), (asked.site, asked.dataset)
        plain = self._plain.get(rows)
        if plain is None or not found.same_as(plain[0].answering):
            reading = _read(pager(path, b"", _NOBODY, secret=platform.secret), asked, _PLAIN, found)
            plain = self._plain[rows] = reading, _raw(reading.headers)
            if len(self._plain) > REMEMBERED:
                del self._plain[next(iter(self._plain))]
        one, headers = plain
        tag = rows_tag(found, path)
        one = Reading(one.answering, one.question, tag, one.links, is_pinned=one.is_pinned)
        return one, [(b"etag", tag.encode()), *headers[1:]]

    def _asked(self, scope: Scope) -> _Asked | None:
        """Read what can be told from the head of a request; none when it has to go the ordinary way."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_DATASETS):
            return None
        if len(scope["query_string"]) > LONGEST:
            return None
        dataset, _, what = scope["path"][len(_DATASETS) :].partition("/")
        is_page = what == "rows"
        if not (is_page or (what.startswith("rows/") and len(what) > len("rows/"))):
            return None
        told = self._head(scope)
        return None if told is None else _Asked(dataset, is_page, *told)

    def _head(self, scope: Scope) -> tuple[Head, str] | None:
        """Read the headers of a request, and by which name it called us; most callers send the same ones again."""
        if scope.get("root_path"):
            return None
        # ASGI allows lists here, and some servers send them; only tuples can be keys.
        sent = (scope["scheme"], tuple(scope.get("server") or ()), *map(tuple, scope["headers"]))
        if (known := self._heads.get(sent)) is not None:
            return known
        head = head_of(scope)
        if head is None:
            return None
        told = head, site_of(scope, self._public_url)
        names = {name for name, _ in sent[2:]}
        if b"x-request-id" not in names and sum(map(len, chain(*sent[2:]))) <= LONGEST_REMEMBERED:
            self._heads[sent] = told
            if len(self._heads) > REMEMBERED:
                del self._heads[next(iter(self._heads))]
        return told

    def _remember(self, address: _Address, read: _Read) -> None:
        if len(address[1]) + len(address[2]) <= LONGEST_REMEMBERED:
            self._read[address] = read
            if len(self._read) > REMEMBERED:
                self._read.popitem(last=False)

    @staticmethod
    async def _page(
        scope: Scope, receive: Receive | None, platform: Platform, paging: Pager, reading: Reading[Question]
    ) -> tuple[bytes | None, str | None]:
        was_tried = NEEDS_A_THREAD in scope["state"]
        page = None if was_tried else platform.rows.quick(reading.table, reading.question)
        if page is not None:
            platform.tallies.add(counts.BY_INDEX)
        else:
            work = partial(platform.rows.page, reading.table, reading.question)
            page = await _in_thread(scope, receive, platform, work)
        return (None, None) if page is None else reading.told(paging, page)

    @staticmethod
    async def _row(
        scope: Scope, receive: Receive | None, platform: Platform, reading: Reading[Question]
    ) -> bytes | None:
        key = read_key(scope, reading.table)
        quick = platform.rows.quick_one(reading.table, key, reading.question.fields)
        if quick is MISSING:
            return None
        if quick is not None:
            platform.tallies.add(counts.BY_INDEX)
            return quick
        one = partial(platform.rows.one, reading.table, key, fields=reading.question.fields)
        return await _in_thread(scope, receive, platform, one)


async def _generation(platform: Platform, *, may_wait: bool) -> Generation | None:
    return platform.db.generation() or (await platform.db.latest_generation() if may_wait else None)


async def _in_thread(scope: Scope, receive: Receive | None, platform: Platform, work: Callable[[], T]) -> T | None:
    if receive is None:
        scope["state"][NEEDS_A_THREAD] = True
        return None
    try:
        return await platform.questions.run(receive, work)
    except Exception as error:  # noqa: BLE001  # the route raises it again
        settle(scope, error)  # and need not find out by itself, which may take long
        return None


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


_PLAIN: Final = Start(Which())
"""The current version, from its beginning."""

_NOBODY: Final = Response()
"""Stands where a route has its answer: here links are put into the head by hand."""
