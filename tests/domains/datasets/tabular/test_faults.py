"""The CSV of all faults: as many lines as errors, in the order of the rows, safe to open in a spreadsheet."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.ingest_cases import LIMITS

from plateforme.domains.datasets.tabular.faults import COLUMNS, settle
from plateforme.domains.datasets.tabular.ingestion import FileRefused, ingest
from plateforme.domains.datasets.tabular.report import MOST_ERRORS, Kind, Report
from plateforme.domains.datasets.tabular.table_schema import TableSchema


def refused(tmp_path: Path, content: str, declared: dict[str, Any] | None = None, **how: Any) -> FileRefused:
    (tmp_path / "source.csv").write_text(content)
    with pytest.raises(FileRefused) as caught:
        ingest(
            tmp_path / "source.csv",
            filename="source.csv",
            declared=TableSchema.from_descriptor(declared) if declared else None,
            limits=LIMITS,
            workdir=tmp_path,
            progress=lambda *_: None,
            **{"primary_key": (), **how},
        )
    return caught.value


def listed(refusal: FileRefused) -> list[dict[str, str]]:
    assert refusal.faults
    with refusal.faults.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return rows


def fields(*declared: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": list(declared), **more}


def test_every_error_is_a_line_in_the_order_of_the_rows(tmp_path):
    rows = 12_000
    content = "n;d\n" + "".join(f"x{at};31/12/2024\n" for at in range(rows))
    refusal = refused(tmp_path, content, fields({"name": "n", "type": "integer"}, {"name": "d", "type": "date"}))

    lines = listed(refusal)

    assert len(lines) == 2 * rows == sum(refusal.report["totals"].values())
    assert [(int(each["row"]), each["column"]) for each in lines] == [
        (at, c) for at in range(2, rows + 2) for c in "dn"
    ]
    assert len(refusal.report["errors"]) == MOST_ERRORS
    first = [{key: each[key] or None for key in COLUMNS[1:]} for each in lines[:MOST_ERRORS]]
    assert [{key: each[key] for key in COLUMNS[1:]} for each in refusal.report["errors"]] == first


def test_a_line_says_what_kind_of_value_was_found_and_never_the_value(tmp_path):
    declared = fields(
        {"name": "n", "type": "integer"},
        {"name": "d", "type": "date", "constraints": {"required": True}},
        {"name": "s", "constraints": {"enum": ["a"]}},
    )
    refusal = refused(tmp_path, "n;d;s\n1,5;;2024-12-24\n", declared)
    assert {each["column"]: each["value_class"] for each in listed(refusal)} == {
        "n": "number with a decimal comma",
        "d": "empty",
        "s": "date YYYY-MM-DD",
    }
    assert refusal.faults
    assert "1,5" not in refusal.faults.read_text()
    assert "12-24" not in refusal.faults.read_text() + str(refusal.report)


def test_a_label_that_is_a_formula_stays_text(tmp_path):
    refusal = refused(tmp_path, "=1+1;b\n1;2\n1;3\n", primary_key=("=1+1",))
    assert [each["column"] for each in listed(refusal)] == ["'=1+1"]


def test_a_label_over_two_lines_makes_one_line(tmp_path):
    refusal = refused(tmp_path, '"a\nb";c\n1;2\n1;3\n', primary_key=("a\nb",))
    assert refusal.faults
    assert refusal.faults.read_text().count("\n") == 2
    assert listed(refusal)[0]["column"] == "a b"


def test_faults_of_the_structure_are_all_listed_too(tmp_path):
    rows = 11_000
    refusal = refused(tmp_path, "a;b\n" + "1\n" * rows)
    lines = listed(refusal)
    assert len(lines) == rows == refusal.report["totals"]["missing-cell"]
    assert [int(each["row"]) for each in lines] == list(range(2, rows + 2))


def test_a_fault_of_the_whole_file_has_no_row(tmp_path):
    assert [(each["row"], each["code"]) for each in listed(refused(tmp_path, ""))] == [("", "source-error")]


def test_errors_of_the_header_and_of_the_cells_are_told_together(tmp_path):
    declared = fields({"name": "n", "type": "integer"}, {"name": "m", "constraints": {"required": True}})
    lines = listed(refused(tmp_path, "n;extra\nx;1\n", declared))
    assert [(each["row"], each["column"], each["code"]) for each in lines] == [
        ("1", "extra", "extra-label"),
        ("1", "m", "missing-label"),
        ("2", "n", "type-error"),
    ]


def test_warnings_have_totals(tmp_path):
    content = "a;b\n" + "1;2\n;\n" * 1_500 + "1\n"
    report = refused(tmp_path, content).report
    assert len(report["warnings"]) == 1_000
    assert report["warning_totals"] == {"blank-row": 1_500}


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.text(min_size=1, max_size=3))),
    st.lists(st.tuples(st.integers(1, 9), st.text(min_size=1, max_size=3))),
)
def test_both_kinds_of_errors_are_merged_in_order(tmp_path_factory, early, late):
    report = Report()
    for row, column in early:
        report.add("early", "It is so.", "Mend it.", row=row or None, column=column)
    places = sorted(((row, Kind("late", column, "So.", "Mend."), None) for row, column in late), key=_order)
    report.late = lambda: iter(places)

    target = settle(report, tmp_path_factory.mktemp("faults") / "faults.csv")

    with target.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == len(early) + len(late) == target.read_text().count("\n") - 1
    assert [int(each["row"] or 0) for each in lines] == sorted(row for row, _ in early + late)
    assert len(report.errors) == len(lines)


def _order(place: tuple[int, Kind, None]) -> tuple[Any, ...]:
    return place[0], place[1].rank
