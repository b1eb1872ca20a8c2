"""Finding reports again: by what they are, where they are, when they moved and the words they hold."""

import math

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.errors import BadBox, ReportNotFound
from plateforme.domains.reports.tables import Report, ReportEvent
from plateforme.kit.grammar.conditions import Box, Place
from plateforme.kit.keyset import Asked, Slice


def get_report(session: Session, reference: str) -> Report:
    """The report with this reference."""
    report = store.report(session, reference)
    if report is None:
        raise ReportNotFound(reference)
    return report


def list_reports(session: Session, asked: Asked) -> Slice[Report]:
    """One page of the reports that match."""
    return store.list_reports(session, asked)


def list_events(session: Session, reference: str, *, asked: Asked) -> Slice[ReportEvent]:
    """One page of a report's public history, oldest first."""
    return store.list_events(session, get_report(session, reference).id, asked)


def read_box(text: str) -> Box:
    """Read `west,south,east,north`; one whose west is greater than its east crosses the 180th meridian."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadBox from None
    if not all(math.isfinite(edge) for edge in (west, south, east, north)) or south > north:
        raise BadBox
    return Box(Place("lon", "lat"), west, south, east, north)
