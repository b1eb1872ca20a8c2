"""Completing a draft, and putting right what a report tells: its place, its words, its answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports import store
from plateforme.domains.reports.duplicates import leaving
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.history import history
from plateforme.domains.reports.intake.examination import Examined, examine
from plateforme.domains.reports.intake.intake import content_of, place_of, shown_as
from plateforme.domains.reports.intake.new_report import NewReport
from plateforme.domains.reports.listings.faces import Face, face_of, may_see
from plateforme.domains.reports.people import people
from plateforme.domains.reports.people.findings import WARNING
from plateforme.domains.reports.people.people import NewReporter
from plateforme.domains.reports.privacy import moderation
from plateforme.domains.reports.search.search_words import search_words
from plateforme.domains.reports.settings.promises import promised
from plateforme.domains.reports.settings.teams import require_team
from plateforme.domains.reports.tables import Report, ReportChannel, ReportEventKind, ReportVisibility, TextStatus

WORDS = frozenset({"description", "text_status"})


def held_content(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a change of what it tells: by its author, or by its organization."""
    leaving.hold_group(session, reference)
    report = store.report(session, reference, hold=True)
    if report is None or not may_see(report, by):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    is_own_draft = report.visibility == ReportVisibility.DRAFT and by.consumer == report.consumer
    if face_of(report, by) is Face.STAFF:
        require_team(session, report, by)
    elif not is_own_draft:
        by.require_organization(report.organization)
        by.require_scope("reports:triage")
    return report


def complete_report(
    session: Session, report: Report, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> Report:
    """Change what a held report tells. A draft that says what it needs to say is public from then on.

    `changes` holds fields of NewReport; `is_draft` true lets a draft stay one. Answers are replaced one by one.
    """
    is_draft = report.visibility == ReportVisibility.DRAFT
    if not is_draft and not changes.keys() - {"is_draft"}:
        return report  # RFC 7396: an empty patch changes nothing
    if "description" in changes and report.text_status != TextStatus.PUBLISHED and not is_draft:
        by.require_scope("reports:moderate")  # a moderator has decided, or will, on what the public reads
    before = _told(session, report)
    given = {name: value for name, value in changes.items() if name not in ("is_draft", "attributes")}
    new = replace(
        before,
        **given,
        attributes={**before.attributes, **changes.get("attributes", {})},
        is_draft=is_draft and bool(changes.get("is_draft", False)),
    )
    examined = examine(session, new, now=now if is_draft else report.opened_at, is_known=True)
    moved = (report.lon, report.lat) != (new.lon, new.lat)
    if moved and (report.duplicate_of is not None or report.duplicates):
        leaving.leave_group(session, report, by=by, now=now)
    columns = place_of(examined.new) | content_of(examined)
    if "description" in changes:
        _keep_words(session, report, examined, now)
    else:
        columns = {name: value for name, value in columns.items() if name not in WORDS}
        columns["search_text"] = search_words(report.description, examined.new.address, examined.category)
    columns["warnings"] += [WARNING] if WARNING in report.warnings else []
    for name, value in columns.items():
        setattr(report, name, value)
    if is_draft and not new.is_draft:
        report.visibility = shown_as(new)
        report.opened_at = report.last_event_at = now
        report.expected_at = promised(examined.category, now)
    changed = sorted({*changes} - {"is_draft"})
    entry = history.Entry(kind=ReportEventKind.COMPLETED, details={"changed": changed})
    is_first_seen = is_draft and report.visibility == ReportVisibility.PUBLIC
    history.append(session, report, entry, by=by, now=now, action=ChangeAction.CREATED if is_first_seen else None)
    return report


def _told(session: Session, report: Report) -> NewReport:
    """What a stored report tells, with the words as they were written."""
    person = people.contact_of(session, report)
    names = NewReporter(first_name=person.first_name, last_name=person.last_name) if person else None
    return NewReport(
        organization=report.organization,
        category=report.category,
        description=moderation.original_of(session, report),
        lon=report.lon,
        lat=report.lat,
        # the key of an address stands for one only where nothing better is known
        address=None if report.address == report.address_id else report.address,
        insee_code=report.insee_code,
        occurred_at=report.occurred_at,
        sample=report.sample,
        address_id=report.address_id,
        postcode=report.postcode,
        district=report.district,
        attributes={**report.attributes, **report.unknown_attributes},
        channel=ReportChannel(report.channel),
        reporter=names,
    )


def _keep_words(session: Session, report: Report, examined: Examined, now: datetime) -> None:
    """Put the new words in the place of the old ones, of which no copy stays."""
    known = store.text_row(session, report.id)
    if known is not None:
        store.remove_row(session, known)
    if examined.screened.status != TextStatus.PUBLISHED:
        row = people.text_of(report, examined.new.description, examined.screened, now)
        store.change_row(session, row)
