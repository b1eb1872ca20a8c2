"""The register of consumers: anyone may read who uses the platform, each organization keeps its own entries."""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access import store
from plateforme.domains.access.errors import ConsumerExists, ConsumerNotFound
from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.access.tables import Consumer
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice


def create_consumer(session: Session, *, slug: str, name: str, organization: str, now: datetime) -> Consumer:
    """Register a consumer of an organization under a slug that is free."""
    get_organization(session, organization)
    if store.consumer_by_slug(session, slug) is not None:
        raise ConsumerExists
    consumer = Consumer(id=new_id(now), slug=slug, name=name, organization=organization, created_at=now)
    store.add_named(session, consumer, taken=ConsumerExists)
    return consumer


def register_consumer(
    session: Session, *, slug: str, name: str, organization: str | None, by: Principal, now: datetime
) -> Consumer:
    """Register a consumer of the caller's own organization, the only one it may speak for."""
    by.require_organization(organization or by.organization)
    return create_consumer(session, slug=slug, name=name, organization=by.organization, now=now)


def get_consumer(session: Session, slug: str) -> Consumer:
    """The consumer with this slug; an unknown one is an error."""
    consumer = store.consumer_by_slug(session, slug)
    if consumer is None:
        raise ConsumerNotFound(slug)
    return consumer


def list_consumers(session: Session, asked: Asked) -> Slice[Consumer]:
    """A page of consumers."""
    return store.consumers(session, asked)
