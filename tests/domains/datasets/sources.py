"""A producer's web server with moods, for tests of what pulls from it."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any


@dataclass
class Source:
    """What the server holds, how it behaves, and what it was asked. Change it between two requests as you like."""

    body: bytes = b"id,nom\n1,Parc\n"
    etag: str | None = '"one"'
    last_modified: str | None = None
    knows_ranges: bool = True
    knows_conditions: bool = True
    breaks_after: list[int] = field(default_factory=list)
    """For each of the next answers, after how many bytes its line breaks."""
    statuses: list[int] = field(default_factory=list)
    """For each of the next answers, a status instead of the file."""
    announces: int | None = None
    """A `Content-Length` that is not true; -1 announces none."""
    wrong_range: bool = False
    seconds_a_byte: float = 0
    moves_to: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """The handler to serve."""
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _answer(source, self)

            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

        return Handler


def _answer(source: Source, http: BaseHTTPRequestHandler) -> None:
    source.asked.append({name.lower(): value for name, value in http.headers.items()} | {"path": http.path})
    asked = source.asked[-1]
    if source.statuses or source.moves_to:
        http.send_response(302 if source.moves_to else source.statuses.pop(0))
        if source.moves_to:
            http.send_header("Location", source.moves_to)
        http.send_header("Content-Length", "0")
        http.end_headers()
        return
    if source.knows_conditions and _is_current(source, asked):
        http.send_response(304)
        http.end_headers()
        return
    begin = _begin(source, asked)
    part = source.body[begin:]
    http.send_response(206 if begin else 200)
    if begin:
        told = begin + 1 if source.wrong_range else begin
        http.send_header("Content-Range", f"bytes {told}-{len(source.body) - 1}/{len(source.body)}")
    _mark(source, http)
    length = len(part) if source.announces is None else source.announces
    if length >= 0:
        http.send_header("Content-Length", str(length))
    http.end_headers()
    with suppress(OSError):
        _send(source, http, part)


def _send(source: Source, http: BaseHTTPRequestHandler, part: bytes) -> None:
    if source.breaks_after:
        http.wfile.write(part[: source.breaks_after.pop(0)])
        http.wfile.flush()
        http.close_connection = True
        return
    if not source.seconds_a_byte:
        http.wfile.write(part)
        return
    for at in range(len(part)):
        http.wfile.write(part[at : at + 1])
        http.wfile.flush()
        time.sleep(source.seconds_a_byte)


def _mark(source: Source, http: BaseHTTPRequestHandler) -> None:
    if source.etag:
        http.send_header("ETag", source.etag)
    if source.last_modified:
        http.send_header("Last-Modified", source.last_modified)


def _is_current(source: Source, asked: dict[str, str]) -> bool:
    if "if-none-match" in asked:
        return asked["if-none-match"] == source.etag
    return source.last_modified is not None and asked.get("if-modified-since") == source.last_modified


def _begin(source: Source, asked: dict[str, str]) -> int:
    if not source.knows_ranges or "range" not in asked:
        return 0
    if asked.get("if-range") not in (None, source.etag, source.last_modified):
        return 0
    return int(asked["range"].removeprefix("bytes=").removesuffix("-"))
