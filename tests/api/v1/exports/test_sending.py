"""The stream of an export as an ASGI server sees it."""

import asyncio
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from plateforme.api import counts
from plateforme.api.v1.exports import sending
from plateforme.api.v1.exports.sending import ExportResponse
from plateforme.domains.datasets.tabular.query_errors import TooManyExports
from plateforme.kit.tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScriptedExport:
    """Says what it is told to; an `Event` in the script is a silence without end."""

    def __init__(self, *script: bytes | Exception | Event) -> None:
        self.script: Iterator[Any] = iter(script)
        self.is_closed = False

    is_ready = True

    def open(self) -> "ScriptedExport":
        return self

    def poll(self) -> bytes | None:
        step = next(self.script)
        if isinstance(step, Exception):
            raise step
        if isinstance(step, Event):
            self.is_ready = False
            return None
        assert isinstance(step, bytes)
        return step

    def close(self) -> None:
        self.is_closed = True


class Counting(Tallies):
    """The numbers of a process, in memory."""

    def __init__(self) -> None:
        self.numbers = dict.fromkeys(counts.NAMES, 0.0)

    def add(self, name: str, amount: float = 1.0) -> None:
        self.numbers[name] += amount


async def serve(
    export: Any, sent: list[dict[str, Any]], *, leaves_after: int | None = None, tallies: Tallies | None = None
) -> None:
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == leaves_after:
            left.set()

    response = ExportResponse(export, tallies=tallies or Counting(), media_type="text/csv", headers={})
    await response({"type": "http"}, receive, send)


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


@pytest.mark.parametrize(
    "script", [(b"a", b""), (b"a", Event()), (b"a", ValueError("broken"))], ids=["whole", "left", "broken"]
)
async def test_an_export_is_counted_while_it_is_sent_and_not_after(script):
    seen: list[float] = []
    tallies = Counting()

    class Noting(ScriptedExport):
        def poll(self) -> bytes | None:
            seen.append(tallies.numbers[counts.EXPORTS_RUNNING])
            return super().poll()

    with suppress(ValueError):
        await asyncio.wait_for(serve(Noting(*script), [], leaves_after=2, tallies=tallies), 5)

    assert set(seen) == {1.0}
    assert tallies.numbers[counts.EXPORTS_RUNNING] == 0.0


async def test_an_export_whose_turn_never_comes_is_counted_as_refused(monkeypatch):
    monkeypatch.setattr(sending, "TURN", 0.0)
    tallies = Counting()

    class Waiting(ScriptedExport):
        def open(self) -> Any:
            return None

        def give_up(self) -> None:
            self.is_closed = True

    export = Waiting()
    with pytest.raises(TooManyExports):
        await serve(export, [], tallies=tallies)

    assert export.is_closed
    assert tallies.numbers[counts.REFUSED["too_many_exports"]] == 1.0
