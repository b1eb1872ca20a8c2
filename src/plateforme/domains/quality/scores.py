"""How an organization stands: counts of states per kind of subject, always beside their denominator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality import store
from plateforme.domains.quality.errors import ScoresInvalid
from plateforme.domains.quality.tables import Score
from plateforme.domains.quality.vocabulary import FreshnessState, SubjectKind
from plateforme.kit.errors import Detail
from plateforme.kit.keyset import Asked, Slice

IN_TIME = (FreshnessState.FRESH, FreshnessState.DUE)
EVALUABLE = (*IN_TIME, FreshnessState.OVERDUE, FreshnessState.DELINQUENT)


@dataclass(frozen=True)
class Tally:
    """What a checker counted for one organization and one kind of subject."""

    organization: str
    subject_kind: SubjectKind
    subjects: int
    states: Mapping[FreshnessState, int]


def put_scores(session: Session, tallies: Sequence[Tally], *, evaluated_at: datetime, by: Principal) -> list[Score]:
    """Replace the whole board by what one run counted: an organization without subjects leaves it."""
    rows: dict[str, Score] = {}
    for index, tally in enumerate(tallies):
        row = Score(
            id=f"{tally.organization}/{tally.subject_kind}",
            organization=tally.organization,
            subject_kind=tally.subject_kind,
            subjects=tally.subjects,
            **{state.value: tally.states.get(state, 0) for state in FreshnessState},
            evaluated_at=evaluated_at,
            recorded_by=by.consumer,
        )
        if row.id in rows:
            raise ScoresInvalid(
                "An organization has one score per kind of subject. Add the two up.",
                errors=[Detail("pointer", f"/scores/{index}", "duplicate", "Given earlier in this list.")],
            )
        rows[row.id] = row
    store.lock_ledger(session)
    store.replace_scores(session, rows.values())
    return sorted(rows.values(), key=lambda row: row.id)


def list_scores(session: Session, asked: Asked) -> Slice[Score]:
    """One page of scores."""
    return store.scores(session, asked)


def denominator(score: Score) -> int:
    """How many evaluations the share rests on: those that are neither exempt nor impossible."""
    return sum(int(getattr(score, state.value)) for state in EVALUABLE)


def share_in_time(score: Score) -> float | None:
    """The share of evaluations that are fresh or merely due; none when nothing could be evaluated."""
    whole = denominator(score)
    return round(sum(int(getattr(score, state.value)) for state in IN_TIME) / whole, 4) if whole else None
