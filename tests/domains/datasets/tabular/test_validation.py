import json
import time
from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse

from plateforme.domains.datasets.tabular import report as validation_report
from plateforme.domains.datasets.tabular.columns import constraints, patterns


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
        (one("date", format="%d/%m/%Y"), ["31/12/2024", "1/2/2024"], ["2024-12-31", "31/02/2024"]),
        (one("date", format="any"), ["31/12/2024", "2024-12-31"], ["12/31/2024"]),
        (one("datetime"), ["2024-01-02T03:04:05Z", "2024-01-02 03:04"], ["2024-01-02", "2024-01-02T25:00:00Z"]),
        (one("year"), ["2024"], ["24", "20240"]),
        (one("time"), ["03:04"], ["25:00"]),
        (one("time", format="%Hh%M"), ["3h04", "23h59"], ["24h00", "03:04"]),
        (one("yearmonth"), ["2024-12"], ["2024-13", "2024", "2024-1"]),
        (one("duration"), ["P1Y2M", "PT90M", "-P2W", "P1DT0.5S"], ["P", "P1DT", "1Y", "PT1D"]),
        (one("datetime", format="%d/%m/%Y %Hh%M"), ["31/12/2024 8h05"], ["31/12/2024", "32/12/2024 08h05"]),
        (one("date", format="%d %B %Y"), ["3 January 2024"], ["3 janvier 2024"]),
        (one("geopoint"), ["3.87, 43.61"], ["here", "[3.87, 43.61]", "181,2", "3,91"]),
        (one("geopoint", format="array"), ["[3.87, 43.61]"], ["3.87, 43.61", "[1]", "[1, 95]", "["]),
        (one("geopoint", format="object"), ['"{""lon"": 1, ""lat"": 2}"'], ['"{""lon"": 1}"', "[1, 2]"]),
        (one("geojson"), ['"{""type"": ""Point"", ""coordinates"": [1, 2]}"'], ["{}", '"{""type"": ""Point""}"', "x"]),
        (one("geojson", format="topojson"), ['"{""type"": ""Topology""}"'], ['"{""type"": ""Point""}"']),
        (one("object"), ["{}"], ["{", "[]"]),
        (one("array"), ["[]", "[1]"], ["{}", "a", "[1"]),
        (one("array", arrayItem={"type": "string"}), ['"[""a"", ""b""]"'], ["[1]"]),
        (one("array", arrayItem={"type": "integer"}), ["[1, 2]"], ['"[1, ""x""]"']),
        (one("list", itemType="integer"), ["1,2", "3"], ["1,x", "1,,2"]),
        (one("list", itemType="date", delimiter="|"), ["2024-01-01|2024-01-02"], ["2024-01-01,2024-01-02"]),
        (one("any"), ["x", "1"], []),
        (one("string", format="uri"), ["https://a.fr/b", "urn:x:y"], ["a.fr", "https://a b"]),
        (one("string", format="uuid"), ["0246e48c-f33d-433a-8984-034219be842e"], ["0246e48c"]),
        (one("string", format="binary"), ["YWJj", "YQ=="], ["YW", "é"]),
        (one("string", format="wkt"), ["POINT (1 2)", "Polygon Z EMPTY"], ["CIRCLE (1 2)"]),
        (one("string", format="fmt:email"), ["a.b@c-d.fr"], ["a b@c.fr"]),
        (one("string", format="email"), ["a@b.fr"], ["a at b"]),
    ],
)
def test_a_type_takes_its_own_values_and_no_others(declared, good, bad):
    publish(column(*good), declared=declared)
    if not bad:
        return
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
        (one("integer", constraints={"minimum": 0}), ["0"], ["-1"]),
        (one("integer", constraints={"exclusiveMinimum": 2, "exclusiveMaximum": 4}), ["3"], ["2", "4"]),
        (one("number", decimalChar=",", constraints={"maximum": 1.5}), ["1,5"], ["1,6"]),
        (one("date", format="%d/%m/%Y", constraints={"minimum": "2020-01-01"}), ["02/01/2020"], ["31/12/2019"]),
        (one("year", constraints={"minimum": 1900, "maximum": "2100"}), ["1900"], ["1899", "2101"]),
        (one("yearmonth", constraints={"maximum": "2024-06"}), ["2024-06"], ["2024-07"]),
        (one("time", constraints={"minimum": "08:00:00"}), ["08:00", "09:30:00"], ["07:59:59"]),
        (one("duration", constraints={"maximum": "P1D"}), ["PT24H", "P1D"], ["PT25H", "P2W"]),
        (
            one("datetime", constraints={"maximum": "2024-01-01T00:00:00Z"}),
            ["2023-12-31T00:00:00Z"],
            ["2024-01-02T00:00:00Z"],
        ),
        (one("boolean", trueValues=["oui"], falseValues=["non"], constraints={"enum": [True]}), ["oui"], ["non"]),
        (one("array", constraints={"minLength": 1, "maxLength": 2}), ["[1]"], ["[]", "[1,2,3]"]),
        (one("object", constraints={"minLength": 1}), ['"{""a"": 1}"'], ["{}"]),
        (one("list", constraints={"maxLength": 2}), ["a,b"], ["a,b,c"]),
        (one("array", constraints={"enum": [[1, 2]]}), ["[1,2]", "[1, 2]"], ["[1]"]),
        (one("array", arrayItem={"constraints": {"enum": ["a", "b"]}}), ['"[""a""]"'], ['"[""a"", ""c""]"']),
        (one("string", categories=["a", {"value": "b", "label": "B"}]), ["a", "b"], ["c"]),
        (one("integer", categories=[1, 2]), ["01"], ["3"]),
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
    assert refused.report["errors"][0]["detail"] == (
        "A date written day/month/year where an existing date (YYYY-MM-DD) is expected."
    )


def test_columns_are_matched_in_any_order_by_name_or_label():
    declared = schema(
        {"name": "code_insee", "title": "Code INSEE"}, {"name": "Nom du lieu"}, {"name": "n", "type": "integer"}
    )
    made, rows = publish("nom du lieu;N;Code INSEE\nici;4;01001\n", declared=declared)
    assert made.schema.names == ("code_insee", "nom_du_lieu", "n")
    assert rows == [("01001", "ici", 4, 1)]


def test_missing_and_extra_columns_are_told():
    required = {"name": "b", "constraints": {"required": True}}
    refused = refuse("a;c\n1;2\n", declared=schema({"name": "a"}, required, {"name": "d"}))
    assert faults(refused) == [("missing-label", 1, "b"), ("extra-label", 1, "c")]
    assert [(each["code"], each["column"]) for each in refused.report["warnings"]] == [("missing-label", "d")]


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


def test_a_thousand_patterns_that_never_end_are_given_up_together(monkeypatch):
    asked: list[float] = []

    def never(_pattern, _values, *, seconds):
        asked.append(seconds)
        time.sleep(0.03)

    monkeypatch.setattr(constraints, "unmatched", never)
    monkeypatch.setattr(validation_report, "PATTERN_SECONDS", 0.1)
    wicked = [{"name": f"c{at}", "constraints": {"pattern": r"(a+)+\1b"}} for at in range(50)]
    refused = refuse(
        ";".join(f"c{at}" for at in range(50)) + "\n" + ";".join("a" * 50) + "\n", declared=schema(*wicked)
    )

    assert refused.report["totals"] == {"schema-error": 50}
    assert len(asked) < 6


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


def test_unique_keys_are_kept_and_a_hole_in_one_is_let_be():
    declared = schema({"name": "a"}, {"name": "b"}, uniqueKeys=[["a", "b"]])
    refused = refuse("a;b\n1;x\n1;y\n1;x\n;x\n;x\n", declared=declared)
    assert faults(refused) == [("unique-error", 4, "a, b")]


@pytest.mark.parametrize(
    ("fields_match", "header", "told"),
    [
        (None, "b;a", []),
        (None, "a", []),
        (None, "b", [("missing-label", "a")]),
        (None, "a;b;c", [("extra-label", "c")]),
        ("exact", "a;b", []),
        ("exact", "b;a", [("incorrect-label", "a"), ("incorrect-label", "b")]),
        ("exact", "a", [("missing-label", "b")]),
        ("equal", "b;a", []),
        ("equal", "a", [("missing-label", "b")]),
        ("equal", "a;b;c", [("extra-label", "c")]),
        ("subset", "a;b;c", []),
        ("subset", "a;c", [("missing-label", "b")]),
        ("superset", "a", []),
        ("superset", "a;c", [("extra-label", "c")]),
        ("partial", "a;c", []),
        ("partial", "b;c", [("missing-label", "a")]),
    ],
)
def test_the_schema_says_which_columns_must_be_there(fields_match, header, told):
    required = {"name": "a", "constraints": {"required": True}}
    declared = schema(required, {"name": "b"}, **({"fieldsMatch": fields_match} if fields_match else {}))
    content = f"{header}\n" + ";".join("1" for _ in header.split(";")) + "\n"
    if told:
        refused = refuse(content, declared=declared)
        assert [(each["code"], each["column"]) for each in refused.report["errors"]] == told
    else:
        assert publish(content, declared=declared)[0].schema.names == ("a", "b")


def test_a_file_without_any_declared_column_is_told_as_such():
    declared = schema({"name": "a"}, {"name": "b"}, fieldsMatch="partial")
    assert faults(refuse("c;d\n1;2\n", declared=declared)) == [("unmatched-header", 1, None)]


def test_an_optional_column_that_misses_is_empty_and_warned_of():
    made, rows = publish("a\n1\n", declared=schema({"name": "a"}, {"name": "b", "type": "date"}))
    assert rows == [("1", None, 1)]
    assert [(each["code"], each["column"]) for each in made.report["warnings"]] == [("missing-label", "b")]
    assert made.report["warning_totals"] == {"missing-label": 1}


def test_a_part_of_the_key_may_not_miss():
    declared = schema({"name": "a"}, {"name": "b"}, primaryKey="b")
    assert faults(refuse("a\n1\n", declared=declared)) == [("missing-label", 1, "b")]
    assert faults(refuse("a\n1\n", declared=schema({"name": "a"}, {"name": "b"}), key=("b",))) == [
        ("missing-label", 1, "b")
    ]


def test_a_field_may_have_its_own_missing_values():
    own = {"name": "x", "type": "integer", "missingValues": ["", {"value": "-99", "label": "refused"}]}
    declared = schema(own, {"name": "y"}, missingValues=["", "NC"])
    assert publish("x;y\n-99;NC\n", declared=declared)[1] == [(None, None, 1)]
    assert faults(refuse("x;y\nNC;-99\n", declared=declared)) == [("type-error", 2, "x")]


def test_what_is_not_checked_is_told():
    declared = schema(
        {"name": "a", "contraints": {"minimum": 0}, "constraints": {"jsonSchema": {}}, "format": "phone"},
        {"name": "b", "type": "array", "arrayItem": {"enum": ["x"]}},
        name="Attributs des arbres",
        custom_checks=[{"name": "french-siret-value", "params": {"column": "a"}}],
    )
    made, _ = publish("a;b\n1;\n", declared=declared)
    said = [each["detail"] for each in made.report["warnings"]]
    assert len(said) == 5
    assert all(each["code"] == "unchecked-rule" for each in made.report["warnings"])
    assert any("french-siret-value" in each for each in said)


def test_a_text_that_a_spreadsheet_keeps_as_a_number_is_taken_with_a_warning(shared_data):
    folder = shared_data / "tabular" / "schemas" / "stations-taxi"
    declared = json.loads((folder / "schema.json").read_text())
    made, _ = publish(folder / "exemple-valide.xlsx", "exemple-valide.xlsx", declared=declared)
    assert {"insee", "no_appel"} <= {each["column"] for each in made.report["warnings"] if each["code"] == "type-error"}


def test_a_broken_pattern_hides_behind_a_broken_type():
    declared = one("string", format="email", constraints={"pattern": ".*@ville.fr"})
    assert faults(refuse(column("nobody", "a@b.fr"), declared=declared)) == [
        ("type-error", 2, "x"),
        ("constraint-error", 3, "x"),
    ]
