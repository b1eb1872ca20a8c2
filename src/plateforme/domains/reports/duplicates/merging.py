"""Saying that reports tell of one problem, and taking it back; each time, both reports remember it in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.duplicates.duplicate_errors import DuplicateInvalid, GroupChanged, NotADuplicate
from plateforme.domains.reports.duplicates.duplicates import is_first, radius_of
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.history import history
from plateforme.domains.reports.history.following import follow
from plateforme.domains.reports.listings.faces import may_see
from plateforme.domains.reports.places.distances import metres_between
from plateforme.domains.reports.settings import categories, teams
from plateforme.domains.reports.settings.promises import promised
from plateforme.domains.reports.tables import Report, ReportEventKind, ReportOutcome, ReportStatus, ReportVisibility
from plateforme.kit.errors import Detail


@dataclass(frozen=True)
class Held:
    """A report, the one that it is to follow or follows, and the one that it has followed so far; held for a change."""

    report: Report
    anchor: Report | None
    former: Report | None


def held_for_merging(session: Session, reference: str, anchor: str, *, by: Principal) -> Held:
    """The reports that a merger changes, held by the organization that answers for the one to be merged."""
    seen = _seen(session, reference, by=by)
    wanted = {reference, anchor, *([seen] if seen else [])}
    rows = store.held_reports(session, wanted)
    report = rows.get(reference)
    if report is None or report.duplicate_of != seen:
        raise GroupChanged(reference)
    teams.require_team(session, report, by)
    return Held(report, rows.get(anchor), rows.get(seen) if seen else None)


def held_for_splitting(session: Session, reference: str, *, by: Principal) -> Held:
    """A duplicate and its anchor, held by the organization that answers for them."""
    seen = _seen(session, reference, by=by)
    if seen is None:
        raise NotADuplicate(reference)
    return held_for_merging(session, reference, seen, by=by)


def merge(
    session: Session, held: Held, anchor: str, *, explanation: str | None = None, by: Principal, now: datetime
) -> Report:
    """Let a report, with all that follow it, follow another one; merging again into the same one changes nothing.

    Where that one is closed already, they end with it.
    """
    report, explanation = held.report, texts.tidy(explanation or "") or None
    target = held.anchor
    if target is None or (faults := _mismatches(report, target) + _text_faults(explanation)):
        raise DuplicateInvalid(report.reference, faults if target else [_UNKNOWN], anchor=_followed_by(target))
    if report.duplicate_of == anchor:
        return report
    # only now: what follows the report is younger than both, and is held after them
    members = store.held_members(session, report.reference)
    if faults := _distances(session, target, (report, *members)):
        raise DuplicateInvalid(report.reference, faults)
    if held.former is not None:
        held.former.duplicates -= 1
        _tell(session, held.former, ReportEventKind.SPLIT, report, by=by, now=now)
    for each in (report, *members):
        each.duplicate_of = target.reference
        each.duplicates = 0
        words = explanation if each is report else None
        _tell(session, each, ReportEventKind.MERGED, target, by=by, now=now, explanation=words, is_substantive=True)
        target.duplicates += 1
        _tell(session, target, ReportEventKind.MERGED, each, by=by, now=now)
        if target.status == ReportStatus.CLOSED and each.status != ReportStatus.CLOSED:
            follow(session, each, target, by=by, now=now)
    return report


def split(session: Session, held: Held, *, explanation: str | None = None, by: Principal, now: datetime) -> Report:
    """Let a report follow no other one any more.

    One that was closed as a duplicate is open again, with a promise counted anew: the ground for its end is gone.
    """
    report, anchor = held.report, held.anchor
    if anchor is None:
        raise GroupChanged(report.reference)
    explanation = texts.tidy(explanation or "") or None
    if faults := _text_faults(explanation):
        raise DuplicateInvalid(report.reference, faults)
    before = ReportStatus(report.status)
    report.duplicate_of = None
    is_reopened = report.outcome == ReportOutcome.DUPLICATE
    if is_reopened:
        report.status, report.outcome, report.closed_at = ReportStatus.RECEIVED, None, None
        report.times_reopened += 1
        terms = categories.find(session, report.organization, report.category)
        report.expected_at = promised(terms, now) if terms else report.expected_at
    anchor.duplicates -= 1
    told = explanation or f"Ce signalement n’est plus rattaché au signalement {anchor.reference}."
    entry = history.Entry(
        kind=ReportEventKind.SPLIT,
        is_substantive=True,
        from_status=before,
        explanation=told,
        related=anchor.reference,
    )
    history.append(session, report, entry, by=by, now=now)
    _tell(session, anchor, ReportEventKind.SPLIT, report, by=by, now=now)
    return report


def _seen(session: Session, reference: str, *, by: Principal) -> str | None:
    """What the report follows, before anything is held: its anchor, being older, is to be held first."""
    report = store.report(session, reference)
    if report is None or report.visibility == ReportVisibility.DRAFT or not may_see(report, by):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    by.require_organization(report.organization)
    return report.duplicate_of


def _tell(
    session: Session,
    report: Report,
    kind: ReportEventKind,
    related: Report,
    *,
    by: Principal,
    now: datetime,
    explanation: str | None = None,
    is_substantive: bool = False,
) -> None:
    entry = history.Entry(
        kind=kind,
        is_substantive=is_substantive,
        from_status=ReportStatus(report.status),
        explanation=explanation,
        related=related.reference,
    )
    history.append(session, report, entry, by=by, now=now)


def _text_faults(explanation: str | None) -> list[Detail]:
    return texts.faults(explanation, pointer="/explanation", limit=texts.MAX_EXPLANATION)


def _fault(code: str, detail: str, french: str) -> Detail:
    return Detail("pointer", "/reference", code, detail, french=french)


_UNKNOWN: Final = _fault(
    "unknown",
    "There is no public report with this reference. GET …/duplicate-candidates lists those that are near.",
    "Aucun signalement public ne porte cette référence. GET …/duplicate-candidates donne ceux d’à côté.",
)


def _followed_by(anchor: Report | None) -> str | None:
    return None if anchor is None else anchor.duplicate_of


def _mismatches(report: Report, anchor: Report) -> list[Detail]:
    """What must be the same of both, and which must be the first."""
    if anchor.visibility != ReportVisibility.PUBLIC:
        return [_UNKNOWN]
    if anchor.reference == report.reference:
        return [_fault("itself", "A report does not follow itself.", "Un signalement ne se suit pas lui-même.")]
    faults = []
    if report.visibility != ReportVisibility.PUBLIC:  # the history of the anchor, which anybody reads, would name it
        faults.append(
            _fault(
                "not_public",
                "The report to be merged is not public. Show it first, or close it as a duplicate.",
                "Le signalement à rattacher n’est pas public. Montrez-le d’abord, ou fermez-le comme doublon.",
            )
        )
    if anchor.organization != report.organization:
        faults.append(
            _fault(
                "other_organization",
                "Another organization answers for that report. Move this one to `transferred`, or close it as "
                "`not_responsible`.",
                "Une autre organisation répond de ce signalement. Transférez celui-ci, ou fermez-le comme "
                "`not_responsible`.",
            )
        )
    return [*faults, *_order_faults(report, anchor), *_kind_faults(report, anchor)]


def _order_faults(report: Report, anchor: Report) -> list[Detail]:
    """What keeps the other report from being the first of a group."""
    if anchor.duplicate_of is not None:
        return [
            _fault(
                "not_an_anchor",
                f"That report follows {anchor.duplicate_of}: merge into that one.",
                f"Ce signalement suit déjà {anchor.duplicate_of} : rattachez à celui-là.",
            )
        ]
    if not is_first(anchor, report):
        return [
            _fault(
                "not_first",
                "That report was made after this one. The first one is the anchor: merge that one into this one.",
                "Ce signalement est plus récent. Le premier est le signalement de référence : rattachez l’autre à "
                "celui-ci.",
            )
        ]
    return []


def _kind_faults(report: Report, anchor: Report) -> list[Detail]:
    """What two reports of one problem have in common."""
    faults = []
    if anchor.category != report.category:
        faults.append(
            _fault(
                "other_category",
                "That report has another category. Correct the category of one of the two first.",
                "Ce signalement est d’une autre catégorie. Corrigez d’abord la catégorie de l’un des deux.",
            )
        )
    if anchor.sample != report.sample:
        faults.append(
            _fault(
                "sample",
                "Made-up reports and real ones are not merged.",
                "Un signalement fictif et un vrai ne se rattachent pas.",
            )
        )
    return faults


def _distances(session: Session, anchor: Report, members: Sequence[Report]) -> list[Detail]:
    """Each member is near the anchor itself; what has no point has the anchor's address."""
    radius = radius_of(session, anchor.organization, anchor.category)
    faults = []
    for each in members:
        metres = metres_between(each, anchor)
        if metres is None and not _is_same_address(each, anchor):
            faults.append(
                _fault(
                    "no_point",
                    f"How far {each.reference} is cannot be measured. Give both reports a point, or one address.",
                    f"La distance de {each.reference} ne peut pas être mesurée. Donnez un point aux deux "
                    "signalements, ou la même adresse.",
                )
            )
        elif metres is not None and metres > radius:
            faults.append(
                _fault(
                    "too_far",
                    f"{each.reference} is {metres:.0f} m away, and {radius} m is the most for this category. If it is "
                    "one problem all the same, correct the point, or the category's radius.",
                    f"{each.reference} est à {metres:.0f} m, et cette catégorie admet {radius} m. Si c’est pourtant "
                    "le même problème, corrigez le point, ou le rayon de la catégorie.",
                )
            )
    return faults


def _is_same_address(one: Report, other: Report) -> bool:
    if one.address_id and other.address_id:
        return one.address_id == other.address_id
    return (
        bool(one.address and other.address)
        and texts.tidy(one.address or "").casefold() == texts.tidy(other.address or "").casefold()
    )
