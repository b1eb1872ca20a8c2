"""Our validation beside that of frictionless: the same faults in the same places, or a reason why not."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import FrictionlessException, Schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.frictionless_side import (
    Fault,
    compared,
    delimiter_of,
    labels_of,
    theirs,
    theirs_with_parent,
)
from tests.domains.datasets.tabular.ingest_cases import publish

from plateforme.domains.datasets.tabular.ingestion import FileRefused

PROPERTY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def ours(content: Path | str, descriptor: dict[str, Any], **how: Any) -> set[Fault]:
    try:
        publish(content, content.name if isinstance(content, Path) else "table.csv", declared=descriptor, **how)
    except FileRefused as refused:
        return compared((each["code"], each["row"], each["column"]) for each in refused.report["errors"])
    return set()


# --- the files of the national schemas ---

NUMBERS_FOR_TEXT = (
    "a spreadsheet keeps codes as numbers: we read their digits as the declared text and warn that zeros may be lost; "
    "frictionless says that a number is no text, which nobody can mend in a sheet that shows 75056"
)
DISAGREEMENTS: dict[str, tuple[str, set[Fault], set[Fault]]] = {
    # file: (why, only ours finds, only frictionless finds)
    "lieux-covoiturage/exemple-valide.xls": (
        NUMBERS_FOR_TEXT,
        set(),
        {("type-error", 2, "insee"), ("type-error", 2, "source")},
    ),
    "stations-taxi/exemple-valide.xlsx": (
        NUMBERS_FOR_TEXT,
        set(),
        {("type-error", 3, "no_appel"), *(("type-error", row, "insee") for row in range(2, 19))},
    ),
}
UNREADABLE_THERE = {
    "arbres-urbains": "frictionless refuses a schema whose `name` is free text; it says nothing of the columns",
}
BAL_FIELDS: dict[str, dict[str, Any]] = {
    "cle_interop": {"constraints": {"required": True, "unique": True, "pattern": r"[0-9AB]{5}_\w{4}_\d{5}.*"}},
    "id_ban_commune": {"format": "uuid"},
    "id_ban_adresse": {"format": "uuid"},
    "commune_insee": {"constraints": {"pattern": r"[0-9AB]{5}"}},
    "numero": {"type": "integer", "constraints": {"required": True, "minimum": 0, "maximum": 99999}},
    "commune_nom": {"constraints": {"required": True, "maxLength": 100}},
    "position": {"constraints": {"enum": ["entrée", "bâtiment", "logement", "segment", "parcelle"]}},
    "long": {"type": "number", "constraints": {"minimum": -180, "maximum": 180}},
    "lat": {"type": "number", "constraints": {"minimum": -90, "maximum": 90}},
    "x": {"type": "number"},
    "y": {"type": "number"},
    "date_der_maj": {"type": "date", "constraints": {"required": True}},
}


def of_schemas(shared: Path) -> list[tuple[Path, dict[str, Any]]]:
    found = []
    for folder in sorted((shared / "tabular" / "schemas").iterdir()):
        descriptor = folder / "schema.json"
        schema = json.loads(descriptor.read_text()) if descriptor.exists() else {}
        for file in sorted(folder.iterdir()):
            if file.suffix in {".csv", ".xlsx", ".xls"}:
                fields = (
                    [{"name": label, **BAL_FIELDS.get(label, {})} for label in labels_of(file)] if not schema else []
                )
                found.append((file, schema or {"fields": fields}))
    return found


def test_the_files_of_the_national_schemas_are_judged_as_by_frictionless(shared_data):
    checked = 0
    for file, schema in of_schemas(shared_data):
        name = f"{file.parent.name}/{file.name}"
        refused = file.parent.name in UNREADABLE_THERE
        accepted = {key: value for key, value in schema.items() if not (refused and key == "name")}
        _, mine, other = DISAGREEMENTS.get(name, ("", set(), set()))
        here, there = ours(file, schema), theirs(file, accepted)
        assert (here - there, there - here) == (mine, other), name
        checked += 1
    assert checked >= 34


SPOILS = [
    "x",
    "31/12/2024",
    "2024-12-31",
    "-1",
    "1,5",
    "[1, 2]",
    '["a"]',
    "oui",
    "12345678901234",
    "3.87,43.61",
    "a@b.fr",
]
SPOILED = [
    "accessibilite-erp/exemple",
    "irve-dynamique/exemple-valide-dynamique",
    "irve-statique/exemple-valide-statique",
    *(
        f"{folder}/exemple-valide"
        for folder in (
            *("arbres-urbains", "catalogue-donnees", "comptage-mobilites-channel", "comptage-mobilites-measure"),
            *("comptage-mobilites-site", "decp-dpa", "friches", "hautes-remunerations", "lieux-covoiturage"),
            *("lieux-mediation-numerique", "passage-a-niveau", "stationnement", "stationnement-cyclable"),
            "stations-taxi",
        )
    ),
]


@pytest.mark.parametrize("name", SPOILED)
def test_a_valid_file_spoiled_cell_by_cell_is_judged_as_by_frictionless(shared_data, name):
    file = shared_data / "tabular" / "schemas" / f"{name}.csv"
    schema = json.loads((file.parent / "schema.json").read_text())
    with file.open(encoding="utf-8-sig", newline="") as stream:
        header, row, *_ = csv.reader(stream, delimiter=delimiter_of(file))
    # Every column gets every spoil once: a row spoils all its cells, each with another one.
    spoiled = [[SPOILS[(at + turn) % len(SPOILS)] for at in range(len(row))] for turn in range(len(SPOILS))]
    rows = [header, row, *spoiled]

    there = theirs(rows, {key: value for key, value in schema.items() if key != "name"})

    agreed = without_holed_keys(schema, rows, there)
    assert agreed(ours(as_csv(rows), schema)) == agreed(there)
    assert len(there) > len(row)


def test_what_frictionless_cannot_read_is_still_so(shared_data):
    for folder, why in UNREADABLE_THERE.items():
        descriptor = json.loads((shared_data / "tabular" / "schemas" / folder / "schema.json").read_text())
        with pytest.raises(FrictionlessException, match="does not match"):
            Schema.from_descriptor(descriptor)
        assert why


# --- one cell at a time: where the two sides part, and why ---

CELLS: list[tuple[dict[str, Any], str, set[str], set[str], str]] = [
    # (field, cell, our errors, errors of frictionless, why)
    ({"type": "integer"}, "1_000", {"type-error"}, set(), "Python allows `_` in numbers; Table Schema does not"),
    ({"type": "integer"}, "9" * 19, {"type-error"}, set(), "a whole number has 64 bits here"),
    ({"type": "number"}, "NaN", {"type-error"}, set(), "JSON has no NaN, so no answer could carry it"),
    ({"type": "number"}, "INF", {"type-error"}, set(), "JSON has no infinity"),
    ({"type": "number"}, "1e999", {"type-error"}, set(), "a number has 64 bits here"),
    ({"type": "date"}, "2024-1-2", {"type-error"}, set(), "the default form is YYYY-MM-DD, of ISO 8601"),
    (
        {"type": "date", "format": "any"},
        "Jan 2 2024",
        {"type-error"},
        set(),
        "`any` is ISO 8601 or day/month/year here",
    ),
    ({"type": "datetime"}, "2024-01-02 03:04", set(), {"type-error"}, "nothing is lost without the seconds"),
    ({"type": "datetime"}, "2024-01-02x03:04:05", {"type-error"}, set(), "frictionless takes any letter for T"),
    ({"type": "time"}, "03:04", set(), {"type-error"}, "nothing is lost without the seconds"),
    ({"type": "date"}, " 2024-01-02 ", set(), {"type-error"}, "blanks around a value that is not text are dropped"),
    ({"type": "boolean"}, " true", set(), {"type-error"}, "the same"),
    ({"type": "year"}, " 2024", set(), {"type-error"}, "the same"),
    ({"type": "integer"}, "  ", set(), {"type-error"}, "a cell of blanks is empty"),
    ({"constraints": {"required": True}}, "  ", {"constraint-error"}, set(), "a cell of blanks is empty"),
    ({"type": "yearmonth"}, "2024-1", {"type-error"}, set(), "the form is YYYY-MM, of ISO 8601"),
    ({"format": "uri"}, "https://a b", {"type-error"}, set(), "RFC 3986 allows no blank"),
    ({"format": "binary"}, "ab cd", {"type-error"}, set(), "no text of base64: Python skips what it does not know"),
    (
        {"constraints": {"pattern": "a|b"}},
        "az",
        {"constraint-error"},
        set(),
        "frictionless asks `^a|b$`: `^a` is enough",
    ),
    ({"type": "geojson"}, '{"type":"Point"}', {"type-error"}, {"type-error"}, "the same on both sides"),
]


@pytest.mark.parametrize(("field", "cell", "mine", "other", "why"), CELLS)
def test_a_cell_that_is_judged_otherwise(field, cell, mine, other, why):
    schema = {"fields": [{"name": "x", "type": "string", **field}, {"name": "z", "type": "string"}]}
    assert {code for code, _, _ in ours(as_csv([["x", "z"], [cell, "z"]]), schema)} == mine, why
    assert {code for code, _, _ in theirs([["x", "z"], [cell, "z"]], schema)} == other, why


# --- any table, any rules ---

POOLS: dict[str, list[str]] = {
    "integer": ["1", "2", "-3", "007", "+4", "1.5", "x", "", "12345678901"],
    "number": ["1", "1.0", "2.5", "-.5", "3.", "1e3", "1,5", "x", ""],
    "date": ["2024-01-31", "2024-02-29", "2023-02-29", "31/01/2024", "x", ""],
    "boolean": ["true", "True", "0", "1", "FALSE", "oui", ""],
    "string": ["a", "b", "ab", "été", "A1", "ABCD", "a b", "%", "'", ""],
}
BOUNDS: dict[str, list[Any]] = {
    "integer": [1, "2", -3],
    "number": [1, "2.5", 0.5],
    "date": ["2024-01-31", "2024-02-15"],
}
ENUMS = {"boolean": [["true"], ["false", "true"]]}
PATTERNS = ["[a-z]+", "a.*", "[A-Z][0-9]", r"\w{2}", "(?:a|ab)", "a{1,3}b?"]


@st.composite
def a_field(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(POOLS)))
    values = ENUMS.get(kind) or [[each] for each in BOUNDS.get(kind, [])] or [["a", "été"], ["ab"]]
    rules: dict[str, Any] = {}
    for rule in draw(st.sets(st.sampled_from(["required", "unique", "enum", "least", "most", "pattern"]), max_size=3)):
        if rule in ("required", "unique"):
            rules[rule] = True
        elif rule == "enum":
            rules["enum"] = draw(st.sampled_from(values))
        elif rule == "pattern" and kind == "string":
            rules["pattern"] = draw(st.sampled_from(PATTERNS))
        elif rule in ("least", "most") and kind == "string":
            rules["minLength" if rule == "least" else "maxLength"] = draw(st.integers(0, 4))
        elif rule in ("least", "most") and kind in BOUNDS:
            exclusive = draw(st.booleans())
            name_of = {"least": "inimum", "most": "aximum"}[rule]
            key = f"exclusive{'M' + name_of}" if exclusive else f"m{name_of}"
            rules[key] = draw(st.sampled_from(BOUNDS[kind]))
    return {"name": name, "type": kind, "constraints": rules}


@st.composite
def a_table(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    fields = [draw(a_field(f"c{at}")) for at in range(draw(st.integers(1, 4)))]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(POOLS[each["type"]]) for each in fields)), min_size=1, max_size=8))
    names = [each["name"] for each in fields]
    schema: dict[str, Any] = {"fields": [*fields, {"name": "z", "type": "string"}]}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if draw(st.booleans()):
        schema["missingValues"] = ["", "x"]
    # The last column is never empty: a row without any value is left out here, and an error there.
    return schema, [[*names, "z"], *([*row, "z"] for row in rows)]


def without_holed_keys(
    schema: dict[str, Any], rows: list[list[str]], found: set[Fault]
) -> Callable[[set[Fault]], set[Fault]]:
    """Leave out what is said of keys with a hole: an empty cell, or one that cannot be read.

    Here any part of a key must be there, as in SQL, and a cell that cannot be read is told once. There a key may have
    holes as long as one part is there, and a cell that cannot be read is a hole.
    """
    key, missing = schema.get("primaryKey", []), schema.get("missingValues", [""])
    key = [key] if isinstance(key, str) else key
    unread = {(row, column) for code, row, column in found if code == "type-error"}
    holed = {
        place
        for place, row in enumerate(rows[1:], start=2)
        for name in key
        if row[rows[0].index(name)] in missing or (place, name) in unread
    }
    return lambda faults: {each for each in faults if not (each[0] == "primary-key" and each[1] in holed)}


@PROPERTY
@given(a_table())
def test_any_table_is_judged_as_by_frictionless(made):
    schema, rows = made
    there = theirs(rows, schema)
    agreed = without_holed_keys(schema, rows, there)
    assert agreed(ours(as_csv(rows), schema)) == agreed(there)


@PROPERTY
@given(
    st.lists(st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["a", "b", ""])), min_size=1, max_size=6),
    st.lists(st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["a", "b"])), max_size=4),
    st.sampled_from([("k",), ("k", "l")]),
)
def test_foreign_keys_are_judged_as_by_frictionless(children, parents, names):
    fields = [{"name": "k", "type": "integer"}, {"name": "l", "type": "string"}, {"name": "z", "type": "string"}]
    child = [["k", "l", "z"], *([*row, "z"] for row in children)]
    parent = [["k", "l", "z"], *([*row, "z"] for row in parents)]
    foreign = [{"fields": list(names), "reference": {"resource": "parent", "fields": list(names)}}]
    there = theirs_with_parent(child, {"fields": fields, "foreignKeys": foreign}, parent, {"fields": fields})
    here = ours(as_csv(child), {"fields": fields, "foreignKeys": foreign}, parents={"parent": as_csv(parent)})
    # A key with a hole is not checked here, as in SQL; there it is, unless all of it is empty.
    holed = {place for place, row in enumerate(child[1:], start=2) if "" in row[: len(names)]}
    assert here == {each for each in there if each[1] not in holed}


def as_csv(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()
