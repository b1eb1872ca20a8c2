"""What has been reported around a point, nearest first."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response

from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.report_places.wire import NearbyQuery, NearReportOut
from plateforme.api.v1.reports.features import CONTENT, feature, page_of_features, wants_features
from plateforme.api.v1.reports.telling import Telling
from plateforme.api.v1.reports.writing import write_near, write_page
from plateforme.api.wire import Page
from plateforme.domains.reports.duplicates import nearby
from plateforme.domains.reports.duplicates.duplicate_errors import BadSpot
from plateforme.domains.reports.errors import BadBox
from plateforme.domains.reports.listings.listings import REPORTS

router = Resource(tags=["reports"])


@router.get(
    "/reports/nearby",
    operation_id="list_nearby_reports",
    response_model=Page[NearReportOut],
    responses={200: {"content": CONTENT}, **problems(*LISTED, BadBox, BadSpot)},
    openapi_extra=filterable(REPORTS),
)
def list_nearby_reports(
    query: Annotated[NearbyQuery, Query()],
    telling: Telling,
    paging: Paging,
    request: Request,
) -> Response:
    """List the reports around a point, nearest first, each with its distance in metres.

    Every filter of `GET /reports` narrows them further. Before you report a problem, look here with its `category` and
    `is_open=true`, or at `GET /report-duplicate-candidates`, which applies the rule of duplicates.
    """
    found = nearby.list_nearby(telling.session, query.around, paging.asked(query), caller=telling.caller)
    if not wants_features(request, query.format):
        body, headers = write_page(paging, found, partial(write_near, told=telling))
        return Response(body, headers=headers, media_type="application/json")
    page = paging.page(found, partial(NearReportOut.of, told=telling.in_list))
    features = [feature(each.report, distance_m=each.distance_m) for each in page.items]
    return page_of_features(features, page.links, page.count)
