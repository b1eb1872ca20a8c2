"""A producer's file, whole or not at all: asked for conditionally, resumed where it broke off, never too large.

RFC 9110 §13 (conditions) and §14 (ranges). A broken download goes on with `Range` and `If-Range`; a file that changed
in the meantime, or a source that knows no ranges, is read anew from its beginning.
"""

import http.client
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO, Final, Self, cast

from plateforme.domains.datasets.errors import FetchRefused
from plateforme.domains.datasets.fetching import FetchRules, Unreachable, asked
from plateforme.kit import interrupts

MAX_ATTEMPTS: Final = 6
"""How often the source is asked for one file, the first time included."""
FIRST_PAUSE: Final = 0.25
"""Seconds before a broken download is taken up again; doubled each time."""

BROKE_OFF: Final = "The source broke off in the middle of the file, again and again. Publish again later."
SHORT: Final = "The source sent less than it announced, again and again. Publish again later."
TOO_LONG: Final = "The source took longer than {seconds:g} seconds for the file. Publish again later."

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")

Store = Callable[[BinaryIO], tuple[int, str]]
Tell = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Validators:
    """How a source marks the state of its file: enough to ask whether it changed."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, answer: http.client.HTTPResponse) -> Self:
        """What an answer says of itself; what cannot be sent back is left out."""
        found = (answer.headers.get(name) for name in ("ETag", "Last-Modified"))
        return cls(*(text if text and len(text) <= 500 and text.isprintable() else None for text in found))  # noqa: PLR2004

    def conditions(self) -> dict[str, str]:
        """Ask for the file only if it changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}

    @property
    def strong(self) -> str | None:
        """What proves that two parts are of the same file (RFC 9110 §13.1.5 allows no weak tag in `If-Range`)."""
        if self.etag:
            return None if self.etag.startswith("W/") else self.etag
        return self.last_modified


@dataclass(frozen=True)
class Fetched:
    """A file that was pulled and stored: its size in bytes, its SHA-256, and how its source marks it."""

    size: int
    digest: str
    validators: Validators


def fetch(
    url: str, rules: FetchRules, store: Store, *, known: Validators | None = None, tell: Tell | None = None
) -> Fetched | None:
    """Pull a file into the store; None when the source says that it is still the one that is known.

    `store` is given the file as a stream, anew when the file has to be read from its beginning again. `tell` hears how
    many bytes have come, and of how many, when that is known.
    """
    download = _Download(url, rules, known or Validators(), tell or (lambda _done, _total: None))
    with download:
        while True:
            try:
                if not download.begin():
                    return None
                size, digest = store(cast("BinaryIO", download))
            except _Anew:
                continue
            return Fetched(size, digest, download.validators)


class _Anew(Exception):
    """What has come so far belongs to another state of the file."""


class _Broken(Exception):
    """The line broke; the sentence is for whoever hears of it in the end."""


class _Download:
    """The file as a stream of bytes that heals itself."""

    def __init__(self, url: str, rules: FetchRules, known: Validators, tell: Tell) -> None:
        self._url, self._rules, self._known, self._tell = url, rules, known, tell
        self._deadline = time.monotonic() + rules.seconds
        self._line = ExitStack()
        self._answer: http.client.HTTPResponse | None = None
        self._attempts = 0
        self._done = 0
        self._total: int | None = None
        self.validators = Validators()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def begin(self) -> bool:
        """Ask for the whole file, unless that was just answered; False when it is the one that is known."""
        self._done = 0
        while self._answer is None:
            try:
                self._ask(self._known.conditions())
            except (_Broken, Unreachable) as broken:
                self._recover(broken)
        answer = self._answer
        if answer.status == HTTPStatus.NOT_MODIFIED and self._known.conditions():
            return False
        if answer.status != HTTPStatus.OK:
            raise FetchRefused(f"The source answered with status {answer.status}. Check the address and try again.")
        self._take(answer)
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; empty at the end of the file, and only there."""
        while True:
            try:
                return self._read(size)
            except _Broken as broken:
                self._resume(broken)

    def _read(self, size: int) -> bytes:
        answer = self._answer
        if answer is None:
            return b""
        end = self._rules.max_bytes + 1 if self._total is None else self._total
        if self._done == end:
            return b""
        most = end - self._done
        try:
            chunk = answer.read1(min(most, size) if size >= 0 else most)
        except (OSError, http.client.HTTPException) as error:
            raise _Broken(BROKE_OFF) from error
        self._done += len(chunk)
        if self._done > self._rules.max_bytes:
            raise self._too_large()
        if not chunk and (self._total is not None or self._is_cut()):
            raise _Broken(SHORT)
        self._tell(self._done, self._total)
        return chunk

    def _is_cut(self) -> bool:
        """Whether it may be us who ended the line: without an announced length, that looks like the end of the file."""
        interrupts.check()
        return time.monotonic() >= self._deadline

    def _take(self, answer: http.client.HTTPResponse) -> None:
        """Read this answer from its beginning on."""
        self.validators, self._total = Validators.of(answer), answer.length
        if self._total is not None and self._total > self._rules.max_bytes:
            raise self._too_large()

    def _resume(self, broken: _Broken) -> None:
        """Go on where the line broke, or raise: `_Anew` when the file has to be read from its beginning."""
        while True:
            self._recover(broken)
            proof = self.validators.strong
            try:
                self._ask({"Range": f"bytes={self._done}-", "If-Range": proof} if proof else {})
            except (_Broken, Unreachable) as again:
                broken = _Broken(str(again))
                continue
            answer = cast("http.client.HTTPResponse", self._answer)
            if answer.status == HTTPStatus.PARTIAL_CONTENT and proof:
                if self._continues(answer):
                    return
                self._hang_up()  # it ignores what it was asked: only a whole answer can be trusted
            elif answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._hang_up()
            raise _Anew

    def _continues(self, answer: http.client.HTTPResponse) -> bool:
        """Whether a 206 is the very rest of the file that was asked for."""
        found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != self._done:
            return False
        same = answer.headers.get("ETag") in (None, self.validators.etag)
        return same and (self._total is None or found[2] in ("*", str(self._total)))

    def _ask(self, headers: dict[str, str]) -> None:
        self._hang_up()
        answer = self._line.enter_context(asked(self._url, self._rules, headers=headers, deadline=self._deadline))
        if answer.status in _PASSING:
            raise _Broken(f"The source answered with status {answer.status}. Check the address and try again.")
        self._answer = answer

    def _recover(self, broken: Exception) -> None:
        """Pause before another attempt, or give up when there were enough."""
        self._hang_up()
        interrupts.check()
        self._attempts += 1
        if time.monotonic() >= self._deadline:
            raise FetchRefused(TOO_LONG.format(seconds=self._rules.seconds)) from broken
        if self._attempts >= MAX_ATTEMPTS or (isinstance(broken, Unreachable) and not self._done):
            raise FetchRefused(str(broken)) from broken
        interrupts.pause(FIRST_PAUSE * 2 ** (self._attempts - 1))

    def _hang_up(self) -> None:
        self._answer = None
        self._line.close()
        self._line = ExitStack()

    def _too_large(self) -> FetchRefused:
        return FetchRefused(f"The file is larger than {self._rules.max_bytes} bytes, the limit for publications.")
