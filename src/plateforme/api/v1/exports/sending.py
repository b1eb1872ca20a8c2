"""Exports on their way out: they wait for their turn, stop when the client leaves, break off when the query breaks."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from anyio import CancelScope, create_task_group, current_time, fail_after, sleep
from anyio.to_thread import run_sync
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from plateforme.api import counts
from plateforme.api.v1.exports.files import PATIENCE, cancel_when_left
from plateforme.domains.datasets.tabular.query_errors import ExportNotReady, TooManyExports
from plateforme.kit.tallies import Tallies

TURN: Final = 10.0
"""Seconds for which an export waits for its turn."""

_SHORT, _LONG = 0.002, 0.02


class Download(Protocol):
    """The bytes of an export, as one reader sees them."""

    def poll(self) -> bytes | None:
        """Give the next chunk; empty at the end, None when it is not there yet."""
        ...

    @property
    def is_ready(self) -> bool:
        """Tell whether asking for the next chunk is worth it."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


class Opening(Protocol):
    """An export that somebody wants, and the place of that wish in the queue."""

    def open(self) -> Download | None:
        """Join or start it; None while it is not its turn."""
        ...

    def give_up(self) -> None:
        """Leave the queue."""
        ...


class ExportResponse(Response):
    """The chunks of an export. It has no length; a connection that breaks means that the file is not whole."""

    def __init__(self, opening: Opening, *, tallies: Tallies, media_type: str, headers: Mapping[str, str]) -> None:
        """Take over the export: it is closed here, whatever happens."""
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.opening, self.tallies = opening, tallies
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI
        """Send, and listen for the client leaving at the same time."""
        with self.tallies.during(counts.EXPORTS_RUNNING):
            await with_export(self.opening, self.tallies, receive, lambda download: self._send(download, send))

    async def _send(self, download: Download, send: Send) -> None:
        # The first chunk comes before the status: a query that fails at once is still a proper error.
        chunk = await next_chunk(download)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while chunk:
            with fail_after(PATIENCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            chunk = await next_chunk(download)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class DigestResponse(Response):
    """What is known of an export once it was made."""

    def __init__(
        self,
        opening: Opening,
        *,
        tallies: Tallies,
        told: Callable[[], bytes | None],
        seconds: float,
        headers: Mapping[str, str],
    ) -> None:
        """`told` gives the body when it is known; it may take so many seconds until then."""
        self.status_code = 200
        self.media_type = "application/json"
        self.background = None
        self.opening, self.tallies, self.told, self.seconds = opening, tallies, told, seconds
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait until it is known."""

        async def wait(download: Download) -> None:
            deadline = current_time() + self.seconds
            while (body := self.told()) is None:
                if current_time() > deadline:
                    raise ExportNotReady
                await run_sync(download.poll)  # raises what broke it
                await sleep(_LONG)
            self.body = body
            self.headers["Content-Length"] = str(len(body))

        await with_export(self.opening, self.tallies, receive, wait)
        if self.told() is not None:
            await super().__call__(scope, receive, send)


async def with_export(
    opening: Opening, tallies: Tallies, receive: Receive, use: Callable[[Download], Awaitable[None]]
) -> None:
    """Wait for the turn of an export and use it, until the client leaves."""
    failure: Exception | None = None
    download: Download | None = None
    async with create_task_group() as group:
        group.start_soon(cancel_when_left, receive, group.cancel_scope)
        try:
            download = await _opened(opening)
            await use(download)
        except Exception as error:  # noqa: BLE001  # raised again outside the group, which would wrap it
            failure = error
        finally:
            with CancelScope(shield=True):
                await run_sync(opening.give_up if download is None else download.close)
        group.cancel_scope.cancel()
    if isinstance(failure, TooManyExports):
        tallies.add(counts.REFUSED[failure.code])
    if failure is not None:
        raise failure


async def _opened(opening: Opening) -> Download:
    deadline = current_time() + TURN
    while (download := await run_sync(opening.open)) is None:
        if current_time() > deadline:
            raise TooManyExports
        await sleep(_LONG)
    return download


async def next_chunk(download: Download) -> bytes:
    """Wait for the next chunk; empty at the end. No thread waits with it."""
    pause = _SHORT
    while True:
        while not download.is_ready:
            await sleep(pause)
            pause = min(pause * 1.5, _LONG)
        chunk: bytes | None = await run_sync(download.poll)
        if chunk is not None:
            return chunk
