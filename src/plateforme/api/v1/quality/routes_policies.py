"""What freshness means: the policies in force, and overrides for one subject."""

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
from plateforme.api.paging import BadCursor, BadSort, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.quality.wire_policies import PolicyIn, PolicyOut, PolicyQuery
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, Unauthenticated
from plateforme.domains.quality import declaring
from plateforme.domains.quality.errors import PolicyInvalid, PolicyNotFound
from plateforme.domains.quality.vocabulary import SubjectKind

router = Resource(tags=["quality"])

Kind = Annotated[SubjectKind, Path(description="Kind of subject.", examples=["dataset"])]
Subject = Annotated[
    str,
    Path(
        description="Slug or reference of the subject.",
        examples=["communes"],
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=128,
    ),
]
Selector = Annotated[
    str,
    Path(
        description="A default by its selector, such as `frequency:ANNUAL`, or a subject by its slug or reference.",
        examples=["frequency:ANNUAL"],
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$",
        max_length=128,
    ),
]


@router.get("/policies", operation_id="list_policies", responses=problems(BadCursor, BadSort))
def list_policies(
    query: Annotated[PolicyQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[PolicyOut]:
    """List the policies in force: the defaults, the complete table of update frequencies among them, and overrides."""
    found = declaring.list_policies(session, paging.asked(query), subject_kind=query.subject_kind, origin=query.origin)
    return paging.page(found, partial(PolicyOut.of, base=base))


@router.get("/policies/{subject_kind}/{subject_id}", operation_id="get_policy", responses=problems(PolicyNotFound))
def get_policy(
    subject_kind: Kind, subject_id: Selector, response: Response, session: ReadSession, base: Base
) -> PolicyOut:
    """Read a default policy, or the policy declared for one subject."""
    policy = declaring.get_policy(session, subject_kind, subject_id)
    response.headers["ETag"] = etag(policy.revision)
    return PolicyOut.of(policy, base=base)


@router.put(
    "/policies/{subject_kind}/{subject_id}",
    operation_id="put_policy",
    responses={
        **problems(Unauthenticated, InsufficientScope, PolicyInvalid, PreconditionRequired, PreconditionFailed),
        201: {"model": PolicyOut, "description": "Declared for the first time."},
    },
)
def put_policy(
    subject_kind: Kind,
    subject_id: Subject,
    body: PolicyIn,
    response: Response,
    session: WriteSession,
    by: CanWriteQuality,
    now: Now,
    base: Base,
    if_match: IfMatch = None,
) -> PolicyOut:
    """Declare the policy of one subject, or replace it. Replacing needs `If-Match`; the first declaration does not."""
    _check_put(if_match, declaring.held_revision(session, subject_kind, subject_id))
    policy, is_new = declaring.put_policy(session, subject_kind, subject_id, body.declared(), by=by, now=now)
    out = PolicyOut.of(policy, base=base)
    response.headers.update({"ETag": etag(policy.revision), "Content-Location": out.links.self})
    response.status_code = 201 if is_new else 200
    return out


def _check_put(if_match: str | None, revision: int | None) -> None:
    """What exists is replaced knowingly; what does not exist matches nothing."""
    if revision is not None:
        check_match(if_match, revision)
    elif if_match is not None:
        raise PreconditionFailed("No policy is declared for this subject, so `If-Match` cannot hold. Leave it out.")
