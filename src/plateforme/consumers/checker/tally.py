"""What a run counted: states, changes in the ledger, scores by organization, and the list of what is stale."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plateforme.consumers.checker.states import Evaluation, State

CHANGES = ("opened", "escalated", "updated", "resolved", "reopened", "unchanged")


@dataclass(frozen=True)
class StaleItem:
    """One line of the table of what is stale."""

    kind: str
    id: str
    facet: str | None
    title: str
    organization: str
    rule: str
    state: str
    severity: str
    why: str
    stale_since: datetime | None


@dataclass(frozen=True)
class Summary:
    """What a run did."""

    started_at: datetime
    finished_at: datetime
    subjects: Mapping[str, int]
    evaluated: int
    states: Mapping[str, int]
    changes: Mapping[str, int]
    stale: tuple[StaleItem, ...]


@dataclass
class Tally:
    """Counts as they grow during a run."""

    subjects: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    stale: list[StaleItem] = field(default_factory=list)
    _board: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, evaluations: Iterable[Evaluation]) -> None:
        """Count the evaluations of one subject."""
        for index, evaluation in enumerate(evaluations):
            subject = evaluation.subject
            place = (subject.organization, subject.kind)
            if index == 0:
                self.subjects[subject.kind] += 1
                self._seen[place] += 1
            self.states[evaluation.state.value] += 1
            if evaluation.is_scored:
                self._board[place][evaluation.state.value] += 1
            if evaluation.is_stale:
                self.stale.append(_line(evaluation))

    def scores(self) -> list[dict[str, Any]]:
        """The board, as the API takes it."""
        return [
            {
                "organization": organization,
                "subject_kind": kind,
                "subjects": self._seen[organization, kind],
                "states": {state.value: counts[state.value] for state in State},
            }
            for (organization, kind), counts in sorted(self._board.items())
        ]

    def summary(self, started_at: datetime, finished_at: datetime) -> Summary:
        """What the run did, the oldest neglect first."""
        return Summary(
            started_at=started_at,
            finished_at=finished_at,
            subjects=dict(self.subjects),
            evaluated=self.states.total(),
            states={state.value: self.states[state.value] for state in State},
            changes={name: self.changes[name] for name in CHANGES},
            stale=tuple(sorted(self.stale, key=lambda item: (item.stale_since or started_at, item.kind, item.id))),
        )


def _line(evaluation: Evaluation) -> StaleItem:
    subject = evaluation.subject
    return StaleItem(
        kind=subject.kind,
        id=subject.id,
        facet=subject.facet,
        title=subject.title,
        organization=subject.organization,
        rule=evaluation.rule,
        state=evaluation.state.value,
        severity=evaluation.severity or "warning",
        why=evaluation.why or "",
        stale_since=evaluation.stale_since,
    )
