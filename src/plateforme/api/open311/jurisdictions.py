"""Which organization a `jurisdiction_id` stands for: a web domain or an INSEE code that was set, or its slug."""

from collections.abc import Iterator, Mapping
from typing import Final

from plateforme.api.open311.errors import JurisdictionUnknown
from plateforme.domains.access.errors import OrganizationNotFound
from plateforme.domains.access.organizations import get_organization, list_organizations
from plateforme.kit.db import Session
from plateforme.kit.keyset import Asked
from plateforme.kit.settings import Settings

LISTED_MAX: Final = 1000
"""Jurisdictions that discovery lists."""


def organization_for(session: Session, settings: Settings, jurisdiction_id: str | None) -> str | None:
    """The slug of the organization that is meant; none when none was named and there are several.

    GeoReport v2: jurisdiction_id may be left out when there is only one.
    """
    if jurisdiction_id is None:
        slugs = [one.slug for one in list_organizations(session, Asked(sort=(("slug", False),), limit=2)).rows]
        return slugs[0] if len(slugs) == 1 else None
    name = jurisdiction_id.strip().lower().removeprefix("www.")
    slug = settings.open311_jurisdictions.get(name, name)
    try:
        return get_organization(session, slug).slug
    except OrganizationNotFound:
        raise JurisdictionUnknown from None


def named(session: Session, settings: Settings, jurisdiction_id: str | None) -> str | None:
    """The slug of the organization that was named; none when none was: then all are meant."""
    return None if jurisdiction_id is None else organization_for(session, settings, jurisdiction_id)


def jurisdictions(session: Session, settings: Settings) -> Iterator[dict[str, str]]:
    """The jurisdictions by slug, each under the name that clients should use: its domain where one was set."""
    chosen: dict[str, str] = {}
    for name, slug in settings.open311_jurisdictions.items():
        chosen.setdefault(slug, name)
    for one in list_organizations(session, Asked(sort=(("slug", False),), limit=LISTED_MAX)).rows:
        yield {"jurisdiction_id": chosen.get(one.slug, one.slug), "name": one.name}


def names_of(session: Session, slugs: set[str]) -> Mapping[str, str]:
    """The names of organizations."""
    return {slug: get_organization(session, slug).name for slug in slugs}
