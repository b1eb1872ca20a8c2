"""Erasing a report: everything about it goes but its reference, and mirrors are told to do the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports import store
from plateforme.domains.reports.duplicates.leaving import hold_group, leave_group
from plateforme.domains.reports.history import history
from plateforme.domains.reports.history.following import forget_quotes
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.moderators import may_moderate
from plateforme.domains.reports.people.privacy_errors import NotYoursToDecide
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.privacy.moderation import tell_everybody
from plateforme.domains.reports.tables import (
    ErasureReason,
    EventVisibility,
    LocationPrecision,
    Report,
    ReportEventKind,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.storage import Storage

_NOTHING: Final[Mapping[str, object]] = {
    "description": "",
    "search_text": "",
    "content_digest": "",
    "lon": None,
    "lat": None,
    "cell": None,
    "location_precision": LocationPrecision.NONE,
    "address": None,
    "address_id": None,
    "postcode": None,
    "district": None,
    "insee_code": None,
    "attributes": {},
    "unknown_attributes": {},
    "warnings": [],
    "team": None,
    "occurred_at": None,
    "confirmations": 0,
    "comments": 0,
    "text_status": TextStatus.WITHHELD,
}
"""What is left of a report; `client_id` stays, so that a telephone that sends it again does not bring it back."""


def may_erase(report: Report, by: Principal) -> bool:
    """A moderator of the organization that answers, and whoever sent the report."""
    return by.consumer == report.consumer or may_moderate(by, report.organization)


def held_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held to be erased; the group that it leaves is held first."""
    hold_group(session, reference)
    return moderators.held_report(session, reference, by=by)


def erase_report(
    session: Session, storage: Storage, report: Report, reason: ErasureReason, *, by: Principal, now: datetime
) -> None:
    """Erase a held report for good: contact, texts, comments, voices, photos with their bytes, place, free words.

    Its history keeps what happened when and by which organization, without a word. A tombstone in the feed tells those
    who knew the report to delete their copies.
    """
    if not may_erase(report, by):
        raise NotYoursToDecide(report.reference)
    was_public = report.visibility == ReportVisibility.PUBLIC
    was_draft = report.visibility == ReportVisibility.DRAFT
    forget_quotes(session, report, now=now)
    leave_group(session, report, by=by, now=now)
    photos.purge(session, storage, report)
    session.flush()
    store.purge_given(session, report)
    for name, value in _NOTHING.items():
        setattr(report, name, value)
    report.visibility = ReportVisibility.ERASED
    # by this entry, whoever copies everything is told of the tombstone; of a draft nobody ever knew
    visibility = EventVisibility.INTERNAL if was_draft else EventVisibility.PUBLIC
    entry = history.Entry(kind=ReportEventKind.ERASED, visibility=visibility, details={"reason": reason.value})
    history.append(session, report, entry, by=by, now=now)
    tell_everybody(session, report, ChangeAction.DELETED, reason=reason.value, now=now, is_public=was_public)
