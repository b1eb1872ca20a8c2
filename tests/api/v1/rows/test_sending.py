"""The stream of an export as an ASGI server sees it."""

import asyncio
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from plateforme.api.v1.rows.sending import ExportResponse

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScriptedExport:
    """Says what it is told to; an `Event` in the script is waited for."""

    def __init__(self, *script: bytes | Exception | Event) -> None:
        self.script: Iterator[Any] = iter(script)
        self.waiting: Event | None = None
        self.is_closed = False

    def read(self) -> bytes:
        step = next(self.script)
        if isinstance(step, Exception):
            raise step
        if isinstance(step, Event):
            self.waiting = step
            step.wait(10)
            return b""
        assert isinstance(step, bytes)
        return step

    def close(self) -> None:
        self.is_closed = True
        if self.waiting is not None:
            self.waiting.set()


async def serve(export: Any, sent: list[dict[str, Any]], *, leaves_after: int | None = None) -> None:
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == leaves_after:
            left.set()

    await ExportResponse(export, media_type="text/csv", headers={})({"type": "http"}, receive, send)


async def test_an_export_is_sent_to_its_end_and_closed():
    sent: list[dict[str, Any]] = []
    export = ScriptedExport(b"a", b"b", b"")

    await serve(export, sent)

    assert b"".join(message.get("body", b"") for message in sent) == b"ab"
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert export.is_closed


async def test_a_client_that_leaves_stops_an_export_that_says_nothing():
    sent: list[dict[str, Any]] = []
    export = ScriptedExport(b"a", Event())

    await asyncio.wait_for(serve(export, sent, leaves_after=2), 5)

    assert sent[-1]["more_body"]
    assert export.is_closed


async def test_an_export_that_breaks_midway_is_never_ended_properly():
    sent: list[dict[str, Any]] = []
    export = ScriptedExport(b"a", ValueError("the disk is gone"))

    with pytest.raises(ValueError, match="the disk is gone"):
        await serve(export, sent)

    assert sent[-1]["more_body"]
    assert export.is_closed


async def test_an_export_that_breaks_at_once_sends_nothing():
    sent: list[dict[str, Any]] = []
    export = ScriptedExport(ValueError("no"))

    with pytest.raises(ValueError, match="no"):
        await serve(export, sent)

    assert sent == []
