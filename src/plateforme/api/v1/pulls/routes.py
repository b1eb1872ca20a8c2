"""Having the file of a dataset fetched on a schedule."""

from typing import Annotated

from fastapi import Path, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    Caller,
    CanWriteDatasets,
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
from plateforme.api.v1.publications.wire import PublicationOut
from plateforme.api.v1.pulls.wire import PullIn, PullOut
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, pulls
from plateforme.domains.datasets.errors import DatasetNotFound, FetchRefused, PullNotFound
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.kit.db import after_commit

router = Resource(tags=["datasets"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]


@router.get("/datasets/{dataset}/pull", operation_id="get_pull", responses=problems(DatasetNotFound, PullNotFound))
def get_pull(dataset: Slug, response: Response, session: ReadSession, base: Base, caller: Caller) -> PullOut:
    """Read where the file of a dataset is fetched from, how often, and how the last look went."""
    found = catalogue.get_dataset(session, dataset)
    pull = pulls.get_pull(session, found)
    response.headers["ETag"] = etag(pull.revision)
    is_own = caller is not None and caller.organization == found.organization and "datasets:write" in caller.scopes
    return PullOut.of(pull, base, dataset, whole=is_own)


@router.put(
    "/datasets/{dataset}/pull",
    operation_id="put_pull",
    responses={
        **problems(DatasetNotFound, NotYourOrganization, FetchRefused, PreconditionRequired, PreconditionFailed),
        201: {"model": PullOut, "description": "Asked for the first time."},
    },
)
def put_pull(
    dataset: Slug,
    body: PullIn,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    session: WriteSession,
    base: Base,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> PullOut:
    """Have the file of a dataset fetched on a schedule, or change how; the first look comes at once.

    The source is asked whether its file changed (`If-None-Match`, `If-Modified-Since`), and only then is it published,
    as if it had been sent. A source that fails is left alone for longer each time, up to a day. Replacing needs
    `If-Match`; the first time does not.
    """
    held = catalogue.held_dataset(session, dataset, by=caller)
    _check_put(if_match, pulls.held_revision(session, held))
    pull, is_new = pulls.put_pull(
        session,
        held,
        by=caller,
        url=body.url,
        every_minutes=body.every_minutes,
        hints=body.said(),
        paused=body.paused,
        rules=FetchRules.of(platform.settings),
        now=now,
    )
    after_commit(session, platform.jobs.wake)
    out = PullOut.of(pull, base, dataset)
    response.headers.update({"ETag": etag(pull.revision), "Content-Location": out.links.self})
    response.status_code = 201 if is_new else 200
    return out


@router.delete(
    "/datasets/{dataset}/pull",
    operation_id="delete_pull",
    status_code=204,
    responses=problems(DatasetNotFound, NotYourOrganization, PullNotFound, PreconditionRequired, PreconditionFailed),
)
def delete_pull(dataset: Slug, caller: CanWriteDatasets, session: WriteSession, if_match: IfMatch = None) -> None:
    """Fetch the file of a dataset no more; what was published stays."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    check_match(if_match, pulls.get_pull(session, held).revision)
    pulls.delete_pull(session, held)


@router.post(
    "/datasets/{dataset}/pull/runs",
    operation_id="run_pull",
    status_code=202,
    responses=problems(DatasetNotFound, NotYourOrganization, PullNotFound, FetchRefused),
)
def run_pull(
    dataset: Slug,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    session: WriteSession,
    base: Base,
    now: Now,
    response: Response,
) -> PublicationOut:
    """Fetch and publish the file now, whether or not it changed: after the source or the schema was mended."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    row = pulls.pull_now(session, held, by=caller, rules=FetchRules.of(platform.settings), now=now)
    after_commit(session, platform.jobs.wake)
    out = PublicationOut.of(row, base, dataset)
    response.headers["Location"] = out.url
    return out


def _check_put(if_match: str | None, revision: int | None) -> None:
    """What exists is replaced knowingly; what does not exist matches nothing."""
    if revision is not None:
        check_match(if_match, revision)
    elif if_match is not None:
        raise PreconditionFailed("This dataset is not pulled yet, so `If-Match` cannot hold. Leave it out.")
