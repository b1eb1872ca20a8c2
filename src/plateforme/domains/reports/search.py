"""Finding reports again: by what they are, where they are, when they moved and the words they hold."""

import math

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.errors import BadBox, ReportNotFound
from plateforme.domains.reports.places import Box
from plateforme.domains.reports.store import COLUMNS, Wanted
from plateforme.domains.reports.tables import Report, ReportEvent
from plateforme.kit.keyset import Asked, Slice

SORTABLE = tuple(COLUMNS)

__all__ = ["SORTABLE", "Wanted", "get_report", "list_events", "list_reports", "read_box"]


def get_report(session: Session, reference: str) -> Report:
    """The report with this reference."""
    report = store.report(session, reference)
    if report is None:
        raise ReportNotFound(reference)
    return report


def list_reports(session: Session, wanted: Wanted, *, asked: Asked) -> Slice[Report]:
    """One page of the reports that match."""
    return store.list_reports(session, wanted, asked)


def list_events(session: Session, reference: str, *, asked: Asked) -> Slice[ReportEvent]:
    """One page of a report's public history, oldest first."""
    return store.list_events(session, get_report(session, reference).id, asked)


def read_box(text: str) -> Box:
    """Read `west,south,east,north`; a box across the 180th meridian is two questions."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadBox from None
    if not all(math.isfinite(edge) for edge in (west, south, east, north)) or west > east or south > north:
        raise BadBox
    return west, south, east, north
