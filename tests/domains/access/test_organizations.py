import pytest

from plateforme.domains.access.errors import OrganizationExists, OrganizationNotFound
from plateforme.domains.access.listings import ORGANIZATIONS
from plateforme.domains.access.organizations import create_organization, get_organization, list_organizations
from plateforme.kit.keyset import Asked


def test_an_organization_is_found_by_its_slug(session, clock):
    create_organization(session, slug="nantes", name="Ville de Nantes", kind="commune", now=clock.now())

    found = get_organization(session, "nantes")

    assert (found.name, found.kind, found.siren, found.revision) == ("Ville de Nantes", "commune", None, 1)
    assert found.created_at == clock.now()


def test_a_slug_is_given_once(session, clock):
    create_organization(session, slug="nantes", name="Ville de Nantes", kind="commune", now=clock.now())

    with pytest.raises(OrganizationExists):
        create_organization(session, slug="nantes", name="Nantes Métropole", kind="epci", now=clock.now())


def test_an_unknown_organization_is_named_in_the_error(session):
    with pytest.raises(OrganizationNotFound, match="no organization rennes"):
        get_organization(session, "rennes")


def test_organizations_are_listed_by_kind_and_in_order(session, clock):
    for slug, kind in (("rennes", "commune"), ("nantes", "commune"), ("cape", "epci")):
        create_organization(session, slug=slug, name=slug.title(), kind=kind, now=clock.now())

    communes = ORGANIZATIONS.read([("kind", "commune")])
    found = list_organizations(session, Asked(sort=(("name", True),), count="exact", where=communes))

    assert [row.slug for row in found.rows] == ["rennes", "nantes"]
    assert (found.total, found.after) == (2, None)
