"""Bringing in reports that another system kept: with their dates, their promises and what became of them.

A report is known by the `client_id` that its source gives it. What is new is made, what moved since is moved, and what
is known already is left alone: the same reports can be brought in every night.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import (
    ClientIdReused,
    ImportNotAllowed,
    MoveInvalid,
    ReportErased,
    ReportInvalid,
)
from plateforme.domains.reports.intake import intake
from plateforme.domains.reports.intake.intake import NewReport
from plateforme.domains.reports.lifecycle import lifecycle
from plateforme.domains.reports.lifecycle.lifecycle import Move
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.tables import Report, ReportChannel, ReportVisibility
from plateforme.kit.errors import Detail, PlateformeError


class ImportResult(StrEnum):
    """What became of one report of a batch."""

    CREATED = "created"
    CHANGED = "changed"
    KEPT = "kept"
    REFUSED = "refused"


class ImportRemark(StrEnum):
    """What the sender should look at, though the report was taken in."""

    CONTENT_DIFFERS = "content_differs"
    PERSONAL_DATA_MASKED = "personal_data_masked"


@dataclass(frozen=True, kw_only=True)
class PastReport:
    """A report as its source knows it: how it was made, what was promised, and each move since, in order.

    `has_promise` says that `expected_at` is the source's own promise, or that it made none; without it, the promise is
    that of the category.
    """

    report: NewReport
    moves: tuple[Move, ...] = ()
    expected_at: datetime | None = None
    has_promise: bool = False


@dataclass(frozen=True)
class Imported:
    """What became of one report, and why it was refused, if it was."""

    result: ImportResult
    reference: str | None = None
    warnings: tuple[ImportRemark, ...] = ()
    refusal: PlateformeError | None = None


def bring_in(session: Session, batch: Sequence[PastReport], *, by: Principal, now: datetime) -> list[Imported]:
    """Bring in each report, wholly or not at all: one that is refused leaves the others alone."""
    found: dict[int, Imported] = {}
    # in one order for everybody: two batches that hold the same reports wait for each other and never in a circle
    for place in sorted(range(len(batch)), key=lambda place: batch[place].report.client_id or ""):
        found[place] = _guarded(session, batch[place], by=by, now=now)
    return [found[place] for place in range(len(batch))]


def _guarded(session: Session, past: PastReport, *, by: Principal, now: datetime) -> Imported:
    try:
        with session.begin_nested():
            return _bring_in(session, past, by=by, now=now)
    except PlateformeError as refusal:
        return Imported(ImportResult.REFUSED, refusal=refusal)


def _bring_in(session: Session, past: PastReport, *, by: Principal, now: datetime) -> Imported:
    if not intake.may_import(by, past.report.organization):
        raise ImportNotAllowed
    if errors := _faults(past):
        raise ReportInvalid(errors)
    clean, are_masked = _masked(past.moves)
    moves = tuple(enumerate(clean))
    warnings: tuple[ImportRemark, ...] = (ImportRemark.PERSONAL_DATA_MASKED,) if are_masked else ()
    try:
        adopt = partial(_adopt, past=past)
        report, is_new = intake.create_report(session, past.report, by=by, now=now, settle=adopt)
    except (ClientIdReused, ReportErased) as error:
        # what the source says otherwise now is not quietly written over what others have read and acted upon
        known = store.report_by_client_id(session, by.consumer, past.report.client_id or "")
        if known is None:
            raise
        report, is_new = known, False
        if isinstance(error, ClientIdReused):
            warnings += (ImportRemark.CONTENT_DIFFERS,)
    if report.visibility == ReportVisibility.ERASED:
        return Imported(ImportResult.KEPT, report.reference)  # erased here stays erased, whatever the source still says
    if not is_new:
        report = lifecycle.held_report(session, report.reference, by=by)
        known_moves = store.known_moves(session, report)
        moves = tuple((number, move) for number, move in moves if (move.to, move.at) not in known_moves)
    for number, move in moves:
        _move(session, report, move, number, by=by, now=now)
    result = ImportResult.CREATED if is_new else ImportResult.CHANGED if moves else ImportResult.KEPT
    return Imported(result, report.reference, warnings)


def _move(session: Session, report: Report, move: Move, number: int, *, by: Principal, now: datetime) -> None:
    """Move the report; what is wrong is pointed at in what was sent, where this is the move of that number."""
    try:
        lifecycle.move_report(session, report, move, by=by, now=now)
    except MoveInvalid as refusal:
        faults = [replace(one, name=f"/moves/{number}{one.name}") for one in refusal.errors]
        raise MoveInvalid(report.reference, faults) from None


def _adopt(report: Report, *, past: PastReport) -> None:
    """Say of a new report by which way it came, and what its source had promised."""
    if report.channel == ReportChannel.API:
        report.channel = ReportChannel.IMPORT
    if past.has_promise:
        report.expected_at = past.expected_at


def _faults(past: PastReport) -> list[Detail]:
    """What only an import can get wrong."""
    opened_at, expected_at = past.report.opened_at, past.expected_at
    errors = []
    if past.report.is_draft:
        errors.append(
            Detail(
                "pointer",
                "/is_draft",
                "misplaced",
                "A report of the past is no draft: leave this out.",
                french="Un signalement du passé n’est pas un brouillon : ne l’indiquez pas.",
            )
        )
    if opened_at is not None and expected_at is not None and expected_at < opened_at:
        errors.append(
            Detail(
                "pointer",
                "/expected_at",
                "order",
                "A promise is not older than the report: check the two dates and their time zones, or send null.",
                french="Une promesse n’est pas plus ancienne que le signalement : vérifiez les deux dates et leurs "
                "fuseaux horaires, ou envoyez null.",
            )
        )
    errors += [
        Detail(
            "pointer",
            f"/moves/{number}/at",
            "required",
            "Say when this happened: a move without a date would be told again with each import.",
            french="Dites quand cela a eu lieu : un changement sans date serait répété à chaque import.",
        )
        for number, move in enumerate(past.moves)
        if move.at is None
    ]
    return errors


def _masked(moves: Sequence[Move]) -> tuple[tuple[Move, ...], bool]:
    """The moves, without what looks personal in their words: nobody reads thousands of old notes before the public."""
    clean = []
    for move in moves:
        screened = screen(move.explanation) if move.explanation else None
        clean.append(replace(move, explanation=screened.proposed) if screened and screened.findings else move)
    return tuple(clean), any(one is not other for one, other in zip(clean, moves, strict=True))
