import pytest

from plateforme.domains.access.consumers import create_consumer, get_consumer, list_consumers, register_consumer
from plateforme.domains.access.errors import ConsumerExists, ConsumerNotFound, NotYourOrganization
from plateforme.domains.access.listings import CONSUMERS
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.kit.keyset import Asked

BY = Principal(consumer="desk", organization="nantes", scopes=frozenset({"consumers:write"}), key_id="x")


@pytest.fixture(autouse=True)
def _organizations(session, clock):
    for slug in ("nantes", "rennes"):
        create_organization(session, slug=slug, name=slug.title(), kind="commune", now=clock.now())


def test_a_consumer_is_registered_for_the_callers_organization(session, clock):
    register_consumer(session, slug="voirie", name="Roads", organization=None, by=BY, now=clock.now())

    assert get_consumer(session, "voirie").organization == "nantes"


def test_nobody_registers_for_another_organization(session, clock):
    with pytest.raises(NotYourOrganization):
        register_consumer(session, slug="voirie", name="Roads", organization="rennes", by=BY, now=clock.now())


def test_a_slug_is_given_once(session, clock):
    create_consumer(session, slug="voirie", name="Roads", organization="nantes", now=clock.now())

    with pytest.raises(ConsumerExists):
        create_consumer(session, slug="voirie", name="Voirie", organization="rennes", now=clock.now())


def test_consumers_are_listed_by_organization(session, clock):
    create_consumer(session, slug="voirie", name="Roads", organization="nantes", now=clock.now())
    create_consumer(session, slug="sig", name="Maps", organization="rennes", now=clock.now())

    assert [row.slug for row in list_consumers(session, Asked()).rows] == ["sig", "voirie"]
    assert [
        row.slug for row in list_consumers(session, Asked(where=CONSUMERS.read([("organization", "rennes")]))).rows
    ] == ["sig"]


def test_an_unknown_consumer_is_named(session):
    with pytest.raises(ConsumerNotFound, match="no consumer ghost"):
        get_consumer(session, "ghost")
