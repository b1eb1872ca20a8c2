import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.ingest_cases import (
    faults,
    publish,
    refuse,
    rows_of,
    types_of,
    why_of,
)

from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.tabular.ingestion import FileRefused, Limits, ingest
from plateforme.domains.datasets.tabular.reading.headers import BLANKS

PROPERTY = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


# --- types ---


@pytest.mark.parametrize(
    ("label", "cells", "type_", "value"),
    [
        ("effectif", ["12", "-3", "0"], "integer", 12),
        ("montant", ["12.5", "3"], "number", 12.5),
        ("montant", ["1 063 850,25", "3"], "number", 1063850.25),
        ("montant", [" 12,5 ", ""], "number", 12.5),
        ("ouvert", ["oui", "NON"], "boolean", True),
        ("ouvert", ["vrai", "false"], "boolean", True),
        ("jour", ["2024-02-29"], "date", date(2024, 2, 29)),
        ("jour", ["29/02/2024"], "date", date(2024, 2, 29)),
        ("jour", ["2023-02-29"], "string", "2023-02-29"),
        ("jour", ["12/31/2024"], "date", date(2024, 12, 31)),
        ("jour", ["12/31/2024", "31/12/2024"], "string", "12/31/2024"),
        ("jour", ["05/03/2024"], "date", date(2024, 3, 5)),
        ("jour", ["12/31/2024", *["05/03/2024"] * 9], "string", "12/31/2024"),
        ("jour", ["18/06/10", "04/04/08"], "date", date(2010, 6, 18)),
        ("jour", ["1/9/99", "30/1/13"], "date", date(1999, 9, 1)),
        ("jour", ["08/01/11", "04/04/08"], "string", "08/01/11"),
        ("jour", ["31/12/56", "18/06/10"], "string", "31/12/56"),
        ("vu", ["01/16/2015 08:30:00 PM"], "datetime", datetime(2015, 1, 16, 19, 30, tzinfo=UTC)),
        ("vu", ["01/16/2015 08:30"], "datetime", datetime(2015, 1, 16, 7, 30, tzinfo=UTC)),
        ("ouvert", ["O", "N", "o"], "boolean", True),
        ("ouvert", ["O", "O"], "string", "O"),
        ("orientation", ["O", "N"], "string", "O"),
        ("taux", ["12 %", "12,5 %"], "string", "12 %"),
        ("montant", ["1\u00a0063\u00a0850,25", "3"], "number", 1063850.25),
        ("montant", ["1\u202f063", "3"], "number", 1063.0),
        ("siren", ["217602176"], "string", "217602176"),
        ("SIRET", ["21760217600019"], "string", "21760217600019"),
        ("UAI", ["0340001A"], "string", "0340001A"),
        ("N° FINESS", ["340780477"], "string", "340780477"),
        ("contact", ["0033467000000"], "string", "0033467000000"),
        ("contact", ["+33467000000"], "string", "+33467000000"),
        ("formule", ["=1+1", "2"], "string", "=1+1"),
        ("vu", ["2024-07-01T10:00:00Z"], "datetime", datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("vu", ["2024-07-01T10:00:00+05:30"], "datetime", datetime(2024, 7, 1, 4, 30, tzinfo=UTC)),
        ("vu", ["2024-07-01 10:00"], "datetime", datetime(2024, 7, 1, 8, tzinfo=UTC)),
        ("vu", ["01/01/2024 10:00:00"], "datetime", datetime(2024, 1, 1, 9, tzinfo=UTC)),
        ("vu", ["2024-07-01", "2024-07-01 10:00"], "datetime", datetime(2024, 6, 30, 22, tzinfo=UTC)),
        ("commune", ["01001", "75056"], "string", "01001"),
        ("commune", ["2A004", "75056"], "string", "2A004"),
        ("cadastre", ["1E5", "2E7"], "string", "1E5"),
        ("identifiant", ["12345", "67890"], "string", "12345"),
        ("identifiant", ["1", "2"], "integer", 1),
        ("id arbre", ["8.20", "8.2"], "string", "8.20"),
        ("Code INSEE", ["34172", "3417"], "string", "34172"),
        ("Téléphone", ["467000000"], "string", "467000000"),
        ("nombre", ["1234567890123456"], "string", "1234567890123456"),
        ("effectif", ["1.5.2", "3"], "string", "1.5.2"),
        ("rien", ["", " "], "string", None),
    ],
)
def test_a_column_gets_the_type_that_loses_nothing(label, cells, type_, value):
    made, rows = publish(f"{label};autre\n" + "".join(f'"{cell}";x\n' for cell in cells))
    name = made.schema.names[0]
    assert types_of(made)[name] == type_
    assert rows[0][0] == value
    assert why_of(made, name).endswith(".")


def test_the_type_holds_for_the_whole_column_not_for_its_beginning():
    made, rows = publish("n;m\n" + "1;2\n" * 30_000 + "1;deux\n")
    assert types_of(made) == {"n": "integer", "m": "string"}
    assert rows[-1] == (1, "deux", 30_001)


def test_a_header_alone_is_a_table_without_rows():
    made, rows = publish("nom;prix\n")
    assert (made.rows, rows, types_of(made)) == (0, [], {"nom": "string", "prix": "string"})


# --- structure ---


def test_ragged_rows_are_told_with_their_true_rows():
    content = 'a;b;c\n1;"two\nlines";3\n\n1;2\n1;2;3\n1;2;3;4\n'
    refused = refuse(content)
    assert faults(refused) == [("missing-cell", 4, "c"), ("extra-cell", 6, None)]
    assert refused.report["totals"] == {"extra-cell": 1, "missing-cell": 1}


def test_blank_headers_under_a_schema_and_duplicate_ones_are_told():
    declared = {"fields": [{"name": "a"}, {"name": "b"}]}
    refused = refuse("a;;a\n1;2;3\n", declared=declared)
    assert faults(refused)[:2] == [
        ("blank-label", 1, None),
        ("duplicate-label", 1, "a"),
    ]
    refused = refuse("a;b;a\n1;2;3\n")
    assert faults(refused) == [("duplicate-label", 1, "a")]
    assert "Columns 1 and 3" in refused.detail


def test_blank_lines_are_left_out_with_a_warning():
    made, rows = publish("a;b\n\n1;2\n;\n3;4\n\n")
    assert rows == [(1, 2, 1), (3, 4, 2)]
    assert [(each["code"], each["row"]) for each in made.report["warnings"]] == [
        ("blank-row", 2),
        ("blank-row", 4),
        ("blank-row", 6),
    ]


def test_rows_below_blank_lines_keep_their_place_in_the_errors():
    assert faults(refuse("\n\nk\n1\n\n1\n", key=("k",))) == [("primary-key", 6, "k")]


def test_a_table_that_is_too_wide_is_refused():
    wide = ";".join(f"c{at}" for at in range(301))
    assert faults(refuse(f"{wide}\n")) == [("source-error", None, None)]
    assert faults(refuse(json.dumps([dict.fromkeys(wide.split(";"), 1)]), "a.json")) == [("source-error", None, None)]


def test_a_very_long_cell_is_kept():
    cell = "é" * 3_000_000
    assert publish(f"a;b\n1;{cell}\n")[1][0][1] == cell


# --- the canonical file ---


def test_identical_content_has_one_digest_whatever_the_dialect_and_the_order():
    first, _ = publish("code;nb\n01001;5\n2A004;7\n", key=("code",))
    again, _ = publish('"code",nb\r\n2A004,7\r\n"01001",5\r\n'.encode("utf-16"), key=("code",))
    other, _ = publish("code;nb\n01001;5\n2A004;8\n", key=("code",))
    assert first.digest == again.digest != other.digest


def test_a_large_table_is_written_the_same_twice_and_in_order():
    content = "k;v\n" + "".join(f"{(at * 7919) % 300_007};x{at}\n" for at in range(300_007))
    made, rows = publish(content, key=("k",))
    assert made.digest == publish(content, key=("k",))[0].digest
    assert [row[0] for row in rows] == list(range(300_007))
    assert [row[2] for row in rows] == list(range(1, 300_008))
    plain, unsorted = publish(content)
    assert unsorted[-1] == (300_006 * 7919 % 300_007, "x300006", 300_007)
    assert plain.rows == 300_007


def test_progress_is_told_by_stages(tmp_path):
    source, work, told = tmp_path / "a.csv", tmp_path / "work", []
    source.write_text("a;b\n1;2\n")
    work.mkdir()
    ingest(
        source,
        filename="a.csv",
        declared=None,
        primary_key=(),
        limits=Limits(10_000_000, 10),
        workdir=work,
        progress=lambda stage, percent, rows=None: told.append((stage, percent)),
    )
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["reading", "validating", "storing"]
    assert all(percent is None or 0 <= percent <= 100 for _, percent in told)
    assert {path.name for path in work.iterdir()} <= {"table.parquet", "spill"}


def test_a_report_is_plain_json():
    made, _ = publish("a;b\n1;2\n")
    assert json.loads(json.dumps(made.report))["columns"][0] == {
        "name": "a",
        "label": "a",
        "type": "integer",
        "why": "Every value is a whole number (1 seen).",
    }
    assert made.report["valid"] is True


# --- properties ---

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=12)
labels = st.lists(cells.map(lambda text: text.strip(BLANKS)).filter(bool), min_size=1, max_size=4, unique=True)


@st.composite
def tables(draw):
    header = draw(labels)
    row = st.lists(cells, min_size=len(header), max_size=len(header))
    return header, draw(st.lists(row, max_size=6))


def text_schema(header: list[str]) -> dict[str, Any]:
    return {"fields": [{"name": f"c{at}", "title": label} for at, label in enumerate(header)]}


def oracle(body: list[list[str]]) -> list[tuple[Any, ...]]:
    kept = [row for row in body if any(cell.strip(BLANKS) for cell in row)]
    return [(*(cell if cell.strip(BLANKS) else None for cell in row), at) for at, row in enumerate(kept, 1)]


@PROPERTY
@given(tables(), st.sampled_from([";", ",", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
@example((["a", "b"], [["\r", "x"], ['"', " y"]]), ";", "\n")
@example((["[a", "b"], [["#", "x"]]), ",", "\n")
@example((["0\n0"], []), ";", "\n")
def test_any_table_of_text_comes_back_as_it_was_written(table, delimiter, newline):
    header, body = table
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *body])
    made, rows = publish(stream.getvalue().encode("utf-8-sig"), declared=text_schema(header))
    assert rows == oracle(body)
    assert made.rows == len(rows)


@PROPERTY
@given(st.one_of(st.binary(max_size=300), st.text("ab1é;,\"\n\r\t {}[]:0'\0", max_size=60).map(str.encode)))
@example(b'{"a": "\\ud800"}\n{"a": 1}')
@example(b"a\n\xff\xfe")
@example(b'a\n"')
def test_any_bytes_are_a_table_or_are_refused(content):
    for name in ("a.csv", "a.json", "a.xlsx"):
        with TemporaryDirectory() as folder:
            source, work = Path(folder) / name, Path(folder) / "work"
            source.write_bytes(content)
            work.mkdir()
            try:
                made = ingest(
                    source,
                    filename=name,
                    declared=None,
                    primary_key=(),
                    limits=Limits(1_000_000, 50),
                    workdir=work,
                    progress=lambda *_: None,
                )
            except FileRefused as refused:
                json.dumps(refused.report)
            else:
                assert len(rows_of(made.parquet)) == made.rows


odd_text = st.text("ab;\"\n\r \t'", max_size=40).map(lambda text: f"h;i\n{text}")


@PROPERTY
@given(odd_text | odd_text.map(lambda text: text.replace("\n", "\r\n")))
def test_the_engine_and_the_exact_reader_read_alike(content):
    declared = {"fields": [{"name": "h"}, {"name": "i"}]}

    def outcome() -> object:
        try:
            return publish(content, declared=declared)[1]
        except FileRefused as refused:
            return refused.report["errors"]

    by_engine = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loading, "load_plain", lambda *_, **__: False)
        assert outcome() == by_engine


# --- real files ---

DECLARED = {
    "comptage-mobilites-channel/exemple-invalide.csv": {"constraint-error": 6, "primary-key": 1},
    "lieux-covoiturage/exemple-invalide.csv": {"type-error": 1},
    "stationnement/exemple-invalide.csv": {"constraint-error": 2},
    "stations-taxi/exemple-non-valide.csv": {"extra-label": 2},
}


def test_the_examples_of_the_national_schemas_are_judged_as_their_makers_say(shared_data):
    judged = 0
    for path in sorted((shared_data / "tabular" / "schemas").glob("*/*.csv")):
        declaration = path.parent / "schema.json"
        if not declaration.is_file():
            continue
        declared = json.loads(declaration.read_text())
        name = f"{path.parent.name}/{path.name}"
        if name in DECLARED:
            assert refuse(path, path.name, declared=declared).report["totals"] == DECLARED[name], name
        else:
            assert publish(path, path.name, declared=declared)[0].rows > 0, name
        judged += 1
    assert judged >= 24


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_and_said(encoding):
    made, rows = publish("id;nom\n1;Théâtre\n".encode(encoding))

    assert rows == [(1, "Théâtre", 1)]
    assert "read as utf-16" in made.report["warnings"][0]["detail"]


def test_a_header_of_delimiters_alone_is_refused():
    refused = refuse(";;\n1;2;3\n4;5;6\n")

    assert faults(refused) == [("blank-label", 1, None)]


@pytest.mark.parametrize("header", ["x" * 5000, "no\0m"])
def test_a_header_that_is_no_name_is_refused(header):
    refused = refuse(f"{header}\n1\n")

    assert refused.report["errors"][0]["code"] in {"label-error", "source-error"}
    assert "\0" not in str(refused.report)


@pytest.mark.parametrize("text", ["42", "nom,prix\n1,2\n"])
def test_a_file_named_json_that_is_none_is_refused(text):
    refused = refuse(text, "table.json")

    assert "begins with neither" in refused.report["errors"][0]["detail"]


def test_a_cut_spreadsheet_is_called_a_spreadsheet():
    refused = refuse(b"PK\x03\x04" + b"x" * 100, "table.xlsx")

    assert "spreadsheet" in refused.report["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("text", "name"), [('[{"a":1},{"a":1,"a":2}]', "t.json"), ('{"a":1}\n{"a":1,"a":2}\n', "t.ndjson")]
)
def test_an_object_that_names_a_member_twice_is_refused_rather_than_cut(text, name):
    assert faults(refuse(text, name)) == [("duplicate-label", 2, None)]


def test_a_table_without_rows_is_published_with_a_warning():
    made, rows = publish("a;b\n")

    assert rows == []
    assert "no row" in made.report["warnings"][0]["detail"]


def test_a_tiny_number_as_programs_write_it_is_a_number_and_a_room_is_not():
    made, rows = publish("lon,room\n0.5,2E-04\n8e-05,3E-11\n")

    assert [column.type.value for column in made.schema.columns] == ["number", "string"]
    assert [row[0] for row in rows] == [0.5, 8e-05]


@pytest.mark.parametrize("content", ["k\n1\n2\n2\n", "k\n2\n1\n2\n", "k\n1\n3\n2\n3\n"])
def test_a_key_that_repeats_is_found_whatever_the_order(content):
    with pytest.raises(FileRefused) as refused:
        publish(content, key=("k",))

    assert refused.value.report["errors"][0]["code"] == "primary-key"


def test_a_text_that_is_blank_in_one_far_row_is_missing_there():
    lines = "".join(f"word {at}x\n" for at in range(9_000))
    _, rows = publish("text,n\n" + lines.replace("x\n", ",1\n") + "   ,1\n" + lines.replace("x\n", ",1\n"))

    assert rows[9_000][0] is None
