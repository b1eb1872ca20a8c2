"""Finding reports again: by what they are, where they are, when they moved and the words they hold."""

import math
from dataclasses import replace

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import BadBox, ReportErased, ReportNotFound
from plateforme.domains.reports.listings.faces import is_staff, may_see
from plateforme.domains.reports.settings import category_families
from plateforme.domains.reports.tables import Report, ReportEvent, ReportVisibility
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.grammar.conditions import Box, Place
from plateforme.kit.keyset import Asked, Slice


def get_report(session: Session, reference: str, *, caller: Principal | None = None) -> Report:
    """The report with this reference, if the caller may see it."""
    report = store.report(session, reference)
    if report is None or not may_see(report, caller):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    return report


def list_reports(session: Session, asked: Asked, *, caller: Principal | None = None) -> Slice[ListedReport]:
    """One page of the reports that match, among those that the caller may see."""
    asked = replace(asked, where=category_families.expanded(session, asked.where))
    return store.list_reports(session, asked, caller=caller)


def list_events(
    session: Session, reference: str, *, asked: Asked, caller: Principal | None = None
) -> Slice[ReportEvent]:
    """One page of a report's history, oldest first; those who work on it read its internal entries too."""
    return list_history(session, reference, asked=asked, caller=caller)[1]


def list_history(
    session: Session, reference: str, *, asked: Asked, caller: Principal | None = None
) -> tuple[Report, Slice[ReportEvent]]:
    """The report that is asked about, with that page of its history."""
    report = get_report(session, reference, caller=caller)
    return report, store.list_events(session, report.id, asked, internal=is_staff(caller, report.organization))


def read_box(text: str) -> Box:
    """Read `west,south,east,north`; one whose west is greater than its east crosses the 180th meridian."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadBox from None
    if not all(math.isfinite(edge) for edge in (west, south, east, north)) or south > north:
        raise BadBox
    return Box(Place("lon", "lat"), west, south, east, north)
