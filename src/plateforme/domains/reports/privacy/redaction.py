"""Other words, or none, in place of what an entry of a report's history says: what was said is purged.

The entry stays where it is and tells that its words are not those of the first day. What the followers of the report
were told in the same words is replaced too. Mirrors hear of it by a new entry in the history of each report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.history import history
from plateforme.domains.reports.history.following import replace_quote
from plateforme.domains.reports.people.findings import FINDINGS, WARNING
from plateforme.domains.reports.people.moderators import moderated_report
from plateforme.domains.reports.people.privacy_errors import DecisionInvalid, NothingToRedact, ReportEventNotFound
from plateforme.domains.reports.privacy.moderation import MAX_REASON, tell_decision
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEvent,
    ReportEventKind,
    TextStatus,
)

REDACTED = "redacted"
"""In the details of an entry: its words are others than those that were written, or were taken out."""


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """What an entry says from now on, or nothing, and why: the reason is read by the organization only."""

    text: str | None = None
    reason: str


@dataclass(frozen=True)
class Held:
    """An entry, its report, and the entries of other reports that may say the same; all held for a change."""

    report: Report
    entry: ReportEvent
    others: Sequence[tuple[Report, ReportEvent]]


def held_entry(session: Session, reference: str, number: int, *, by: Principal) -> Held:
    """The entry with this number, held with its report and with those that were told of it."""
    known = store.report(session, reference)
    if known is not None:
        others = [other for _, other in _quoting(session, known)]
        store.held_reports(session, [reference, *others])  # all at once, in the order that all keep to
    report = moderated_report(session, reference, by=by)
    entry = store.event(session, report.id, number)
    if entry is None:
        raise ReportEventNotFound(reference, number)
    quotes = _quoting(session, report)  # again: one may have come before the report was held
    held = store.held_reports(session, [other for _, other in quotes])
    return Held(report, entry, [(held[other], quote) for quote, other in quotes])


def _quoting(session: Session, report: Report) -> Sequence[tuple[ReportEvent, str]]:
    """What others were told of this report, each with the reference of the report that tells it."""
    found = store.reports_of(session, store.entries_that_quote(session, report))
    return [(quote, other.reference) for quote, other in found]


def redact(session: Session, held: Held, new: Redaction, *, by: Principal, now: datetime) -> ReportEvent:
    """Replace what a held entry says, and purge what it said; it can be done again.

    The organization's new words are its own to answer for: what looks like personal data in them is pointed out to
    those who work on the report, and not held.
    """
    report, entry = held.report, held.entry
    text = texts.tidy(new.text or "") or None
    found = texts.faults(text, pointer="/text", limit=texts.MAX_EXPLANATION)
    if found := found + texts.faults(new.reason, pointer="/reason", limit=MAX_REASON):
        raise DecisionInvalid(found)
    if entry.explanation is None and REDACTED not in entry.details:
        raise NothingToRedact(report.reference, entry.number)
    before = entry.explanation
    _replace(entry, text)
    store.change_row(session, entry)
    _mind(session, report)
    for other, quote in held.others:
        if before and (told := replace_quote(quote.explanation or "", before, text)) is not None:
            _replace(quote, told)
            store.change_row(session, quote)
            _tell(session, other, quote, new.reason, by=by, now=now)
    _tell(session, report, entry, new.reason, by=by, now=now)
    return entry


def _replace(entry: ReportEvent, text: str | None) -> None:
    """What an entry says, and of what kind the personal data in it seems to be."""
    kinds = sorted({one.kind.value for one in screen(text).findings}) if text else []
    others = {name: value for name, value in entry.details.items() if name != FINDINGS}
    entry.details = others | {REDACTED: True} | ({FINDINGS: kinds} if kinds else {})
    entry.explanation = text


def _mind(session: Session, report: Report) -> None:
    """Whether something public of this report still holds what looks like personal data."""
    entries = store.public_events(session, [report.id])
    is_flagged = any(FINDINGS in one.details and screen(one.explanation or "").findings for one in entries)
    report.warnings = [code for code in report.warnings if code != WARNING] + ([WARNING] if is_flagged else [])


def _tell(session: Session, report: Report, entry: ReportEvent, reason: str, *, by: Principal, now: datetime) -> None:
    """Why, for those who work on the report; and that it was done, for everybody who could read the words."""
    status = TextStatus.WITHHELD if entry.explanation is None else TextStatus.REDACTED
    details: dict[str, object] = {"subject": "event", "number": entry.number, "decision": status.value}
    why = history.Entry(
        kind=ReportEventKind.SCREENED,
        visibility=EventVisibility.INTERNAL,
        is_beside=True,
        explanation=reason,
        details=details,
    )
    history.append(session, report, why, by=by, now=now)
    if entry.visibility == EventVisibility.PUBLIC:
        tell_decision(session, report, details, is_public=True, by=by, now=now)
