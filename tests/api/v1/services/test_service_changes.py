from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.api.v1.services.changes import ServiceChange, merge_patch
from plateforme.domains.access.principal import Principal
from plateforme.domains.public_services.catalogue import create_service
from plateforme.domains.public_services.entry import Entry
from plateforme.domains.public_services.errors import ServiceInvalid
from plateforme.domains.public_services.tables import PublicService

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DESK = Principal("desk", "nantes", frozenset({"services:write"}), "k")
TOWN_HALL = Entry.model_validate(
    {
        "title": "Mairie de Nantes",
        "description": "Accueil du public.",
        "kind": "town_hall",
        "opening_hours": {"weekly": [{"days": ["monday", "friday"], "opens": "09:00", "closes": "12:30"}]},
        "content_modified_at": "2025-01-15",
    }
)


@pytest.fixture
def service(session) -> PublicService:
    return create_service(session, slug="mairie", organization="nantes", entry=TOWN_HALL, by=DESK, now=NOW)


def test_a_patch_keeps_what_it_leaves_out_and_empties_what_it_nulls(service):
    patch = {"opening_hours": {"note": "Fermé le 14 juillet"}, "content_modified_at": None, "source": {"name": "DILA"}}
    entry = ServiceChange.model_validate(patch).applied_to(service)

    assert entry.opening_hours is not None
    assert len(entry.opening_hours.weekly) == 1
    assert (entry.content_modified_at, entry.title) == (None, TOWN_HALL.title)
    assert entry.source is not None


@pytest.mark.parametrize("patch", [{"title": None}, {"source": {"url": "https://exemple.fr"}}])
def test_a_patch_that_leaves_an_incomplete_entry_is_refused_with_the_place(service, patch):
    with pytest.raises(ServiceInvalid) as refusal:
        ServiceChange.model_validate(patch).applied_to(service)
    (fault,) = refusal.value.errors
    assert fault.name in {"/title", "/source/name"}


RFC_7396_APPENDIX_A = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7396_APPENDIX_A)
def test_merging_follows_the_examples_of_the_standard(target, patch, result):
    assert merge_patch(target, patch) == result


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(documents, documents)
def test_merging_twice_is_merging_once(target, patch):
    once = merge_patch(target, patch)

    assert merge_patch(once, patch) == once
