"""Dates as this surface writes them: whole seconds and the offset of the town, as the W3C profile of ISO 8601 asks."""

from datetime import datetime

from plateforme.kit.clock import PARIS


def told(instant: datetime) -> str:
    """An instant as the town lives it, such as `2026-03-02T09:14:00+01:00`."""
    return instant.astimezone(PARIS).isoformat(timespec="seconds")


def told_if(instant: datetime | None) -> str | None:
    """The same, of what may be missing."""
    return None if instant is None else told(instant)
