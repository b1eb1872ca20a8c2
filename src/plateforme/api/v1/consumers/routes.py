"""Who uses the platform, and the keys they hold. An organization manages its own."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.deps import Base, CanWriteConsumers, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.consumers.wire import (
    ConsumerIn,
    ConsumerOut,
    ConsumerQuery,
    KeyIn,
    KeyOut,
    KeyQuery,
    NewKeyOut,
    ScopeOut,
)
from plateforme.api.wire import Page, PageCount
from plateforme.domains.access import consumers, keys
from plateforme.domains.access.errors import (
    ConsumerExists,
    ConsumerNotFound,
    InsufficientScope,
    KeyNotFound,
    NotYourOrganization,
    ScopeNotHeld,
    Unauthenticated,
    UnknownScope,
)
from plateforme.domains.access.listings import CONSUMERS, KEYS
from plateforme.domains.access.scopes import SCOPES

router = Resource(tags=["consumers"])

Slug = Annotated[str, Path(description="Slug of the consumer.", examples=["voirie-dispatch"])]
KeyId = Annotated[
    str, Path(description="Identifier of the key, from the list of keys.", examples=["01KJPB1M40M6Q3J4V2X9N7T5RS"])
]
REFUSALS = (Unauthenticated, InsufficientScope, NotYourOrganization)


@router.get(
    "/consumers", operation_id="list_consumers", responses=problems(*LISTED), openapi_extra=filterable(CONSUMERS)
)
def list_consumers(
    query: Annotated[ConsumerQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[ConsumerOut]:
    """List who uses the platform."""
    found = consumers.list_consumers(session, paging.asked(query))
    return paging.page(found, partial(ConsumerOut.of, base=base))


@router.post(
    "/consumers", operation_id="create_consumer", status_code=201, responses=problems(*REFUSALS, ConsumerExists)
)
def create_consumer(
    body: ConsumerIn, response: Response, session: WriteSession, by: CanWriteConsumers, now: Now, base: Base
) -> ConsumerOut:
    """Register a consumer of your organization."""
    created = consumers.register_consumer(session, **dict(body), by=by, now=now)
    out = ConsumerOut.of(created, base=base)
    response.headers["Location"] = out.links.self
    return out


@router.get("/consumers/{consumer}", operation_id="get_consumer", responses=problems(ConsumerNotFound))
def get_consumer(consumer: Slug, session: ReadSession, base: Base) -> ConsumerOut:
    """Read one consumer."""
    return ConsumerOut.of(consumers.get_consumer(session, consumer), base=base)


@router.get(
    "/consumers/{consumer}/keys",
    operation_id="list_keys",
    responses=problems(*REFUSALS, ConsumerNotFound, *LISTED),
    openapi_extra=filterable(KEYS),
)
def list_keys(
    consumer: Slug,
    query: Annotated[KeyQuery, Query()],
    session: ReadSession,
    paging: Paging,
    by: CanWriteConsumers,
) -> Page[KeyOut]:
    """List the keys of a consumer of your organization, without the keys themselves."""
    return paging.page(keys.list_keys(session, consumer, paging.asked(query), by=by), KeyOut.of)


@router.post(
    "/consumers/{consumer}/keys",
    operation_id="create_key",
    status_code=201,
    responses=problems(*REFUSALS, ScopeNotHeld, ConsumerNotFound, UnknownScope),
)
def create_key(
    consumer: Slug,
    body: KeyIn,
    response: Response,
    session: WriteSession,
    by: CanWriteConsumers,
    platform: PlatformDep,
    base: Base,
) -> NewKeyOut:
    """Make a key for a consumer of your organization; it is shown this once."""
    key, token = keys.grant_key(
        session, consumer=consumer, scopes=body.scopes, by=by, now=platform.clock.now(), secret=platform.secret
    )
    response.headers.update({"Location": f"{base}/consumers/{consumer}/keys/{key.id}", "Cache-Control": "no-store"})
    return NewKeyOut.of(key, token)


@router.get(
    "/consumers/{consumer}/keys/{key}",
    operation_id="get_key",
    responses=problems(*REFUSALS, ConsumerNotFound, KeyNotFound),
)
def get_key(consumer: Slug, key: KeyId, session: ReadSession, by: CanWriteConsumers) -> KeyOut:
    """Read what is kept of a key."""
    return KeyOut.of(keys.get_key(session, consumer=consumer, key_id=key, by=by))


@router.delete(
    "/consumers/{consumer}/keys/{key}",
    operation_id="revoke_key",
    status_code=204,
    responses=problems(*REFUSALS, ConsumerNotFound, KeyNotFound),
)
def revoke_key(consumer: Slug, key: KeyId, session: WriteSession, by: CanWriteConsumers, now: Now) -> None:
    """Withdraw a key, at once and for good; doing it again changes nothing."""
    keys.revoke_key(session, consumer=consumer, key_id=key, by=by, now=now)


@router.get("/scopes", operation_id="list_scopes")
def list_scopes(paging: Paging) -> Page[ScopeOut]:
    """List what a key may be allowed to do."""
    return Page(
        items=[ScopeOut.of(scope) for scope in SCOPES],
        links=paging.links(None),
        count=PageCount(mode="exact", value=len(SCOPES)),
    )
