"""Runs of a checker as anyone may read them, and as it reports them."""

from datetime import datetime
from typing import Self

from pydantic import Field

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.bounds import BOUND, Bound, Instant
from plateforme.api.v1.quality.wire_values import (
    ChangeCounts,
    ChangeCountsIn,
    Sought,
    StateCounts,
    StateCountsIn,
)
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.quality.listings import RUNS
from plateforme.domains.quality.tables import QualityRun


class QualityRunQuery(ListQuery, Filtered):
    """What the list of runs can be asked."""

    listing = RUNS
    sort: str | None = sort_by(*RUNS.sortable, default="-finished_at")
    consumer: Sought | None = Field(default=None, description="Only runs of this consumer.")
    finished_at__gte: Bound | None = Field(default=None, description=f"Only runs that ended then or later. {BOUND}")


class QualityRunLinks(Wire):
    """Where to go from a run."""

    self: str = Field(description="This run.")


class QualityRunOut(Wire):
    """One passage of a checker. If the last one is old, the findings are too."""

    id: str = Field(description="Identifier of the run.")
    consumer: str = Field(description="Slug of the consumer that checked.")
    organization: str = Field(description="Slug of its organization.")
    started_at: datetime = Field(description="When it began; states were computed for this instant.")
    finished_at: datetime = Field(description="When it ended.")
    evaluated: int = Field(description="How many evaluations it made.")
    states: StateCounts = Field(description="How many ended in each state.")
    changes: ChangeCounts = Field(description="What they changed in the ledger.")
    recorded_at: datetime = Field(description="When it was reported.")
    links: QualityRunLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: QualityRun, *, base: str) -> Self:
        """The public face of a run."""
        return cls(
            id=row.id,
            consumer=row.consumer,
            organization=row.organization,
            started_at=row.started_at,
            finished_at=row.finished_at,
            evaluated=row.evaluated,
            states=StateCounts(**row.states),
            changes=ChangeCounts(**row.changes),
            recorded_at=row.recorded_at,
            links=QualityRunLinks(self=f"{base}/quality-runs/{row.id}"),
        )


class QualityRunIn(WireIn):
    """A passage that has ended."""

    started_at: Instant = Field(description="When it began.", examples=["2026-07-01T06:00:00Z"])
    finished_at: Instant = Field(description="When it ended.", examples=["2026-07-01T06:00:12Z"])
    states: StateCountsIn = Field(description="How many evaluations ended in each state.")
    changes: ChangeCountsIn = Field(description="What they changed in the ledger.")
