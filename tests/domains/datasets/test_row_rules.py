"""Written rows are held to the rules that files are held to, and keep the types of their columns."""

from collections.abc import Callable

import pytest
from tests.domains.datasets.conftest import PRODUCER, describe
from tests.domains.datasets.written import content, publish, table, versions, write

from plateforme.domains.datasets import catalogue
from plateforme.domains.datasets.tabular.errors import EditsRefused
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop

RULES = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom", "type": "string", "constraints": {"required": True, "minLength": 2, "pattern": "[A-Z].*"}},
        {"name": "surface", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
        {"name": "type", "type": "string", "constraints": {"enum": ["parc", "jardin"]}},
        {"name": "code", "type": "string", "constraints": {"unique": True}},
        {"name": "parent", "type": "integer"},
        {"name": "ouvert", "type": "date"},
    ],
    "primaryKey": ["id"],
    "uniqueKeys": [["nom", "type"]],
    "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
}
RULED = (
    b"id,nom,surface,type,code,parent,ouvert\n1,Alpha,1,parc,A,,2020-01-01\n2,Beta,2,jardin,B,1,\n3,Gamma,,parc,,,\n"
)


@pytest.fixture
def ruled(workshop: Workshop, dataset: str, request_file: Callable[..., str]) -> str:
    """A table with every kind of rule."""
    with workshop.db.writing() as session:
        held = catalogue.held_dataset(session, dataset, by=PRODUCER)
        catalogue.update_dataset(session, held, {"declared_schema": RULES}, now=workshop.clock.now())
    request_file(RULED)
    assert work_next(workshop)
    assert versions(workshop, dataset)
    return dataset


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        ({"upserts": [{"id": 1, "nom": None}]}, [("/upserts/0/nom", "constraint-error")]),
        ({"upserts": [{"id": 9}]}, [("/upserts/0/nom", "constraint-error")]),
        ({"upserts": [{"id": 1, "nom": "x"}]}, [("/upserts/0/nom", "constraint-error")] * 2),
        ({"upserts": [{"id": 1, "surface": 101}]}, [("/upserts/0/surface", "constraint-error")]),
        ({"upserts": [{"id": 1, "surface": "1,5"}]}, [("/upserts/0/surface", "type-error")]),
        ({"upserts": [{"id": 1, "type": "place"}]}, [("/upserts/0/type", "constraint-error")]),
        ({"upserts": [{"id": 1, "ouvert": "2020-02-30"}]}, [("/upserts/0/ouvert", "type-error")]),
        ({"upserts": [{"id": 1, "code": "B"}]}, [("/upserts/0/code", "unique-error")]),
        ({"upserts": [{"id": 1, "code": "Z"}, {"id": 3, "code": "Z"}]}, [("/upserts/1/code", "unique-error")]),
        ({"upserts": [{"id": 3, "nom": "Alpha"}]}, [("/upserts/0/nom, type", "unique-error")]),
        ({"upserts": [{"id": 3, "parent": 7}]}, [("/upserts/0/parent", "foreign-key")]),
        ({"deletes": [1]}, [("", "foreign-key")]),
    ],
)
def test_rows_are_held_to_the_rules_of_files(workshop, ruled, operations, places):
    with pytest.raises(EditsRefused) as refused:
        write(workshop, ruled, **operations)

    assert [(each.name, each.code) for each in refused.value.errors] == places
    assert len(versions(workshop, ruled)) == 1


@pytest.mark.parametrize(
    "operations",
    [
        {"upserts": [{"id": 1, "surface": 100.0}]},
        {"upserts": [{"id": 1, "code": "B"}, {"id": 2, "code": "A"}]},
        {"upserts": [{"id": 1, "code": "B"}], "deletes": [2]},
        {"upserts": [{"id": 9, "nom": "Neuf", "parent": 9}]},
        {"upserts": [{"id": 2, "parent": None}], "deletes": [1]},
        {"upserts": [{"id": 3, "ouvert": "2026-01-31", "surface": "1.5"}]},
    ],
)
def test_what_is_right_once_the_batch_is_done_is_right(workshop, ruled, operations):
    assert write(workshop, ruled, **operations).written.changed


def test_values_of_other_datasets_are_looked_up(workshop, dataset, request_file):
    describe(workshop, "types", "code")
    with workshop.db.writing() as session:
        held = catalogue.held_dataset(session, dataset, by=PRODUCER)
        keys = [{"fields": ["type"], "reference": {"resource": "types", "fields": ["code"]}}]
        schema = {
            "fields": [{"name": "id", "type": "integer"}, {"name": "type", "type": "string"}],
            "foreignKeys": keys,
        }
        catalogue.update_dataset(session, held, {"declared_schema": schema}, now=workshop.clock.now())
    publish(workshop, "types", b"code\nparc\njardin\n")
    request_file(b"id,type\n1,parc\n")
    assert work_next(workshop)

    assert write(workshop, dataset, upserts=[{"id": 2, "type": "jardin"}, {"id": 3}]).written.changed
    with pytest.raises(EditsRefused) as refused:
        write(workshop, dataset, upserts=[{"id": 4, "type": "square"}])
    assert [(each.name, each.code) for each in refused.value.errors] == [("/upserts/0/type", "foreign-key")]


def test_places_that_are_computed_follow_their_rows(workshop, dataset, request_file):
    request_file(b"id,x_lambert93,y_lambert93\n1,355577,6689723\n2,356000,6690000\n3,357000,6691000\n")
    assert work_next(workshop)
    write(workshop, dataset, upserts=[{"id": 1, "x_lambert93": 652000, "y_lambert93": 6862000}, {"id": 4}])

    moved, second, _, nowhere = content(workshop, dataset)
    assert moved[3:] == (pytest.approx(2.346, abs=0.01), pytest.approx(48.853, abs=0.01))
    assert second == content(workshop, dataset, 1)[1]
    assert nowhere == (4, None, None, None, None)
    geometry = table(workshop, dataset).schema.geometry
    assert geometry is not None
    assert geometry.bbox is not None
    assert list(geometry.bbox[2:]) == pytest.approx([2.346, 48.853], abs=0.01)


def test_a_table_with_dates_instants_and_numbers_comes_back_as_it_was_written(workshop, dataset, request_file):
    request_file(b"id,jour,instant,nombre,oui\n1,2026-03-01,2026-03-01T08:30:00+01:00,1.5,true\n")
    assert work_next(workshop)
    (first,) = content(workshop, dataset)
    told = {"id": 2, "jour": "2026-03-01", "instant": "2026-03-01T07:30:00Z", "nombre": 1.5, "oui": True}
    write(workshop, dataset, upserts=[told])
    again = write(workshop, dataset, upserts=[told, {**told, "id": 1}])

    assert [row[1:] for row in content(workshop, dataset)] == [first[1:], first[1:]]
    assert again.written.counts["unchanged"] == 2
    write(workshop, dataset, deletes=[1])
    assert content(workshop, dataset) == [(2, *first[1:])]
