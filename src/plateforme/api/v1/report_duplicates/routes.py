"""Reports that tell of one problem: what is near, who follows whom, merging and splitting."""

from functools import partial
from typing import Annotated

from fastapi import Query, Response

from plateforme.api.deps import (
    CanTriageReports,
    IfMatch,
    PreconditionFailed,
    PreconditionRequired,
    check_match,
)
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_duplicates.wire import (
    CandidateQuery,
    DuplicateCandidateOut,
    DuplicateCandidatesOut,
    DuplicateIn,
    DuplicateQuery,
    Explanation,
    MemberOut,
)
from plateforme.api.v1.reports.telling import ReportOut, Telling, TellingChange, tag_of
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.duplicates import duplicates, merging
from plateforme.domains.reports.duplicates.duplicate_errors import (
    BadSpot,
    DuplicateInvalid,
    GroupChanged,
    NotADuplicate,
)
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.places.spots import Spot
from plateforme.domains.reports.search import search
from plateforme.domains.reports.settings.setting_errors import NotYourTeam

router = Resource(tags=["reports"])


CHANGED = (
    *(Unauthenticated, InsufficientScope, NotYourOrganization, NotYourTeam, ReportNotFound, ReportErased),
    *(DuplicateInvalid, GroupChanged, PreconditionFailed, PreconditionRequired),
)


@router.get("/report-duplicate-candidates", operation_id="list_duplicate_candidates_at", responses=problems(BadSpot))
def list_duplicate_candidates_at(query: Annotated[CandidateQuery, Query()], telling: Telling) -> DuplicateCandidatesOut:
    """Before sending a report: which ones may tell of the same problem already.

    Of the same category, open or closed less than 30 days ago, within the radius of the category. This is advice:
    offer to follow one of them, or to confirm it; nobody is kept from reporting.
    """
    spot = Spot(**dict(query))
    found = duplicates.candidates(telling.session, spot, now=telling.now)
    told = partial(DuplicateCandidateOut.of, told=telling.in_list)
    radius = duplicates.radius_of(telling.session, spot.organization, spot.category)
    return DuplicateCandidatesOut(radius_m=radius, items=[told(near) for near in found])


@router.get(
    "/reports/{reference}/duplicate-candidates",
    operation_id="list_duplicate_candidates",
    responses=problems(ReportNotFound, ReportErased),
)
def list_duplicate_candidates(reference: ReportReference, telling: Telling) -> DuplicateCandidatesOut:
    """List the reports that may tell of the same problem as this one, nearest first.

    Of the same organization and category, open or closed less than 30 days ago, within the radius of the category, and
    followers of no other one. `anchor` says which of both came first.
    """
    report = search.get_report(telling.session, reference, caller=telling.caller)
    found = duplicates.candidates_of(telling.session, report, now=telling.now)
    told = partial(DuplicateCandidateOut.of, told=telling.in_list, report=report)
    radius = duplicates.radius_of(telling.session, report.organization, report.category)
    return DuplicateCandidatesOut(radius_m=radius, items=[told(near) for near in found])


@router.get(
    "/reports/{reference}/duplicates",
    operation_id="list_duplicates",
    responses=problems(*LISTED, ReportNotFound, ReportErased),
    openapi_extra=filterable(REPORTS),
)
def list_duplicates(
    reference: ReportReference,
    query: Annotated[DuplicateQuery, Query()],
    telling: Telling,
    paging: Paging,
) -> Page[MemberOut]:
    """List the reports that follow this one, the oldest first: they tell of the same problem and end with it.

    A report that follows another one, see `duplicate_of`, has none itself.
    """
    anchor, found = duplicates.list_members(telling.session, reference, paging.asked(query), caller=telling.caller)
    return paging.page(found, partial(MemberOut.of, anchor=anchor, told=telling.in_list))


@router.put("/reports/{reference}/duplicate-of", operation_id="merge_report", responses=problems(*CHANGED))
def merge_report(
    reference: ReportReference,
    body: DuplicateIn,
    by: CanTriageReports,
    telling: TellingChange,
    response: Response,
    if_match: IfMatch = None,
) -> ReportOut:
    """Let a report of your organization follow the first one about the same problem.

    Those that followed it follow the first one too. All must lie within the radius of the category around the first
    one itself. From then on they move and end with it; both histories say so, in public.
    """
    held = merging.held_for_merging(telling.session, reference, body.reference, by=by)
    check_match(if_match, held.report.revision)
    row = merging.merge(telling.session, held, body.reference, explanation=body.explanation, by=by, now=telling.now)
    out = telling.one(row)
    response.headers["ETag"] = tag_of(out)
    return out


@router.delete(
    "/reports/{reference}/duplicate-of",
    operation_id="split_report",
    responses=problems(*CHANGED, NotADuplicate),
)
def split_report(
    reference: ReportReference,
    by: CanTriageReports,
    telling: TellingChange,
    response: Response,
    explanation: Annotated[
        Explanation | None,
        Query(description="What the public is told.", examples=["Ce n’est pas le même trou."]),
    ] = None,
    if_match: IfMatch = None,
) -> ReportOut:
    """Let a report follow no other one any more.

    One that was closed as a duplicate is open again, with a promise counted anew. Both histories say so, in public.
    """
    held = merging.held_for_splitting(telling.session, reference, by=by)
    check_match(if_match, held.report.revision)
    row = merging.split(telling.session, held, explanation=explanation, by=by, now=telling.now)
    out = telling.one(row)
    response.headers["ETag"] = tag_of(out)
    return out
