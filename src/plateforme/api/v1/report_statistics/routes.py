"""Figures of street reports: how many, how they ended, how long it took, what was late."""

from typing import Annotated

from fastapi import Query, Request

from plateforme.api.deps import Now, PlatformDep
from plateforme.api.filtering import REFUSED, filterable
from plateforme.api.paging import Paging
from plateforme.api.problems import problems
from plateforme.api.questions import ask
from plateforme.api.resource import Resource
from plateforme.api.v1.report_statistics.wire import ReportStatisticsOut, StatisticsQuery
from plateforme.domains.datasets.tabular.query_errors import TooManyQuestions
from plateforme.domains.reports.errors import BadBox
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.search import statistics
from plateforme.domains.reports.search.statistics import BadGrouping

router = Resource(tags=["reports"])


@router.get(
    "/reports/statistics",
    operation_id="get_report_statistics",
    responses=problems(*REFUSED, BadBox, BadGrouping, TooManyQuestions),
    openapi_extra=filterable(REPORTS),
)
async def get_report_statistics(
    query: Annotated[StatisticsQuery, Query()], request: Request, platform: PlatformDep, paging: Paging, now: Now
) -> ReportStatisticsOut:
    """Read figures of street reports, by category, district and more, for all those that match.

    Every filter of `GET /reports` chooses what is counted. Only public reports count, and made-up ones only with
    `sample=true`. Duplicates count as reports: leave them out with `outcome__ne=duplicate` if you count problems.
    """
    by, where = statistics.read_grouping(query.group_by), paging.where(query)

    def answer() -> ReportStatisticsOut:
        with platform.db.reading() as session:
            found = statistics.statistics(session, where, by=by, now=now)
        return ReportStatisticsOut.of(found, by, limit=query.limit, at=now)

    return await ask(request, platform, answer)
