"""Files as they lie on the disk, whole or by ranges (RFC 9110 §14)."""

import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from anyio import CancelScope, create_task_group, fail_after
from anyio.to_thread import run_sync
from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from plateforme.api.conditional import verdict
from plateforme.api.problems import answer
from plateforme.kit.errors import BadQuery

CHUNK: Final = 512 * 1024
PATIENCE: Final = 120.0
"""Seconds that a client may take for one chunk."""

_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class RangeNotSatisfiable(BadQuery):
    """The range begins after the end of the file."""

    code = "range_not_satisfiable"
    title = "Range beyond the end"


class StoredFileResponse(Response):
    """A file: one range of it when that is asked (206), else the whole of it.

    Several ranges at once are answered by the whole file, as RFC 9110 §14.2 allows; a range that begins after its end
    is a 416.
    """

    def __init__(self, path: Path, *, media_type: str, headers: Mapping[str, str]) -> None:
        """Open the file now: what replaces or removes it later does not matter."""
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self._file = path.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size
        self.init_headers({**headers, "Accept-Ranges": "bytes"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until the client leaves."""
        with self._file:
            asked = self._asked(scope)
            if asked is not None and asked[0] >= asked[1]:
                detail = f"This file has {self.size} bytes; the range begins after them. Ask for an earlier one."
                told = {"Content-Range": f"bytes */{self.size}"}
                french = f"Ce fichier a {self.size} octets ; la plage commence après. Demandez-en une plus tôt."
                refusal = answer(scope, RangeNotSatisfiable.code, detail, french=french, headers=told)
                await refusal(scope, receive, send)
                return
            first, end = asked or (0, self.size)
            self.headers["Content-Length"] = str(end - first)
            if asked is not None:
                self.status_code = 206
                self.headers["Content-Range"] = f"bytes {first}-{end - 1}/{self.size}"
            await self._send_between(first, end, receive, send)

    def _asked(self, scope: Scope) -> tuple[int, int] | None:
        """Read where the asked range begins and ends; None for the whole file."""
        headers, tag = Headers(scope=scope), self.headers.get("etag")
        found = _ONE_RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
        if found is None or found.group(0) == "bytes=-" or verdict("GET", headers, tag) is not None:
            return None
        if "if-range" in headers and (tag is None or headers["if-range"] != tag):  # RFC 9110 §13.1.5: strongly
            return None
        first, last = found[1], found[2]
        if not first:
            return (max(self.size - int(last), 0), self.size if int(last) else 0)
        if last and int(last) < int(first):
            return None
        return int(first), min(int(last) + 1, self.size) if last else self.size

    async def _send_between(self, first: int, end: int, receive: Receive, send: Send) -> None:
        failure: Exception | None = None
        async with create_task_group() as group:
            group.start_soon(cancel_when_left, receive, group.cancel_scope)
            try:
                await self._send_chunks(first, end, send)
            except Exception as error:  # noqa: BLE001  # raised again outside the group, which would wrap it
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _send_chunks(self, first: int, end: int, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while first < end:
            chunk = await run_sync(os.pread, self._file.fileno(), min(CHUNK, end - first), first)
            if not chunk:
                raise OSError("a stored file became shorter")
            first += len(chunk)
            with fail_after(PATIENCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": first < end})
        if not self.size:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def cancel_when_left(receive: Receive, scope: CancelScope) -> None:
    """Wait for the client to leave, then cancel what is being sent to it."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


@lru_cache(maxsize=1024)
def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a stored file, in hexadecimal; its path is its content's, so it never changes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def repr_digest(sha256: str) -> str:
    """Write a `Repr-Digest` (RFC 9530)."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
