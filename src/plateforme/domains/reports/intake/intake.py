"""Taking a report in, so that none is lost, repeated or dated by guesswork."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import ClientIdReused, ImportNotAllowed, ReportErased
from plateforme.domains.reports.history import history
from plateforme.domains.reports.intake.examination import Examined, examine, tidied
from plateforme.domains.reports.intake.new_report import NewReport, digest
from plateforme.domains.reports.listings.faces import is_staff
from plateforme.domains.reports.people import people
from plateforme.domains.reports.places.grid import cell_of
from plateforme.domains.reports.places.places import commune_of
from plateforme.domains.reports.search.search_words import search_words
from plateforme.domains.reports.settings.promises import promised
from plateforme.domains.reports.tables import (
    LocationPrecision,
    Report,
    ReportChannel,
    ReportEventKind,
    ReportStatus,
    ReportVisibility,
)
from plateforme.kit.ids import new_id, new_reference

__all__ = ["NewReport", "content_of", "create_report", "may_import", "place_of", "shown_as"]


def create_report(
    session: Session,
    new: NewReport,
    *,
    by: Principal,
    now: datetime,
    settle: Callable[[Report], None] | None = None,
) -> tuple[Report, bool]:
    """Take a report in, and say whether it is new.

    The same `client_id` from the same consumer gives the report made the first time: a phone that lost our answer
    sends again without harm. The key's organization need not be the responsible one: anyone may report to a town.
    `settle` has the last word on a new report before it is written: an import knows what was promised.
    """
    if new.opened_at is not None and not may_import(by, new.organization):
        raise ImportNotAllowed
    told = digest(tidied(new))
    if new.client_id is not None and (known := store.report_by_client_id(session, by.consumer, new.client_id)):
        return _same(known, told), False  # whatever has become of its category since
    examined = examine(session, new, now=now)
    report = _report(examined, told, by=by, now=now)
    if settle is not None:
        settle(report)
    opening = history.event_of(
        report, history.Entry(kind=ReportEventKind.OPENED), by=by, at=report.opened_at, recorded_at=now
    )
    apart = people.rows_of(report, new.reporter, examined.new.description, examined.screened, now)
    rows: list[SQLModel] = [opening, *apart]
    if store.add_report(session, report, rows):
        history.tell(session, report, opening)
        return report, True
    known = store.report_by_client_id(session, by.consumer, new.client_id or "")
    return _same(known or report, told), False


def may_import(by: Principal, organization: str) -> bool:
    """Whether the caller may date reports of this organization in the past."""
    return is_staff(by, organization)


def _same(known: Report, told: str) -> Report:
    """Two contents under one client_id are a mistake of the client: keeping quiet would lose the second.

    Of a content that was redacted or purged nothing is left to compare with: it is taken for the same.
    """
    if known.visibility == ReportVisibility.ERASED:
        raise ReportErased(known.reference)
    if known.content_digest not in ("", told):
        raise ClientIdReused(known.reference)
    return known


def _report(examined: Examined, told: str, *, by: Principal, now: datetime) -> Report:
    new, category = examined.new, examined.category
    opened_at = new.opened_at or now
    return Report(
        id=new_id(now),
        reference=new_reference(opened_at),
        organization=new.organization,
        category=new.category,
        status=ReportStatus.RECEIVED,
        visibility=shown_as(new),
        sample=new.sample or new.channel == ReportChannel.SANDBOX,
        duplicates=0,
        confirmations=0,
        comments=0,
        photos=0,
        events=1,
        channel=new.channel,
        consumer=by.consumer,
        client_id=new.client_id,
        content_digest=told,
        opened_at=opened_at,
        received_at=now,
        last_event_at=opened_at,
        expected_at=promised(category, opened_at),
        times_reopened=0,
        updated_at=now,
        revision=1,
        **place_of(new),
        **content_of(examined),
    )


def shown_as(new: NewReport) -> ReportVisibility:
    """Who may read a report that is taken in: a draft stays one, complete or not, until its author says otherwise."""
    if new.channel == ReportChannel.SANDBOX:
        return ReportVisibility.SANDBOX
    return ReportVisibility.DRAFT if new.is_draft else ReportVisibility.PUBLIC


def place_of(new: NewReport) -> dict[str, Any]:
    """The columns that say where a report is; the key of an address alone is an address too."""
    is_point = new.lon is not None and new.lat is not None
    by_key = None if is_point else new.address_id
    address, insee_code = new.address or by_key, new.insee_code or commune_of(by_key)
    if is_point:
        precision = LocationPrecision.POINT
    elif address:
        precision = LocationPrecision.ADDRESS
    else:
        precision = LocationPrecision.COMMUNE if insee_code else LocationPrecision.NONE
    return {
        "lon": new.lon,
        "lat": new.lat,
        "cell": None if new.lon is None or new.lat is None else cell_of(new.lon, new.lat),
        "location_precision": precision,
        "address": address,
        "address_id": new.address_id,
        "postcode": new.postcode,
        "district": new.district,
        "insee_code": insee_code,
    }


def content_of(examined: Examined) -> dict[str, Any]:
    """The columns that say what is wrong, as the public may read it."""
    screened, new = examined.screened, examined.new
    return {
        "description": screened.public,
        "text_status": screened.status,
        "search_text": search_words(screened.public, new.address, examined.category),
        "attributes": examined.known,
        "unknown_attributes": examined.unknown,
        "warnings": examined.warnings,
        "occurred_at": new.occurred_at,
    }
