"""What is wrong, why, since when and who must act."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    CanWriteQuality,
    IfMatch,
    Now,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
    check_match,
)
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.quality.wire_evaluations import EvaluationsIn, RecordedOut
from plateforme.api.v1.quality.wire_findings import FindingChange, FindingDetailOut, FindingOut, FindingQuery
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.quality import handling, ledger
from plateforme.domains.quality.errors import EvaluationInvalid, FindingNotFound, FindingResolved, HandlingInvalid
from plateforme.domains.quality.listings import FINDINGS

router = Resource(tags=["quality"])

FindingId = Annotated[
    str,
    Path(
        description="Id of the finding.",
        examples=["9b1c2f6d0e8a47b35c1f0d2e6a7b8c90"],
        pattern=r"^[0-9A-Za-z]+$",
        max_length=64,
    ),
]


@router.get("/findings", operation_id="list_findings", responses=problems(*LISTED), openapi_extra=filterable(FINDINGS))
def list_findings(
    query: Annotated[FindingQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[FindingOut]:
    """List the findings, of every status unless you ask for one."""
    found = ledger.list_findings(session, paging.asked(query))
    return paging.page(found, partial(FindingOut.of, base=base))


@router.post(
    "/findings",
    operation_id="record_evaluations",
    responses=problems(Unauthenticated, InsufficientScope, EvaluationInvalid),
)
def record_evaluations(body: EvaluationsIn, session: WriteSession, by: CanWriteQuality, now: Now) -> RecordedOut:
    """Record a batch of evaluations: findings are opened, escalated, resolved or reopened accordingly.

    Send every evaluation, good ones too: only a good one with new evidence, or under a changed policy, resolves a
    finding. What is not evaluable leaves an open finding as it is. The same batch again changes nothing.
    """
    evaluations = [given.evaluation() for given in body.evaluations]
    return RecordedOut.of(ledger.record(session, evaluations, by=by, now=now))


@router.get("/findings/{finding}", operation_id="get_finding", responses=problems(FindingNotFound))
def get_finding(finding: FindingId, response: Response, session: ReadSession, base: Base) -> FindingDetailOut:
    """Read one finding and all that happened to it."""
    found = ledger.get_finding(session, finding)
    response.headers["ETag"] = etag(found.revision)
    return FindingDetailOut.told(found, ledger.history(session, finding), base=base)


@router.patch(
    "/findings/{finding}",
    operation_id="update_finding",
    responses=problems(
        Unauthenticated,
        InsufficientScope,
        NotYourOrganization,
        FindingNotFound,
        FindingResolved,
        HandlingInvalid,
        PreconditionRequired,
        PreconditionFailed,
    ),
)
def update_finding(
    finding: FindingId,
    body: FindingChange,
    response: Response,
    session: WriteSession,
    by: CanWriteQuality,
    now: Now,
    base: Base,
    if_match: IfMatch = None,
) -> FindingDetailOut:
    """Acknowledge, mute or accept a finding, call it a false positive, or take that back.

    Open to the organization that answers for the subject and to the one whose checker found it.
    """
    found = handling.locked(session, finding, by=by)
    check_match(if_match, found.revision)
    handled = handling.handle(session, found, body.handling(), by=by, now=now)
    response.headers["ETag"] = etag(handled.revision)
    return FindingDetailOut.told(handled, ledger.history(session, finding), base=base)
