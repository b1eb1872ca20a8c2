"""Rows of a published table, written by those who keep it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from weakref import WeakValueDictionary

from fastapi import Depends, Header, Query, Request, Response

from plateforme.api.conditional import strong_match
from plateforme.api.deps import CanWriteDatasets, Now, PlatformDep, PreconditionFailed, WriteSession
from plateforme.api.paging import Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.rows.reading import rows_tag
from plateforme.api.v1.rows.routes import FOUND, VERSION_HEADER, Slug
from plateforme.api.v1.rows.write_wire import BODY, DESCRIPTION, RowWriteOut, write_bytes
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, row_writes
from plateforme.domains.datasets.errors import KeyRequired, NothingPublished
from plateforme.domains.datasets.moments import CURRENT
from plateforme.domains.datasets.row_writes import Batch, Computed, Outcome
from plateforme.domains.datasets.tabular.edits import READERS
from plateforme.domains.datasets.tabular.errors import EditsRefused, EditsUnreadable
from plateforme.domains.datasets.versions import answering
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.db import Session

router = Resource(tags=["rows"])

DryRun = Annotated[bool, Query(description="Check the batch and tell what it would do, without writing anything.")]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` of `GET …/rows` without parameters, or of the last write: to write only if it holds.",
        examples=['"5f0c3f6f6d1c4b0f8f0f2d7c9a1b2c3d"'],
    ),
]

_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def _turn(dataset: Slug) -> AsyncIterator[None]:
    """Writers of one dataset take turns: what one computes is not in vain because another one was faster."""
    lock = _turns.setdefault(dataset, asyncio.Lock())
    async with lock:
        yield


async def _batch(request: Request, _admitted: CanWriteDatasets) -> Batch:
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type.startswith("application/") and media_type.endswith("+json"):
        media_type = "application/json"
    if media_type not in READERS:
        raise EditsUnreadable(f"The operations are sent as {', '.join(READERS)}.")
    return Batch(await request.body(), media_type)


def _workshop(platform: PlatformDep) -> Workshop:
    return Workshop.of(
        platform.settings, db=platform.db, storage=platform.storage, rows=platform.rows, clock=platform.clock
    )


Shop = Annotated[Workshop, Depends(_workshop)]
Sent = Annotated[Batch, Depends(_batch)]


def _computed(
    dataset: Slug,
    caller: CanWriteDatasets,
    batch: Sent,
    shop: Shop,
    *,
    now: Now,
    _turn: Annotated[None, Depends(_turn, scope="function")],
    dry_run: DryRun = False,
) -> Computed:
    """Apply the batch before the transaction begins: nobody else waits meanwhile."""
    with shop.db.reading() as session:
        caller.require_organization(catalogue.get_dataset(session, dataset).organization)
        return row_writes.compute(shop, session, dataset, batch, now=now, keep=not dry_run)


def _tag(session: Session, dataset: str, paging: Paging, now: datetime) -> str | None:
    """The tag of the rows as they are now; None when nothing is published yet."""
    try:
        return rows_tag(answering(session, dataset, CURRENT, now=now), paging.path)
    except NothingPublished:
        return None


@router.patch(
    "/datasets/{dataset}/rows",
    operation_id="write_rows",
    response_model=RowWriteOut,
    description=DESCRIPTION,
    responses={
        200: {
            "description": "What became of each operation.",
            "headers": {
                **VERSION_HEADER,
                "ETag": {"description": "The tag of the rows as they are now.", "schema": {"type": "string"}},
            },
        },
        **problems(*FOUND, NotYourOrganization, KeyRequired, PreconditionFailed, EditsUnreadable, EditsRefused),
    },
    openapi_extra={"requestBody": BODY},
)
def write_rows(
    dataset: Slug,
    caller: CanWriteDatasets,
    batch: Sent,
    shop: Shop,
    computed: Annotated[Computed, Depends(_computed)],  # before the session: no other writer waits meanwhile
    session: WriteSession,
    paging: Paging,
    *,
    now: Now,
    if_match: IfMatch = None,
    dry_run: DryRun = False,
) -> Response:
    """Add, change and delete rows: a batch makes the next version, all of it or nothing."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    if if_match is not None:
        present = _tag(session, dataset, paging, now)
        if present is None or not strong_match(if_match, present):
            raise PreconditionFailed("Another version was published since. Read the rows again, then write.")
    if dry_run:
        outcome = Outcome(computed.before, computed.before, computed.written)
    else:
        outcome = row_writes.finish(shop, session, held, batch, computed, by=caller, now=now)
    headers = {"Plateforme-Version": str(outcome.now.number)}
    if tag := _tag(session, dataset, paging, now):
        headers["ETag"] = tag
    return Response(write_bytes(outcome, dry_run=dry_run), media_type="application/json", headers=headers)
