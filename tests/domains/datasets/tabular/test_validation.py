from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse

from plateforme.domains.datasets.tabular import patterns


def schema(*fields: dict[str, Any], **more) -> dict[str, Any]:
    return {"fields": list(fields), **more}


def one(kind: str, **more) -> dict[str, Any]:
    return schema({"name": "x", "type": kind, **more}, {"name": "y"})


def column(*cells: str) -> str:
    return "x;y\n" + "".join(f"{cell};.\n" for cell in cells)


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        (one("integer"), ["1", "-2", "+3", "007", " 4 ", ""], ["1.5", "1_000", "0x1F", "1e3", "x", "9" * 19]),
        (one("number"), ["1", "-2.5", "1e3", ".5", "3."], ["1,5", "NaN", "inf", "1_0", "0x1F", "1e999"]),
        (one("number", decimalChar=",", groupChar=" "), ["1 063,85", "2"], ["1.5"]),
        (one("integer", bareNumber=False), ["12 €"], ["€"]),
        (one("boolean"), ["true", "FALSE", "1", "0"], ["oui", "yes", "2"]),
        (one("boolean", trueValues=["oui"], falseValues=["non"]), ["oui", "non"], ["true", "Oui"]),
        (
            one("date"),
            ["2024-02-29"],
            ["2023-02-29", "31/12/2024", "epoch", "infinity", "2024-01-01 10:00", "0000-01-01"],
        ),
        (one("date", format="%d/%m/%Y"), ["31/12/2024"], ["2024-12-31", "31/02/2024", "1/2/2024"]),
        (one("date", format="any"), ["31/12/2024", "2024-12-31"], ["12/31/2024"]),
        (one("datetime"), ["2024-01-02T03:04:05Z", "2024-01-02 03:04"], ["2024-01-02", "2024-01-02T25:00:00Z"]),
        (one("year"), ["2024"], ["24", "20240"]),
        (one("time"), ["03:04"], ["25:00"]),
        (one("geopoint"), ["3.87, 43.61"], ["here"]),
        (one("object"), ["{}"], ["{", "[]"]),
        (one("string", format="email"), ["a@b.fr"], ["a at b"]),
    ],
)
def test_a_type_takes_its_own_values_and_no_others(declared, good, bad):
    publish(column(*good), declared=declared)
    refused = refuse(column(*bad), declared=declared)
    assert faults(refused) == [("type-error", row, "x") for row in range(2, len(bad) + 2)]


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        (one("string", constraints={"required": True}), ["a"], ["", "  "]),
        (one("string", constraints={"enum": ["a", "b"]}), ["a", ""], ["c"]),
        (one("integer", constraints={"enum": [1, "2"]}), ["01", "2"], ["3"]),
        (one("string", constraints={"pattern": "A|B"}), ["A", "B"], ["Az", "AB"]),
        (one("string", constraints={"pattern": r"[\u00e9]+"}), ["éé"], ["e"]),
        (one("string", constraints={"pattern": r"(\w)\1"}), ["aa"], ["ab"]),
        (one("integer", constraints={"minimum": 2, "maximum": 3}), ["2", "3"], ["1", "4", "10"]),
        (one("date", format="%d/%m/%Y", constraints={"minimum": "01/01/2020"}), ["02/01/2020"], ["31/12/2019"]),
        (one("string", constraints={"minLength": 2, "maxLength": 3}), ["ab", "été"], ["a", "abcd"]),
    ],
)
def test_a_constraint_is_kept(declared, good, bad):
    publish(column(*good), declared=declared)
    refused = refuse(column(*bad), declared=declared)
    assert faults(refused) == [("constraint-error", row, "x") for row in range(2, len(bad) + 2)]


def test_unique_tells_the_later_twin_and_ignores_empty_cells():
    declared = one("string", constraints={"unique": True})
    assert faults(refuse(column("a", "", "", "b", "a"), declared=declared)) == [("unique-error", 6, "x")]


def test_a_primary_key_has_neither_holes_nor_twins():
    refused = refuse("a;b\n1;x\n;y\n1;x\n1;z\n", key=("a", "b"))
    assert faults(refused) == [("primary-key", 3, "a"), ("primary-key", 4, "a, b")]
    assert refused.report["totals"] == {"primary-key": 2}


def test_a_type_error_hides_no_other_and_no_cell_is_repeated():
    declared = schema({"name": "n", "type": "integer", "constraints": {"minimum": 5}}, {"name": "d", "type": "date"})
    refused = refuse("n;d\nsecret;31/12/2024\n3;2024-01-01\n", declared=declared)
    assert faults(refused) == [("type-error", 2, "d"), ("type-error", 2, "n"), ("constraint-error", 3, "n")]
    said = str(refused.report) + refused.detail
    assert "secret" not in said
    assert "31/12" not in said
    assert refused.report["errors"][0]["detail"] == "A date written day/month/year where a date is expected."


def test_columns_are_matched_in_any_order_by_name_or_label():
    declared = schema(
        {"name": "code_insee", "title": "Code INSEE"}, {"name": "Nom du lieu"}, {"name": "n", "type": "integer"}
    )
    made, rows = publish("nom du lieu;N;Code INSEE\nici;4;01001\n", declared=declared)
    assert made.schema.names == ("code_insee", "nom_du_lieu", "n")
    assert rows == [("01001", "ici", 4, 1)]


def test_missing_and_extra_columns_are_told():
    refused = refuse("a;c\n1;2\n", declared=schema({"name": "a"}, {"name": "b"}))
    assert faults(refused) == [("missing-label", 1, "b"), ("extra-label", 1, "c")]


def test_missing_values_are_those_that_the_schema_lists():
    declared = schema({"name": "x", "type": "integer"}, {"name": "y"}, missingValues=["", "NC"])
    assert publish("x;y\nNC;NC\n3;d\n", declared=declared)[1] == [(None, None, 1), (3, "d", 2)]


def test_a_key_that_names_no_column_is_told():
    assert faults(refuse("a\n1\n", key=("b",))) == [("missing-label", None, "b")]


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x", "type": "integer", "constraints": {"minimum": "many"}},
        {"name": "x", "type": "date", "format": "%A %d"},
        {"name": "x", "type": "date", "format": "{v}'"},
    ],
)
def test_a_schema_that_cannot_be_applied_is_told(field):
    code, _, label = faults(refuse("x\n1\n", declared=schema(field)))[0]
    assert (code, label) in {("schema-error", "x"), ("type-error", "x")}


def test_quotes_in_a_schema_stay_text():
    wicked = "'); DROP TABLE raw; --{v}"
    declared = schema({"name": "x", "constraints": {"enum": [wicked]}}, {"name": "y"}, missingValues=["", wicked + "'"])
    assert publish(f'x;y\n"{wicked}";1\n', declared=declared)[1] == [(wicked, "1", 1)]


def test_a_pattern_that_never_ends_is_given_up():
    assert patterns.unmatched(r"(a+)+\1b", ["a" * 60], seconds=0.5) is None


def test_ten_thousand_errors_are_listed_and_all_are_counted():
    refused = refuse(column(*["x"] * 12_000), declared=one("integer"))
    assert len(refused.report["errors"]) == 10_000
    assert refused.report["totals"] == {"type-error": 12_000}
    assert refused.report["errors"][-1]["row"] == 10_001


def test_the_stored_schema_speaks_of_stored_values():
    field = {"name": "x", "type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "31/12/2024"}}
    made, _ = publish("x\n01/02/2024\n", declared=schema(field))
    stored = made.schema.column("x")
    assert (stored.format, stored.constraints) == (None, {"maximum": "2024-12-31"})
