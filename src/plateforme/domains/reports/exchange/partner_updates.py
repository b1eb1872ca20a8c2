"""What partners tell each other about a report after it was made: the `servicerequestupdates` of mySociety.

Outwards it is a view of the public history. Inwards, news from the organization that answers for the report moves it;
from anybody else it is a comment. Partners repeat themselves and arrive out of order: an update is taken in once, and
late news are kept in the history without undoing what came after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.errors import ReportNotFound
from plateforme.domains.reports.exchange import sandbox
from plateforme.domains.reports.exchange.exchange_errors import UpdateExists, UpdateInvalid
from plateforme.domains.reports.exchange.partner_words import WORDS
from plateforme.domains.reports.history import history
from plateforme.domains.reports.lifecycle import lifecycle
from plateforme.domains.reports.lifecycle.lifecycle import ALLOWED, NEEDED, Move
from plateforme.domains.reports.listings.faces import is_staff, may_see
from plateforme.domains.reports.privacy import comments
from plateforme.domains.reports.settings import teams
from plateforme.domains.reports.tables import (
    Report,
    ReportEvent,
    ReportEventKind,
    ReportStatus,
    ReportUpdate,
    ReportVisibility,
)
from plateforme.kit.clock import CLOCK_SKEW
from plateforme.kit.errors import Detail

MAX_IDENTIFIER: Final = 200


_NEWS: Final = frozenset({ReportEventKind.MOVED, ReportEventKind.REOPENED, ReportEventKind.NOTED})
"""What of a history is news to a partner: what was decided and what was said, and not how a report came in."""


@dataclass(frozen=True, kw_only=True)
class PartnerUpdate:
    """What a partner tells: under which identifier of its own, about which report, when it happened, in which words."""

    update_id: str
    reference: str
    word: str
    at: datetime
    text: str


def told(
    session: Session,
    *,
    organization: str | None,
    is_sandbox: bool,
    between: tuple[datetime, datetime],
    limit: int,
    offset: int = 0,
) -> Sequence[tuple[ReportEvent, str]]:
    """Public news with the reference of their report, in the order in which the platform learned of them.

    The window is about when they were written down: of what is told late, nobody who asks window by window misses any.
    """
    return store.told_updates(
        session,
        organization=organization,
        visibility=ReportVisibility.SANDBOX if is_sandbox else ReportVisibility.PUBLIC,
        kinds=_NEWS,
        between=between,
        limit=limit,
        offset=offset,
    )


def take(session: Session, update: PartnerUpdate, *, is_sandbox: bool, by: Principal | None, now: datetime) -> int:
    """Take an update in, once, and answer the number of the entry of the history that tells it.

    Nobody in particular may be the one who tells, in the sandbox: it then acts for the organization of the report.
    """
    report = store.report(session, update.reference, hold=True)
    if report is None or not sandbox.is_here(report, is_sandbox=is_sandbox):
        raise ReportNotFound(update.reference)
    if by is None:
        by = sandbox.tester(report.organization)
    if report.visibility == ReportVisibility.ERASED or not may_see(report, by):
        raise ReportNotFound(update.reference)
    if store.partner_update(session, by.consumer, update.update_id) is not None:
        raise UpdateExists
    if errors := _faults(update, now):
        raise UpdateInvalid(update.reference, errors)
    number = (_told_by_staff if is_staff(by, report.organization) else _commented)(session, report, update, by, now)
    row = ReportUpdate(
        consumer=by.consumer, update_id=update.update_id, reference=report.reference, event=number, at=now
    )
    if not store.add_partner_update(session, row):
        raise UpdateExists
    return number


def _told_by_staff(session: Session, report: Report, update: PartnerUpdate, by: Principal, now: datetime) -> int:
    """Move the report where the word leads, if it may go there and nothing newer is known; else note what was said."""
    teams.require_team(session, report, by)
    move = _move(report, update, now=now)
    if move is not None:
        lifecycle.move_report(session, report, move, by=by, now=now)
        return report.events
    entry = history.Entry(
        kind=ReportEventKind.NOTED,
        is_substantive=True,
        explanation=update.text,
        details={"partner_status": update.word},
    )
    return history.append(session, report, entry, by=by, now=now, at=min(update.at, now)).number


def _move(report: Report, update: PartnerUpdate, *, now: datetime) -> Move | None:
    aim = WORDS[update.word]
    status = aim.status
    at = min(update.at, now)
    if status is None or at < report.last_event_at.replace(microsecond=0):
        return None
    at = max(at, report.last_event_at)  # partners read and write whole seconds: the same one is not late
    expected_at = None
    if status == ReportStatus.PLANNED:
        # the word comes without a date, and planning needs one: the promise that stands is it, unless it has passed
        if report.expected_at is None or report.expected_at <= at:
            status = ReportStatus.ACKNOWLEDGED
        else:
            expected_at = report.expected_at
    if status not in ALLOWED[ReportStatus(report.status)]:
        return None
    move = Move(to=status, outcome=aim.outcome, explanation=update.text, expected_at=expected_at, at=at)
    return move if all(getattr(move, name) for name in NEEDED[status]) else None


def _commented(session: Session, report: Report, update: PartnerUpdate, by: Principal, now: datetime) -> int:
    comments.add_comment(session, report, comments.NewComment(text=update.text), by=by, now=now)
    return report.events


def _faults(update: PartnerUpdate, now: datetime) -> list[Detail]:
    errors = texts.faults(update.text, pointer="/description", limit=texts.MAX_EXPLANATION)
    errors += texts.faults(update.update_id, pointer="/update_id", limit=MAX_IDENTIFIER)
    if update.word not in WORDS:
        known = ", ".join(word.upper() for word in WORDS)
        errors.append(
            Detail(
                "pointer", "/status", "unknown", f"Use one of {known}.", french=f"Employez un de ces mots : {known}."
            )
        )
    if update.at > now + CLOCK_SKEW:
        errors.append(
            Detail(
                "pointer",
                "/updated_datetime",
                "future",
                "This date is in the future: check its offset from UTC.",
                french="Cette date est dans le futur : vérifiez son décalage avec UTC.",
            )
        )
    return errors
