"""Figures of street reports as strangers read them, and what can be asked of them."""

from datetime import datetime
from typing import Self

from pydantic import Field

from plateforme.api.v1.reports.queries import PlacedFilters
from plateforme.api.wire import Wire
from plateforme.domains.reports.search.statistics import GROUPINGS, KEYS_MAX, Figures, Statistics
from plateforme.domains.reports.tables import ReportOutcome

LIMIT_MAX = 10_000

_NAMES = ", ".join(f"`{name}`" for name in GROUPINGS)


class StatisticsQuery(PlacedFilters):
    """Which reports, and by what their figures are told apart."""

    group_by: str | None = Field(
        default=None,
        description=f"Up to {KEYS_MAX} of these, separated by commas: {_NAMES}. `month` and `year` are those of "
        "`opened_at`, in Europe/Paris. Left out: the total only.",
        examples=["category,district"],
    )
    limit: int = Field(
        default=1000, description=f"Groups at most, the largest first, from 1 to {LIMIT_MAX}.", ge=1, le=LIMIT_MAX
    )


class OutcomeCountsOut(Wire):
    """How many closed reports ended in each way."""

    fixed: int = Field(description="What was reported is mended.")
    no_action: int = Field(description="Nothing is to be done, for the reason that was told.")
    duplicate: int = Field(description="Another report tells of the same problem.")
    not_responsible: int = Field(description="Somebody else answers for it.")
    rejected: int = Field(description="Not taken on, for the reason that was told.")
    cannot_reproduce: int = Field(description="Nothing was found there.")
    withdrawn: int = Field(description="Its author took it back.")


class FiguresOut(Wire):
    """What the reports of one group come to."""

    key: dict[str, str | None] = Field(
        description="What the reports of this group have in common, by the names in `group_by`; null: not known. Empty "
        "for the total.",
        examples=[{"category": "pothole", "district": "Centre"}],
    )
    count: int = Field(description="Number of reports.")
    open: int = Field(description="Those that are not closed.")
    closed: int = Field(description="Those that are closed: not all of them are mended, see `outcomes`.")
    outcomes: OutcomeCountsOut = Field(description="How the closed ones ended.")
    median_days_to_close: float | None = Field(
        description="Half of the closed ones were closed within so many days of 24 hours from `opened_at` to "
        "`closed_at`; null when none is closed. Between two values, linear interpolation.",
        examples=[4.25],
    )
    p90_days_to_close: float | None = Field(
        description="Nine in ten of the closed ones were closed within so many days.", examples=[17.5]
    )
    promised: int = Field(description="Those with a promised date.")
    late: int = Field(description="Those closed after the promised date, or open and beyond it.")
    share_late: float | None = Field(description="`late` among `promised`, from 0 to 1.", examples=[0.12])
    ever_closed: int = Field(description="Those that are closed, or were once and were reopened.")
    reopened: int = Field(description="Those that were reopened at least once.")
    share_reopened: float | None = Field(description="`reopened` among `ever_closed`, from 0 to 1.", examples=[0.03])

    @classmethod
    def of(cls, figures: Figures) -> Self:
        """The published face of the figures of a group."""
        return cls(
            key=dict(figures.key),
            outcomes=OutcomeCountsOut(**{outcome.value: figures.outcomes[outcome.value] for outcome in ReportOutcome}),
            median_days_to_close=figures.median_days,
            p90_days_to_close=figures.p90_days,
            share_late=figures.share_late,
            share_reopened=figures.share_reopened,
            **{
                name: getattr(figures, name)
                for name in ("count", "open", "closed", "promised", "late", "ever_closed", "reopened")
            },
        )


class ReportStatisticsOut(Wire):
    """Figures of street reports, in total and by group."""

    at: datetime = Field(description="The instant for which open reports were found late or not.")
    group_by: list[str] = Field(description="By what the groups are told apart.")
    total: FiguresOut = Field(description="Of all reports that match.")
    groups: list[FiguresOut] = Field(description="Of each group, the largest first.")
    group_count: int = Field(description="How many groups there are, also when `limit` cut them off.")

    @classmethod
    def of(cls, found: Statistics, by: tuple[str, ...], *, limit: int, at: datetime) -> Self:
        """The figures that were computed."""
        return cls(
            at=at,
            group_by=list(by),
            total=FiguresOut.of(found.total),
            groups=[FiguresOut.of(each) for each in found.groups[:limit]],
            group_count=len(found.groups),
        )
