"""What breaks whoever relies on the columns of a table, and which number follows."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.datasets.schema_changes import FIRST, SchemaChange, compare, is_breaking, next_number, numbers
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType


def column(name: str, kind: str = "string", **more: Any) -> Column:
    return Column(name=name, label=more.pop("label", name.title()), type=ColumnType(kind), **more)


def schema(*columns: Column, key: tuple[str, ...] = ()) -> TableSchema:
    return TableSchema(columns=columns, primary_key=key)


CODE, NAME = column("code"), column("nom")
BOTH = schema(CODE, NAME, key=("code",))


def ruled(**rules: Any) -> TableSchema:
    return schema(CODE, replace(NAME, constraints=rules), key=("code",))


CASES = [
    pytest.param(BOTH, schema(CODE, key=("code",)), {"column_removed"}, id="a column gone"),
    pytest.param(BOTH, schema(CODE, column("libelle"), key=("code",)), {"column_renamed"}, id="another at its place"),
    pytest.param(
        BOTH, schema(column("nom_2", label="NOM"), CODE, key=("code",)), {"column_renamed"}, id="another with its label"
    ),
    pytest.param(
        BOTH,
        schema(CODE, column("nombre", "integer"), key=("code",)),
        {"column_removed", "column_added"},
        id="not alike",
    ),
    pytest.param(BOTH, schema(CODE, column("nom", "integer"), key=("code",)), {"column_retyped"}, id="another type"),
    pytest.param(
        schema(column("n", "integer")), schema(column("n", "number")), {"column_retyped"}, id="whole numbers no longer"
    ),
    pytest.param(
        schema(column("p", format="geopoint")), schema(column("p")), {"column_retyped"}, id="a point no longer"
    ),
    pytest.param(schema(column("m")), schema(column("m", format="email")), {"column_narrowed"}, id="an address now"),
    pytest.param(BOTH, schema(CODE, NAME), {"key_changed"}, id="no key any more"),
    pytest.param(BOTH, ruled(required=True), {"column_narrowed"}, id="required now"),
    pytest.param(ruled(required=True), BOTH, {"column_widened"}, id="no longer required"),
    pytest.param(ruled(maxLength=10), ruled(maxLength=9), {"column_narrowed"}, id="shorter"),
    pytest.param(ruled(minimum="2020-01-01"), ruled(minimum="2019-01-01"), {"column_widened"}, id="earlier dates too"),
    pytest.param(BOTH, ruled(minimum=0), {"column_narrowed"}, id="a bound of zero"),
    pytest.param(BOTH, ruled(required=False), set(), id="no rule in so many words"),
    pytest.param(ruled(minimum=2), ruled(minimum="10"), {"column_narrowed"}, id="numbers as numbers"),
    pytest.param(
        ruled(enum=["a", "b"]), ruled(enum=["b", "c"]), {"column_narrowed", "column_widened"}, id="other values"
    ),
    pytest.param(ruled(enum=["a", "b"]), ruled(enum=["b", "a"]), set(), id="the same values"),
    pytest.param(ruled(pattern="a"), ruled(pattern="b"), {"column_narrowed"}, id="another pattern"),
    pytest.param(BOTH, schema(CODE, column("age"), NAME, key=("code",)), {"column_added"}, id="one more"),
    pytest.param(BOTH, schema(NAME, CODE, key=("code",)), {"order_changed"}, id="another order"),
    pytest.param(
        BOTH,
        schema(CODE, replace(NAME, label="Nom du parc", description="…", why="x"), key=("code",)),
        {"label_changed", "description_changed"},
        id="other words",
    ),
]


@pytest.mark.parametrize(("old", "new", "kinds"), CASES)
def test_each_difference_is_told_by_its_kind(old, new, kinds):
    assert {change.kind for change in compare(old, new)} == kinds


def test_what_breaks_comes_first():
    changes = compare(BOTH, schema(CODE, column("n", "integer"), column("m", "date"), key=("code",)))

    assert [change.breaking for change in changes] == [True, False, False]


def test_why_a_type_was_inferred_is_no_difference():
    assert compare(BOTH, schema(CODE, replace(NAME, why="Looks like text."), key=("code",))) == ()


RULES = st.fixed_dictionaries(
    {},
    optional={
        "required": st.booleans(),
        "unique": st.booleans(),
        "minLength": st.integers(0, 5),
        "maximum": st.sampled_from([1, "2", "1e3", "2020-01-01", "NaN"]),
        "enum": st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
        "pattern": st.sampled_from(["a", "b"]),
    },
)
COLUMNS = st.builds(
    Column,
    name=st.sampled_from(["a", "b", "c", "d"]),
    label=st.sampled_from(["A", "B", "C"]),
    type=st.sampled_from(ColumnType),
    format=st.sampled_from([None, "email", "geopoint"]),
    constraints=RULES,
    why=st.sampled_from(["", "because"]),
)
SCHEMAS = st.builds(
    lambda columns, keyed: schema(*columns, key=(columns[0].name,) if keyed else ()),
    st.lists(COLUMNS, min_size=1, max_size=4, unique_by=lambda each: each.name),
    st.booleans(),
)


@given(SCHEMAS)
def test_nothing_differs_from_itself(table):
    assert compare(table, table) == ()
    assert compare(table, TableSchema.from_descriptor(table.to_descriptor())) == ()


@given(SCHEMAS, SCHEMAS)
def test_what_was_taken_away_breaks_and_what_is_told_can_be_stored(old, new):
    changes = compare(old, new)

    assert is_breaking(changes) or set(old.names) <= set(new.names)
    assert tuple(SchemaChange.from_json(change.to_json()) for change in changes) == changes


@given(st.lists(SCHEMAS, min_size=2, max_size=8))
def test_numbers_increase_and_the_first_digit_changes_exactly_when_something_breaks(history):
    given_out = [FIRST]
    for old, new in pairwise(history):
        changes = compare(old, new)
        before, after = given_out[-1], next_number(given_out[-1], changes, taken=given_out)
        assert (numbers(after) > numbers(before)) == bool(changes)
        assert (numbers(after)[0] > numbers(before)[0]) == is_breaking(changes)
        given_out.append(after)


def test_after_a_withdrawal_no_number_is_given_twice():
    added = compare(BOTH, schema(CODE, NAME, column("age"), key=("code",)))
    removed = compare(BOTH, schema(CODE, key=("code",)))

    assert next_number("1.0.0", added, taken=["2.3.0", "1.1.0", "1.0.0"]) == "1.2.0"
    assert next_number("1.0.0", removed, taken=["2.3.0", "1.1.0", "1.0.0"]) == "3.0.0"
