"""The register of organizations: each has a slug that never changes and that other domains refer to."""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access import store
from plateforme.domains.access.errors import OrganizationExists, OrganizationNotFound
from plateforme.domains.access.tables import Organization, OrganizationKind
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice


def create_organization(
    session: Session, *, slug: str, name: str, kind: OrganizationKind | str, siren: str | None = None, now: datetime
) -> Organization:
    """Register an organization under a slug that is free."""
    if store.organization_by_slug(session, slug) is not None:
        raise OrganizationExists
    organization = Organization(
        id=new_id(now), slug=slug, name=name, kind=OrganizationKind(kind), siren=siren, created_at=now
    )
    store.add_named(session, organization, taken=OrganizationExists)
    return organization


def get_organization(session: Session, slug: str) -> Organization:
    """The organization with this slug; an unknown one is an error."""
    organization = store.organization_by_slug(session, slug)
    if organization is None:
        raise OrganizationNotFound(slug)
    return organization


def require_organization(session: Session, slug: str) -> None:
    """An error where no organization has this slug: at less cost than reading it."""
    if not store.has_organization(session, slug):
        raise OrganizationNotFound(slug)


def list_organizations(session: Session, asked: Asked) -> Slice[Organization]:
    """A page of organizations."""
    return store.organizations(session, asked)
