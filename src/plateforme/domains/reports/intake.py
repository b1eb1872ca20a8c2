"""Taking a report in, so that none is lost, repeated or dated by guesswork."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.errors import OrganizationNotFound
from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import places, store, texts
from plateforme.domains.reports.categories import BY_CODE
from plateforme.domains.reports.errors import ClientIdReused, ImportNotAllowed, ReportInvalid
from plateforme.domains.reports.promises import promised
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind, ReportStatus
from plateforme.kit.clock import CLOCK_SKEW
from plateforme.kit.errors import Detail
from plateforme.kit.ids import new_id, new_reference, slugify

EARLIEST_YEAR = 1990
INSEE_CODE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What someone tells about a problem in public space."""

    organization: str
    category: str
    description: str
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    insee_code: str | None = None
    occurred_at: datetime | None = None
    opened_at: datetime | None = None
    client_id: str | None = None
    sample: bool = False


def create_report(session: Session, new: NewReport, *, by: Principal, now: datetime) -> tuple[Report, bool]:
    """Take a report in, and say whether it is new.

    The same `client_id` from the same consumer gives the report made the first time: a phone that lost our answer
    sends again without harm. The key's organization need not be the responsible one: anyone may report to a town.
    """
    new = replace(
        new, description=texts.tidy(new.description), address=texts.tidy(new.address) if new.address else None
    )
    if new.opened_at is not None and not may_import(by, new.organization):
        raise ImportNotAllowed
    if errors := _faults(session, new, now):
        raise ReportInvalid(errors)
    if new.client_id is not None and (known := store.report_by_client_id(session, by.consumer, new.client_id)):
        return _same(known, new), False
    report = _report(new, by=by, now=now)
    if store.add_report(session, report, _opening(report, by=by)):
        return report, True
    known = store.report_by_client_id(session, by.consumer, new.client_id or "")
    return _same(known or report, new), False


def may_import(by: Principal, organization: str) -> bool:
    """Whether the caller may date reports of this organization in the past."""
    return by.organization == organization and "reports:triage" in by.scopes


def _same(known: Report, new: NewReport) -> Report:
    """Two contents under one client_id are a mistake of the client: keeping quiet would lose the second."""
    if known.content_digest != _digest(new):
        raise ClientIdReused(known.reference)
    return known


def _digest(new: NewReport) -> str:
    return hashlib.sha256(json.dumps(asdict(new), default=str, sort_keys=True).encode()).hexdigest()


def _report(new: NewReport, *, by: Principal, now: datetime) -> Report:
    opened_at = new.opened_at or now
    category = BY_CODE[new.category]
    words = f"{new.description} {new.address or ''} {category.label_fr} {category.label_en}"
    return Report(
        id=new_id(now),
        reference=new_reference(opened_at),
        organization=new.organization,
        category=new.category,
        status=ReportStatus.RECEIVED,
        description=new.description,
        lon=new.lon,
        lat=new.lat,
        address=new.address,
        insee_code=new.insee_code,
        sample=new.sample,
        consumer=by.consumer,
        client_id=new.client_id,
        content_digest=_digest(new),
        search_text=slugify(words, separator=" "),
        occurred_at=new.occurred_at,
        opened_at=opened_at,
        received_at=now,
        last_event_at=opened_at,
        expected_at=promised(new.category, opened_at),
        times_reopened=0,
        updated_at=now,
        revision=1,
    )


def _opening(report: Report, *, by: Principal) -> ReportEvent:
    return ReportEvent(
        id=new_id(report.received_at),
        report_id=report.id,
        number=1,
        kind=ReportEventKind.OPENED,
        to_status=ReportStatus.RECEIVED,
        expected_at=report.expected_at,
        organization=by.organization,
        consumer=by.consumer,
        at=report.opened_at,
        recorded_at=report.received_at,
    )


def _faults(session: Session, new: NewReport, now: datetime) -> list[Detail]:
    errors = _organization_faults(session, new.organization)
    if new.category not in BY_CODE:
        errors.append(Detail("pointer", "/category", "unknown", "Use a code of GET /v1/report-categories."))
    if new.insee_code is not None and not INSEE_CODE.fullmatch(new.insee_code):
        errors.append(
            Detail("pointer", "/insee_code", "pattern", "An INSEE code has five characters, such as 44109 or 2A004.")
        )
    errors += texts.faults(new.description, pointer="/description", limit=texts.MAX_DESCRIPTION)
    errors += texts.faults(new.address, pointer="/address", limit=texts.MAX_ADDRESS)
    errors += places.faults(new.lon, new.lat, address=new.address)
    errors += instant_faults(new.occurred_at, pointer="/occurred_at", now=now + CLOCK_SKEW)
    errors += instant_faults(new.opened_at, pointer="/opened_at", now=now)
    if new.occurred_at and new.opened_at and new.occurred_at > new.opened_at and not errors:
        errors.append(
            Detail(
                "pointer", "/occurred_at", "order", "A problem is seen before it is reported: at or before opened_at."
            )
        )
    return errors


def _organization_faults(session: Session, slug: str) -> list[Detail]:
    try:
        get_organization(session, slug)
    except OrganizationNotFound:
        return [Detail("pointer", "/organization", "unknown", "Use a slug of GET /v1/organizations.")]
    return []


def instant_faults(instant: datetime | None, *, pointer: str, now: datetime) -> list[Detail]:
    """What is wrong with a date of the past, if anything."""
    if instant is None:
        return []
    if instant.year < EARLIEST_YEAR:
        return [
            Detail("pointer", pointer, "too_old", f"Dates before {EARLIEST_YEAR} are taken for mistakes; leave it out.")
        ]
    if instant > now:
        return [
            Detail("pointer", pointer, "future", "This date is in the future; check the time zone, or leave it out.")
        ]
    return []
