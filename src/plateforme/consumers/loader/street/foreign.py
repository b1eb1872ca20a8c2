"""A foreign Open311 endpoint, asked politely: one question at a time, again when it is busy, never without end."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from plateforme.consumers.loader.street.answers import ForeignError, read_json, read_xml
from plateforme.consumers.loader.street.records import Record

LARGEST_ANSWER: Final = 64 * 1024 * 1024
SECONDS: Final = 60
PAUSES: Final = (1.0, 3.0, 9.0)
LATER: Final = frozenset({429, 500, 502, 503, 504})
PAGE_SIZE: Final = 500
MOST_PAGES: Final = 10_000

SUSPECT: Final = 20
"""The smallest cap seen on an endpoint that knows no pages: so many requests may be all there are, or not."""

SHORTEST: Final = timedelta(hours=1)
FORMATS: Final[Mapping[str, Callable[[bytes], list[dict[str, str]]]]] = {"json": read_json, "xml": read_xml}


@dataclass(frozen=True)
class Window:
    """From `start` to before `end`, by the date of the request."""

    start: datetime
    end: datetime

    def halves(self) -> "tuple[Window, Window]":
        """The same time in two."""
        middle = self.start + (self.end - self.start) / 2
        middle = middle.replace(microsecond=0)
        return Window(self.start, middle), Window(middle, self.end)


class Foreign:
    """One endpoint, read in one format: JSON where it has it, XML otherwise."""

    def __init__(self, url: str, *, jurisdiction: str | None = None, form: str | None = None) -> None:
        """Take the address below which `requests.json` or `requests.xml` lives."""
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ForeignError("The address of an endpoint begins with http:// or https://.")
        self.url = url.rstrip("/")
        self._jurisdiction = jurisdiction
        self._form = form
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.HTTPHandler,
            urllib.request.HTTPSHandler,
            urllib.request.HTTPRedirectHandler,
            urllib.request.HTTPDefaultErrorHandler,
            urllib.request.HTTPErrorProcessor,
        ):
            self._opener.add_handler(handler())

    async def requests(self, window: Window) -> list[Record]:
        """Every request of a window, each once, whatever the endpoint thinks of pages."""
        return [Record(f"request {name}", texts) for name, texts in (await self._all(window)).items()]

    async def _all(self, window: Window) -> dict[str, dict[str, str]]:
        found, may_be_cut = await self._paged(window)
        if not may_be_cut:
            return found
        # it knows no pages: so many may be its limit, and a half with fewer is whole
        limit, left = len(found), list(window.halves())
        while left:
            half = left.pop()
            part, _ = await self._paged(half)
            found |= part
            if len(part) >= limit and half.end - half.start > SHORTEST:
                left += half.halves()
        return found

    async def _paged(self, window: Window) -> tuple[dict[str, dict[str, str]], bool]:
        """What the endpoint tells of a window, page by page, and whether it may have told a part only."""
        found: dict[str, dict[str, str]] = {}
        for page in range(1, MOST_PAGES):
            told = {
                one["service_request_id"]: one
                for one in await self._page(window, page)
                if one.get("service_request_id")
            }
            if not told.keys() - found.keys():
                return found, page == 2 and len(found) >= SUSPECT and bool(told)  # noqa: PLR2004  # the same again
            found |= told
        raise ForeignError("The endpoint has pages without end.")

    async def _page(self, window: Window, page: int) -> list[dict[str, str]]:
        query = {
            "start_date": _written(window.start),
            "end_date": _written(window.end),
            "page": str(page),
            "page_size": str(PAGE_SIZE),
            "extensions": "true",
        }
        if self._jurisdiction is not None:
            query["jurisdiction_id"] = self._jurisdiction
        if self._form is None:
            self._form, answer = await self._first(query)
            return answer
        return FORMATS[self._form](await self._get(self._form, query))

    async def _first(self, query: Mapping[str, str]) -> tuple[str, list[dict[str, str]]]:
        """The format that this endpoint speaks, and what it said: JSON is a choice of the standard, XML is not."""
        reasons = []
        for form, read in FORMATS.items():
            try:
                return form, read(await self._get(form, query))
            except ForeignError as error:
                reasons.append(f"{form}: {error}")
        raise ForeignError(f"{self.url} cannot be read. {' '.join(reasons)}")

    async def _get(self, form: str, query: Mapping[str, str]) -> bytes:
        address = f"{self.url}/requests.{form}?{urlencode(query)}"
        for pause in (*PAUSES, None):
            try:
                return await asyncio.to_thread(self._read, address)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in LATER or pause is None:
                        raise ForeignError(f"The endpoint answers with status {error.code}.") from error
                    asked = error.headers.get("Retry-After", "")
                    wait = max(pause, min(float(asked), SECONDS)) if asked.isdigit() else pause
            except (OSError, ValueError) as error:
                if pause is None:
                    raise ForeignError(f"The endpoint does not answer ({type(error).__name__}).") from error
                wait = pause
            await asyncio.sleep(wait)
        raise AssertionError

    def _read(self, address: str) -> bytes:
        request = urllib.request.Request(address, headers={"User-Agent": "plateforme-loader"})  # noqa: S310  # http(s)
        with self._opener.open(request, timeout=SECONDS) as response:
            raw: bytes = response.read(LARGEST_ANSWER + 1)
        if len(raw) > LARGEST_ANSWER:
            raise ForeignError("The endpoint answers more than can be read at once.")
        return raw


def windows(since: datetime, until: datetime, *, days: int = 90) -> list[Window]:
    """The time between two instants in pieces that the standard allows to ask for, oldest first."""
    pieces, start = [], since.astimezone(UTC).replace(microsecond=0)
    until = until.astimezone(UTC)
    while start < until:
        end = min(start + timedelta(days=days), until)
        pieces.append(Window(start, end))
        start = end
    return pieces


def _written(moment: datetime) -> str:
    """As the standard writes dates: whole seconds, with an offset; the end goes up to the next whole second."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
