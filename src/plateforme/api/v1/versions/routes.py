"""What was published of a dataset, version by version; taking one back, undoing that, going back to earlier content."""

from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.deps import Base, CanWriteDatasets, Now, ReadSession, WriteSession
from plateforme.api.filtering import Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.versions.wire import Restoration, VersionOut, Withdrawal
from plateforme.api.wire import Page
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, versions, withdrawal
from plateforme.domains.datasets.errors import (
    AlreadyCurrent,
    BreakingChanges,
    DatasetNotFound,
    VersionNotFound,
    VersionPruned,
    VersionWithdrawn,
)
from plateforme.domains.datasets.listings import VERSIONS

router = Resource(tags=["versions"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the version.", examples=[1])]


class VersionQuery(ListQuery, Filtered):
    """Which versions, and how many."""

    listing = VERSIONS
    sort: str | None = sort_by(*VERSIONS.sortable, default="-number")


@router.get(
    "/datasets/{dataset}/versions",
    operation_id="list_versions",
    responses=problems(DatasetNotFound, *LISTED),
    openapi_extra=filterable(VERSIONS),
)
def list_versions(
    dataset: Slug, query: Annotated[VersionQuery, Query()], session: ReadSession, base: Base, paging: Paging
) -> Page[VersionOut]:
    """List the published versions of a dataset, newest first."""
    row = catalogue.get_dataset(session, dataset)
    found = versions.list_versions(session, row, paging.asked(query))
    return paging.page(found, lambda one: VersionOut.of(one, base, dataset, current=row.version))


@router.get(
    "/datasets/{dataset}/versions/{number}",
    operation_id="get_version",
    responses=problems(DatasetNotFound, VersionNotFound),
)
def get_version(dataset: Slug, number: Number, session: ReadSession, base: Base) -> VersionOut:
    """Read one version of a dataset: its content's identity, its size, when it was published, what became of it."""
    row = catalogue.get_dataset(session, dataset)
    return VersionOut.of(versions.get_version(session, row, number), base, dataset, current=row.version)


@router.post(
    "/datasets/{dataset}/versions",
    operation_id="restore_version",
    status_code=201,
    responses=problems(
        *(DatasetNotFound, VersionNotFound, NotYourOrganization),
        *(VersionWithdrawn, VersionPruned, BreakingChanges, AlreadyCurrent),
    ),
)
def restore_version(
    dataset: Slug,
    body: Restoration,
    session: WriteSession,
    caller: CanWriteDatasets,
    base: Base,
    now: Now,
    response: Response,
) -> VersionOut:
    """Go back: publish the content of an earlier version again, as a new version.

    What was published in between stays readable under its numbers. To take a faulty version itself away from readers,
    withdraw it.
    """
    row = catalogue.held_dataset(session, dataset, by=caller)
    made = withdrawal.restore(
        session, row, body.from_version, by=caller, accepts_breaking=body.accept_breaking, now=now
    )
    response.headers["Location"] = f"{base}/datasets/{dataset}/versions/{made.number}"
    return VersionOut.of(made, base, dataset, current=row.version)


@router.post(
    "/datasets/{dataset}/versions/{number}/withdrawal",
    operation_id="withdraw_version",
    responses=problems(DatasetNotFound, VersionNotFound, NotYourOrganization),
)
def withdraw_version(
    dataset: Slug,
    number: Number,
    body: Withdrawal,
    session: WriteSession,
    caller: CanWriteDatasets,
    base: Base,
    now: Now,
) -> VersionOut:
    """Take a version back, saying why: its rows, exports and changes answer 410 with the reason from now on.

    When it was the current one, the newest that can be read becomes current. The version stays listed, with the reason,
    and its number is never used again. `DELETE` on this address undoes it, for 30 days at least; then the content is
    removed. With `is_final` it cannot be undone, and the content is removed within hours; a current version of row
    writes that is stored as a difference from it is then replaced by one with the same rows. Other versions that hold
    the same fault are withdrawn by themselves.
    """
    row = catalogue.held_dataset(session, dataset, by=caller)
    taken = withdrawal.withdraw(session, row, number, reason=body.reason, is_final=body.is_final, now=now)
    return VersionOut.of(taken, base, dataset, current=row.version)


@router.delete(
    "/datasets/{dataset}/versions/{number}/withdrawal",
    operation_id="cancel_withdrawal",
    responses=problems(DatasetNotFound, VersionNotFound, NotYourOrganization, VersionPruned),
)
def cancel_withdrawal(
    dataset: Slug, number: Number, session: WriteSession, caller: CanWriteDatasets, base: Base, now: Now
) -> VersionOut:
    """Undo a withdrawal: the version answers again, and is the current one if no later one can be read."""
    row = catalogue.held_dataset(session, dataset, by=caller)
    back = withdrawal.cancel_withdrawal(session, row, number, now=now)
    return VersionOut.of(back, base, dataset, current=row.version)
