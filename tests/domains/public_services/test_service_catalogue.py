from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.principal import Principal
from plateforme.domains.public_services.catalogue import (
    create_service,
    get_service,
    held_service,
    list_services,
    update_service,
)
from plateforme.domains.public_services.entry import Entry, Place
from plateforme.domains.public_services.errors import ServiceExists, ServiceInvalid, ServiceNotFound
from plateforme.domains.public_services.listings import SERVICES
from plateforme.kit.filters import holding, words
from plateforme.kit.keyset import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DESK = Principal("desk", "nantes", frozenset({"services:write"}), "k")
TOWN_HALL = Entry.model_validate(
    {
        "title": "Mairie de Nantes",
        "description": "Accueil du public.",
        "kind": "town_hall",
        "themes": ["État civil"],
        "channels": [{"type": "phone", "value": "+33 2 40 41 90 00"}],
        "places": [{"name": "Hôtel de ville", "insee_code": "44109", "lon": -1.5534, "lat": 47.2173}],
        "opening_hours": {"weekly": [{"days": ["monday", "friday"], "opens": "09:00", "closes": "12:30"}]},
        "assurances": {"hours": "2025-01-15"},
        "content_modified_at": "2025-01-15",
    }
)


def add(session, slug="mairie-nantes", **changes):
    entry = Entry.model_validate({**TOWN_HALL.model_dump(), **changes})
    return create_service(session, slug=slug, organization="nantes", entry=entry, by=DESK, now=NOW)


def test_an_entry_comes_back_as_it_was_said(session):
    add(session)
    session.expire_all()

    assert Entry.of(get_service(session, "mairie-nantes")) == TOWN_HALL


def test_a_slug_is_taken_once_and_the_transaction_lives_on(session):
    add(session)

    with pytest.raises(ServiceExists):
        add(session)
    assert add(session, slug="mairie-bis").slug == "mairie-bis"


def test_saying_the_same_again_changes_nothing(session):
    service = add(session)

    update_service(session, service, TOWN_HALL, now=LATER)

    assert (service.revision, service.updated_at) == (1, NOW)


def test_an_assurance_is_a_change_of_the_record_and_not_of_the_content(session):
    service = add(session)

    assured = TOWN_HALL.assurances.model_copy(update={"contact": date(2026, 3, 2)})
    update_service(session, service, TOWN_HALL.model_copy(update={"assurances": assured}), now=LATER)

    assert service.assurances["hours"] == "2025-01-15"
    assert service.assurances["contact"] == "2026-03-02"
    assert (service.content_modified_at, service.revision) == (date(2025, 1, 15), 2)


def test_services_are_found_by_words_place_and_age(session):
    add(session)
    add(session, slug="vieille-fiche", title="Carte grise", themes=[], places=[], content_modified_at="2016-05-01")

    def found(*conditions, **filters):
        where = (*conditions, *SERVICES.read(list(filters.items())))
        return [service.slug for service in list_services(session, Asked(where=where)).rows]

    assert found(*holding(words("etat CIVIL"))) == ["mairie-nantes"]
    assert found(insee_code="44109") == ["mairie-nantes"]
    assert found(insee_code__startswith="441", title__isnull="false") == found(insee_code__in="2A004,44109")
    assert found(insee_code__isnull="true") == ["vieille-fiche"]
    assert found(content_modified_at__lt="2020-01-01") == ["vieille-fiche"]


def test_a_service_that_moves_is_found_at_its_new_place_only(session):
    service = add(session)

    moved = TOWN_HALL.model_copy(update={"places": [Place(insee_code="2A004"), Place(insee_code="2A004")]})
    update_service(session, service, moved, now=LATER)

    assert list_services(session, Asked(where=SERVICES.read([("insee_code", "44109")]))).rows == []
    assert list_services(session, Asked(where=SERVICES.read([("insee_code", "2A004")]))).rows == [service]


def test_another_organization_cannot_add_or_hold(session):
    add(session)
    stranger = Principal("x", "rennes", DESK.scopes, "k")

    with pytest.raises(NotYourOrganization):
        create_service(session, slug="faux", organization="nantes", entry=TOWN_HALL, by=stranger, now=NOW)
    with pytest.raises(NotYourOrganization):
        held_service(session, "mairie-nantes", by=stranger)


def test_an_unknown_slug_is_missing_whatever_it_holds(session):
    with pytest.raises(ServiceNotFound):
        get_service(session, "a\x00b")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"content_modified_at": "2026-03-03"}, ("/content_modified_at", "future")),
        ({"assurances": {"fees": "2030-01-01"}}, ("/assurances/fees", "future")),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, ("/valid_to", "order")),
        ({"channels": [{"type": "email", "value": "nobody"}]}, ("/channels/0/value", "pattern")),
        ({"channels": [{"type": "phone", "value": "call me"}]}, ("/channels/0/value", "pattern")),
        ({"channels": [{"type": "web", "value": "javascript:alert(1)"}]}, ("/channels/0/value", "pattern")),
    ],
)
def test_each_fault_is_named_with_its_place(session, changes, fault):
    with pytest.raises(ServiceInvalid) as refusal:
        add(session, **changes)
    assert [(one.name, one.code) for one in refusal.value.errors] == [fault]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "a\x00b"},
        {"title": "a\ud800b"},
        {"description": " "},
        {"kind": "Town Hall"},
        {"url": "ftp://exemple.fr"},
        {"published_at": 1234567},
        {"places": [{"lon": 1.0}]},
        {"places": [{"lon": 47.2, "lat": -1.5}]},
        {"places": [{"lon": "2.3", "lat": 48.8}]},
        {"places": [{"insee_code": "4410"}]},
        {"opening_hours": {"weekly": [{"days": [], "opens": "09:00", "closes": "12:00"}]}},
        {"opening_hours": {"weekly": [{"days": ["monday", "monday"], "opens": "09:00", "closes": "12:00"}]}},
        {"opening_hours": {"weekly": [{"days": ["monday"], "opens": "9:00", "closes": "24:00"}]}},
        {"colour": "blue"},
    ],
)
def test_an_entry_that_breaks_a_rule_is_no_entry(changes):
    with pytest.raises(ValidationError):
        Entry.model_validate({**TOWN_HALL.model_dump(), **changes})
