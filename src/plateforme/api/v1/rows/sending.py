"""Exports on their way out: streamed, stopped when the client leaves, broken off when the query breaks."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path

from anyio import CancelScope, create_task_group, fail_after
from anyio.to_thread import run_sync
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from plateforme.domains.datasets.tabular.engine.exporting import Export

PATIENCE = 120.0
"""Seconds a client may take for one chunk before its slot goes to another."""

_ONE_RANGE = re.compile(r"bytes=(?P<first>[0-9]*)-(?P<last>[0-9]*)")


class ExportResponse(Response):
    """The chunks of an export. It has no length; a connection that breaks means that the file is not whole."""

    def __init__(self, export: Export, *, media_type: str, headers: Mapping[str, str]) -> None:
        """Take over the export: it is closed here, whatever happens."""
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.export = export
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI
        """Send, and listen for the client leaving at the same time."""
        failure: Exception | None = None
        async with create_task_group() as group:
            group.start_soon(_cancel_when_left, receive, group.cancel_scope)
            try:
                await self._send(send)
            except Exception as error:  # noqa: BLE001  # raised again outside the group, which would wrap it
                failure = error
            finally:
                with CancelScope(shield=True):
                    await run_sync(self.export.close)
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _send(self, send: Send) -> None:
        # The first chunk comes before the status: a query that fails at once is still a proper error.
        read = partial(run_sync, self.export.read, abandon_on_cancel=True)
        chunk: bytes = await read()
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while chunk:
            with fail_after(PATIENCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            chunk = await read()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class StoredFileResponse(FileResponse):
    """A stored file as it is, whole or one range of it; other ranges are not served, as RFC 9110 §14.2 allows."""

    def __init__(self, path: Path, *, media_type: str, headers: Mapping[str, str]) -> None:
        """Look at the file once."""
        facts = path.stat()
        super().__init__(path, media_type=media_type, headers=headers, stat_result=facts)
        self.size = facts.st_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drop a `Range` that cannot be served: the answer is then the whole file."""
        size = self.size
        headers = [(n, v) for n, v in scope["headers"] if n != b"range" or _is_one_range(v.decode("latin-1"), size)]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _is_one_range(header: str, size: int) -> bool:
    found = _ONE_RANGE.fullmatch(header)
    if found is None or len(header) > 60:  # noqa: PLR2004  # longer numbers are no offsets
        return False
    first, last = found["first"], found["last"]
    if not first:
        return bool(last) and int(last) > 0
    return int(first) < size and (not last or int(first) <= int(last))


async def _cancel_when_left(receive: Receive, scope: CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


@lru_cache(maxsize=1024)
def repr_digest(path: Path) -> str:
    """Give the `Repr-Digest` (RFC 9530) of a stored file; its path is its content's, so it never changes."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return f"sha-256=:{b64encode(digest).decode()}:"
