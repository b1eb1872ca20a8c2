"""What a source did with a report since it was made, as moves of our lifecycle."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from plateforme.consumers.loader.street.dating import date_of
from plateforme.consumers.loader.street.instants import not_before
from plateforme.consumers.loader.street.mapping import Closing, SourceMapping
from plateforme.consumers.loader.street.texts import chosen, cleaned, said
from plateforme.consumers.loader.street.untold import Untold

RECEIVED: Final = "received"
ACKNOWLEDGED: Final = "acknowledged"
PLANNED: Final = "planned"
TRANSFERRED: Final = "transferred"
CLOSED: Final = "closed"


def moves_of(
    texts: Mapping[str, str], mapping: SourceMapping, opened_at: datetime, expected_at: datetime | None
) -> list[dict[str, Any]]:
    """The one move that leads where the source says the report stands; none when nothing was done yet."""
    status = chosen(texts, mapping.status)
    if status is None:
        raise Untold(
            "unknown_status", "The mapping does not know where this report stands: add the word, or a default."
        )
    if status == RECEIVED:
        return []
    if status == CLOSED and mapping.closing is not None:
        return [_closing(texts, mapping, mapping.closing, opened_at)]
    return [_step(texts, mapping, status, opened_at, expected_at)]


def _closing(texts: Mapping[str, str], mapping: SourceMapping, closing: Closing, opened_at: datetime) -> dict[str, Any]:
    at = date_of(texts, closing.at or mapping.fields.updated_at, mapping, "closed_at")
    if at is None:
        raise Untold("closed_without_date", "The report is closed and nothing says when.")
    at = not_before(at, opened_at, mapping.zone)
    if at < opened_at:
        raise Untold("closed_before_opened", "The report was closed before it was made: one of the dates is wrong.")
    outcome = chosen(texts, closing.outcome)
    if outcome is None:
        raise Untold("unknown_outcome", "The mapping does not know how this report ended: add the words, or a default.")
    note = _note(texts, closing)
    if note is None:
        raise Untold("closed_without_note", "The report is closed without a word: give [closing] a default_note.")
    return {"status": CLOSED, "at": at, "outcome": outcome, "explanation": note}


def _note(texts: Mapping[str, str], closing: Closing) -> str | None:
    """What the source told when it closed the report, without what its tool wrote around it."""
    note = said(texts, closing.note) or ""
    for pattern in closing.note_without:
        note = re.sub(pattern, "", note)
    return cleaned(note) or closing.default_note


def _step(
    texts: Mapping[str, str], mapping: SourceMapping, status: str, opened_at: datetime, expected_at: datetime | None
) -> dict[str, Any]:
    """A move of a report that is still open. What needs more than the source tells is told as acknowledged."""
    at = date_of(texts, mapping.fields.updated_at, mapping, "updated_at") or opened_at
    at = max(at, opened_at)
    note = _note(texts, mapping.closing) if mapping.closing else None
    if status == PLANNED and (expected_at is None or expected_at <= at):
        status = ACKNOWLEDGED
    if status == TRANSFERRED and note is None:
        status = ACKNOWLEDGED
    move: dict[str, Any] = {"status": status, "at": at}
    if note is not None:
        move["explanation"] = note
    if status == PLANNED:
        move["expected_at"] = expected_at
    return move
