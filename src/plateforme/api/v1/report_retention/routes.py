"""The schedule by which personal data goes away, and the erasure of a report before that."""

from typing import Annotated

from fastapi import Query

from plateforme.api.deps import (
    CanWriteReports,
    IfMatch,
    Now,
    PlatformDep,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
    check_match,
)
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_retention.wire import ReportRetentionOut
from plateforme.api.v1.settled import Slug
from plateforme.domains.access.errors import InsufficientScope, OrganizationNotFound, Unauthenticated
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.people.privacy_errors import NotYoursToDecide
from plateforme.domains.reports.privacy import erasure, retention
from plateforme.domains.reports.tables import ErasureReason

router = Resource(tags=["report-privacy"])

Of = Annotated[Slug | None, Query(description="With the categories of this organization.", examples=["nantes"])]
Reason = Annotated[
    ErasureReason, Query(description="Why; it is all that the tombstone says.", examples=["author_request"])
]


@router.get("/report-retention", operation_id="get_report_retention", responses=problems(OrganizationNotFound))
def get_report_retention(session: ReadSession, organization: Of = None) -> ReportRetentionOut:
    """Read how long contacts, texts and photos of street reports are kept, and by category where that differs."""
    return ReportRetentionOut.of(retention.schedule(session, organization), organization)


@router.delete(
    "/reports/{reference}",
    operation_id="erase_report",
    status_code=204,
    responses=problems(
        Unauthenticated,
        InsufficientScope,
        ReportNotFound,
        ReportErased,
        NotYoursToDecide,
        PreconditionFailed,
        PreconditionRequired,
    ),
)
def erase_report(
    reference: ReportReference,
    reason: Reason,
    session: WriteSession,
    by: CanWriteReports,
    platform: PlatformDep,
    now: Now,
    if_match: IfMatch = None,
) -> None:
    """Erase a report for good: contact, texts, comments, photos, place; from then on its address answers 410.

    Whoever sent it may, and with the scope reports:moderate the organization that answers for it. A tombstone in the
    feed of changes tells those who hold copies to delete them.
    """
    report = erasure.held_report(session, reference, by=by)
    check_match(if_match, report.revision)
    erasure.erase_report(session, platform.storage, report, reason, by=by, now=now)
