"""What may happen to a street report, in which order, and what must be said each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.duplicates import leaving
from plateforme.domains.reports.errors import (
    ForbiddenMove,
    MoveInvalid,
    NothingToDo,
    ReportErased,
    ReportNotFound,
    StillADraft,
)
from plateforme.domains.reports.history import history
from plateforme.domains.reports.history.following import follow_move
from plateforme.domains.reports.intake.examination import instant_faults, public_answers
from plateforme.domains.reports.listings.faces import Face, face_of, may_see
from plateforme.domains.reports.people import people
from plateforme.domains.reports.people.findings import FINDINGS, WARNING
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.search.search_words import search_words
from plateforme.domains.reports.settings import attributes, categories, teams
from plateforme.domains.reports.settings.category import Category
from plateforme.domains.reports.settings.promises import promised
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEvent,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
)
from plateforme.kit.errors import Detail

RECEIVED, ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED = ReportStatus

ALLOWED: Final[Mapping[ReportStatus, Sequence[ReportStatus]]] = MappingProxyType(
    {
        RECEIVED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        ACKNOWLEDGED: (PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        PLANNED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        IN_PROGRESS: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        TRANSFERRED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        CLOSED: (RECEIVED, ACKNOWLEDGED),
    }
)
"""From each status, where a report may go. Staying is a move where there is news to tell: a new date, the next step of
the work, another receiver. Leaving `closed` is reopening."""

NEEDED: Final[Mapping[ReportStatus, Sequence[str]]] = MappingProxyType(
    {
        RECEIVED: (),
        ACKNOWLEDGED: (),
        PLANNED: ("expected_at",),
        IN_PROGRESS: (),
        TRANSFERRED: ("explanation",),
        CLOSED: ("outcome", "explanation"),
    }
)
"""What a move must say, by where it leads. Reopening always needs an explanation."""

WHY: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "explanation": ("Tell the public why", "Dites au public pourquoi"),
        "outcome": ("Say how it ended", "Dites comment cela s’est terminé"),
        "expected_at": ("Give the promised date", "Donnez la date promise"),
    }
)

OF_AUTHORS: Final = frozenset({(CLOSED, RECEIVED)})
"""What whoever made a report may do with it, beside withdrawing it: open it again."""

FARTHEST_PROMISE: Final = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class Move:
    """What is done with a report, and what the public is told about it.

    Without `to` the status stays as it is. `team` and `category` are what it is given to; `has_team` tells a report
    that goes back to nobody from one whose team stays.
    """

    to: ReportStatus | None = None
    explanation: str | None = None
    outcome: ReportOutcome | None = None
    expected_at: datetime | None = None
    at: datetime | None = None
    team: str | None = None
    has_team: bool = False
    category: str | None = None


def held_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a change: by the organization that answers for it, or by its author.

    A key that belongs to another team of the organization is refused.
    """
    leaving.hold_group(session, reference)
    report = store.report(session, reference, hold=True)
    if report is None or not may_see(report, by):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    match face_of(report, by):
        case Face.STAFF:
            pass
        case Face.PUBLIC:
            by.require_organization(report.organization)
            by.require_scope("reports:triage")
        case Face.AUTHOR:
            by.require_scope("reports:write")
    return report


def move_report(session: Session, report: Report, move: Move, *, by: Principal, now: datetime) -> Report:
    """Move a report to another status, team or category, and record what was said, in public.

    `at` lets an organization bring in moves of the past; the history keeps beside it when they were recorded.
    """
    move = replace(move, explanation=texts.tidy(move.explanation or "") or None)
    before = ReportStatus(report.status)
    is_staff = face_of(report, by) is Face.STAFF
    if is_staff:
        teams.require_team(session, report, by)
    category = _checked(session, report, move, by=by, now=now)
    at = move.at or max(now, report.last_event_at)
    said = _said(report, move, is_staff=is_staff, names=() if is_staff else people.names_of(session, report))
    if category is not None:
        _recategorize(session, report, category, _SILENT if move.to else said, by=by, now=now, at=at)
    if move.has_team and move.team != report.team:
        words, details = _SILENT if move.to or category else said
        entry = history.Entry(kind=ReportEventKind.ASSIGNED, team=move.team, explanation=words, details=details)
        report.team = move.team
        history.append(session, report, entry, by=by, now=now, at=at)
    if move.to is not None:
        if not is_staff:
            _leave_group(session, report, by=by, now=now)  # what one citizen does says nothing of others' reports
        _change_status(session, report, move, said, by=by, now=now, at=at)
        follow_move(session, report, from_status=before, by=by, now=now, explanation=said.words)
    return report


def add_note(session: Session, report: Report, text: str, *, by: Principal, now: datetime) -> ReportEvent:
    """Write an internal note into the history of a held report: only those who work on it read it.

    It stands beside the report, which does not change by it: no new revision or date tells the public of it.
    """
    if face_of(report, by) is not Face.STAFF:
        by.require_organization(report.organization)
        by.require_scope("reports:triage")
    teams.require_team(session, report, by)
    words = texts.tidy(text)
    if errors := texts.faults(words, pointer="/text", limit=texts.MAX_EXPLANATION):
        raise MoveInvalid(report.reference, errors)
    entry = history.Entry(
        kind=ReportEventKind.NOTED, visibility=EventVisibility.INTERNAL, is_beside=True, explanation=words
    )
    return history.append(session, report, entry, by=by, now=now)


def _checked(session: Session, report: Report, move: Move, *, by: Principal, now: datetime) -> Category | None:
    """Refuse a move that is not allowed or lacks something; give the new category, if there is one."""
    before = ReportStatus(report.status)
    is_sorted = move.has_team or move.category is not None
    is_same = move.category in (None, report.category) and not (move.has_team and move.team != report.team)
    if move.to is None and (not is_sorted or (is_same and move.explanation)):  # words would be lost
        raise NothingToDo(report.reference)
    if report.visibility == ReportVisibility.DRAFT:
        raise StillADraft(report.reference)
    if move.to is not None and move.to not in ALLOWED[before]:
        raise ForbiddenMove(report.reference, before, ALLOWED[before])
    if face_of(report, by) is not Face.STAFF:
        _require_own(report, move, by=by)
    errors = _without_status(move) if move.to is None else _faults(report, move, now)
    errors += texts.faults(move.explanation, pointer="/explanation", limit=texts.MAX_EXPLANATION)
    errors += _instant_faults(report, move, now)
    if move.team is not None and not teams.is_active_team(session, report.organization, move.team):
        errors.append(
            Detail(
                "pointer",
                "/team",
                "unknown",
                "Use the slug of an active team of this organization: GET /v1/organizations/…/report-teams.",
                french="Utilisez une équipe active de cette organisation : GET /v1/organizations/…/report-teams.",
            )
        )
    category = None
    if move.category is not None and move.category != report.category:
        category = categories.find(session, report.organization, move.category)
        if category is None or not category.is_active:
            errors.append(
                Detail(
                    "pointer",
                    "/category",
                    "unknown",
                    "Use a code of GET /v1/report-categories.",
                    french="Utilisez un code de GET /v1/report-categories.",
                )
            )
    if errors:
        raise MoveInvalid(report.reference, errors)
    return category


def _require_own(report: Report, move: Move, *, by: Principal) -> None:
    """Whoever made a report may withdraw it, and open it again; everything else is for those who answer for it."""
    is_withdrawal = move.to == CLOSED and move.outcome == ReportOutcome.WITHDRAWN
    is_own = is_withdrawal or (report.status, move.to) in OF_AUTHORS
    if not is_own or move.has_team or move.category is not None or move.at is not None or move.expected_at is not None:
        by.require_organization(report.organization)
        by.require_scope("reports:triage")


class _Said(NamedTuple):
    """What the history tells in words, and what was found in them."""

    words: str | None
    details: dict[str, Any]


_SILENT: Final = _Said(None, {})


def _said(report: Report, move: Move, *, is_staff: bool, names: Sequence[str]) -> _Said:
    """The words of the organization are its own to answer for; in those of a citizen personal data is masked."""
    screened = screen(move.explanation, names=names) if move.explanation else None
    if screened is None or not screened.findings:
        return _Said(move.explanation, {})
    if is_staff and WARNING not in report.warnings:
        report.warnings = [*report.warnings, WARNING]
    words = move.explanation if is_staff else screened.proposed
    return _Said(words, {FINDINGS: sorted({one.kind for one in screened.findings})})


def _recategorize(
    session: Session, report: Report, category: Category, said: _Said, *, by: Principal, now: datetime, at: datetime
) -> None:
    """Another category has another promise, counted from the same day; what was promised by name stands.

    The days count from the opening, or from when the report was last opened again.
    """
    details = {"from": report.category, "to": category.code, **said.details}
    before = categories.find(session, report.organization, report.category)
    _leave_group(session, report, by=by, now=now)  # a group is of one category
    counted_from = (report.times_reopened and store.last_reopened_at(session, report)) or report.opened_at
    if before is not None and report.expected_at == promised(before, counted_from):
        report.expected_at = promised(category, counted_from)
    report.category = category.code
    given = {**report.attributes, **report.unknown_attributes}
    answers = attributes.check(category, given)
    left = {code: value for code, value in given.items() if code not in answers.known}
    names = people.names_of(session, report)  # what nobody had asked was not public, and may be from now on
    report.attributes, report.unknown_attributes = public_answers(category, answers.known, left, names)
    report.search_text = search_words(report.description, report.address, category)
    entry = history.Entry(kind=ReportEventKind.RECATEGORIZED, explanation=said.words, details=details)
    history.append(session, report, entry, by=by, now=now, at=at)


def _change_status(
    session: Session, report: Report, move: Move, said: _Said, *, by: Principal, now: datetime, at: datetime
) -> None:
    before, to = ReportStatus(report.status), move.to or RECEIVED
    is_reopened = before == CLOSED
    report.expected_at = _promise(session, report, move, at=at)
    report.status = to
    report.outcome = move.outcome
    report.closed_at = at if to == CLOSED else None
    report.times_reopened += is_reopened
    entry = history.Entry(
        kind=ReportEventKind.REOPENED if is_reopened else ReportEventKind.MOVED,
        is_substantive=is_reopened or face_of(report, by) is Face.STAFF,
        from_status=before,
        outcome=move.outcome,
        explanation=said.words,
        details=said.details,
    )
    history.append(session, report, entry, by=by, now=now, at=at)


def _leave_group(session: Session, report: Report, *, by: Principal, now: datetime) -> None:
    if report.duplicate_of is not None or report.duplicates:
        leaving.leave_group(session, report, by=by, now=now)


def _promise(session: Session, report: Report, move: Move, *, at: datetime) -> datetime | None:
    """The promised date moves only when someone says so, or when the work starts again."""
    if move.expected_at is not None:
        return move.expected_at
    if report.status == CLOSED:
        category = categories.find(session, report.organization, report.category)
        return promised(category, at) if category else report.expected_at
    return report.expected_at


def _without_status(move: Move) -> list[Detail]:
    """What says nothing without a status."""
    return [
        Detail(
            "pointer",
            f"/{name}",
            "misplaced",
            "This goes with a status; say the status too, or leave it out.",
            french="Ceci accompagne un statut : donnez aussi le statut, ou retirez ce champ.",
        )
        for name in ("outcome", "expected_at")
        if getattr(move, name) is not None
    ]


def _faults(report: Report, move: Move, now: datetime) -> list[Detail]:
    needed = {*NEEDED[move.to or RECEIVED], *(("explanation",) if report.status == CLOSED else ())}
    errors = [
        Detail(
            "pointer",
            f"/{name}",
            "required",
            f"{WHY[name][0]} when a report becomes {move.to}.",
            french=f"{WHY[name][1]} quand un signalement passe à `{move.to}`.",
        )
        for name in sorted(needed)
        if not getattr(move, name)
    ]
    if move.to != CLOSED and move.outcome is not None:
        detail = "Only a closed report has an outcome; leave it out."
        french = "Seul un signalement clos a une issue ; retirez-la."
        errors.append(Detail("pointer", "/outcome", "misplaced", detail, french=french))
    if move.to == CLOSED and move.expected_at is not None:
        detail = "A closed report promises nothing; leave it out."
        french = "Un signalement clos ne promet rien ; retirez cette date."
        errors.append(Detail("pointer", "/expected_at", "misplaced", detail, french=french))
    if move.expected_at is not None and move.to != CLOSED and not _instant_faults(report, move, now):
        errors += _promise_faults(move.expected_at, at=move.at or now)
    return errors


def _instant_faults(report: Report, move: Move, now: datetime) -> list[Detail]:
    found = instant_faults(move.at, pointer="/at", now=now)
    if move.at is not None and not found and move.at < report.last_event_at:
        detail = "Moves are told in order: not before last_event_at."
        french = "Les changements se disent dans l’ordre : pas avant last_event_at."
        found = [Detail("pointer", "/at", "order", detail, french=french)]
    return found


def _promise_faults(expected_at: datetime, *, at: datetime) -> list[Detail]:
    if expected_at <= at:
        detail = "A promised date lies after the move itself."
        french = "Une date promise est postérieure au changement lui-même."
        return [Detail("pointer", "/expected_at", "past", detail, french=french)]
    if expected_at > at + FARTHEST_PROMISE:
        detail = "A promise lies within ten years."
        french = "Une date promise tient dans les dix ans."
        return [Detail("pointer", "/expected_at", "too_far", detail, french=french)]
    return []
