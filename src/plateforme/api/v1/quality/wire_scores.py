"""Scores as anyone may read them, and as a checker puts them up."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.bounds import Instant
from plateforme.api.v1.quality.wire_evaluations import Slug
from plateforme.api.v1.quality.wire_values import Count, Sought, StateCounts, StateCountsIn
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.quality import scores
from plateforme.domains.quality.listings import SCORES
from plateforme.domains.quality.scores import Tally
from plateforme.domains.quality.tables import Score
from plateforme.domains.quality.vocabulary import FreshnessState, SubjectKind


class ScoreQuery(ListQuery, Filtered):
    """What the list of scores can be asked."""

    listing = SCORES
    sort: str | None = sort_by(*SCORES.sortable, default="organization,subject_kind")
    organization: Sought | None = Field(default=None, description="Only scores of this organization.")
    subject_kind: SubjectKind | None = Field(default=None, description="Only scores for this kind of subject.")


class ScoreOut(Wire):
    """How one organization stands with one kind of subject."""

    organization: str = Field(description="Slug of the organization.")
    subject_kind: SubjectKind = Field(description="Kind of subject.")
    subjects: int = Field(description="How many subjects were looked at.")
    states: StateCounts = Field(description="How many evaluations ended in each state; a subject may have several.")
    denominator: int = Field(description="Evaluations on which `in_time` rests: neither exempt nor not evaluable.")
    in_time: float | None = Field(description="Share that is fresh or due; null when nothing could be evaluated.")
    evaluated_at: datetime = Field(description="When the run that counted began.")
    recorded_by: str = Field(description="Slug of the consumer that counted.")

    @classmethod
    def of(cls, row: Score) -> Self:
        """The public face of a score."""
        return cls(
            organization=row.organization,
            subject_kind=SubjectKind(row.subject_kind),
            subjects=row.subjects,
            states=StateCounts(**{name: getattr(row, name) for name in StateCounts.model_fields}),
            denominator=scores.denominator(row),
            in_time=scores.share_in_time(row),
            evaluated_at=row.evaluated_at,
            recorded_by=row.recorded_by,
        )


class ScoreIn(WireIn):
    """What a checker counted for one organization and one kind of subject."""

    organization: Slug = Field(description="Slug of the organization.", examples=["nantes"])
    subject_kind: SubjectKind = Field(description="Kind of subject.", examples=["dataset"])
    subjects: Count = Field(description="How many subjects were looked at.", examples=[20])
    states: StateCountsIn = Field(description="How many evaluations ended in each state.")

    def tally(self) -> Tally:
        """The same, in the words of the domain."""
        counts = {FreshnessState(name): count for name, count in dict(self.states).items()}
        return Tally(self.organization, self.subject_kind, self.subjects, counts)


class ScoresIn(WireIn):
    """The whole board, as one run counted it."""

    evaluated_at: Instant = Field(description="When the run began.", examples=["2026-07-01T06:00:00Z"])
    scores: Annotated[list[ScoreIn], Field(max_length=5000)] = Field(
        description="One entry per organization and kind of subject."
    )


class ScoreboardOut(Wire):
    """The board as it stands now."""

    items: list[ScoreOut] = Field(description="One entry per organization and kind of subject.")
