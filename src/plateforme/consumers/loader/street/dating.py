"""The dates of a record: when it was made, what was promised, what came later."""

from collections.abc import Mapping
from datetime import datetime

from plateforme.consumers.loader.street.instants import instant
from plateforme.consumers.loader.street.mapping import SourceMapping, Words
from plateforme.consumers.loader.street.texts import said
from plateforme.consumers.loader.street.untold import Untold

Remarks = list[tuple[str, str]]


def date_of(texts: Mapping[str, str], words: Words | None, mapping: SourceMapping, name: str) -> datetime | None:
    """The instant in these columns; None when they hold nothing, `Untold` when it cannot be read."""
    text = said(texts, words)
    if text is None:
        return None
    read = instant(text, mapping.dates.formats, mapping.zone)
    if read is None:
        raise Untold("unreadable_date", f"The date of {name} is written in none of the mapping's formats: add its own.")
    return read


def opening(texts: Mapping[str, str], mapping: SourceMapping) -> datetime:
    """When the report was made."""
    opened_at = date_of(texts, mapping.fields.opened_at, mapping, "opened_at")
    if opened_at is None:
        raise Untold("no_date", "The record does not say when the report was made.")
    return opened_at


def other_dates(
    texts: Mapping[str, str], mapping: SourceMapping, opened_at: datetime, remarks: Remarks
) -> dict[str, datetime | None]:
    """What was promised and when it was seen; what cannot be is left out with a remark."""
    dates: dict[str, datetime | None] = {}
    if mapping.fields.expected_at is not None:
        promised = date_of(texts, mapping.fields.expected_at, mapping, "expected_at")
        if promised is not None and promised < opened_at:
            remarks.append(("promise_before_opening", "The promised date lies before the report: it was left out."))
            promised = None
        dates["expected_at"] = promised
    seen = date_of(texts, mapping.fields.occurred_at, mapping, "occurred_at")
    if seen is not None and seen > opened_at:
        remarks.append(("seen_after_report", "It was seen after it was reported: that date was left out."))
    elif seen is not None:
        dates["occurred_at"] = seen
    return dates
