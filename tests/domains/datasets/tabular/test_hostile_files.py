"""Whatever the bytes, a file is a table or is refused with a reason, and nothing is left outside its folder."""

import gzip
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.ingest_cases import parquet_of, quiet, rows_of, zipped
from tests.domains.datasets.tabular.test_formats import ods, ods_text, text_cell, xlsx

from plateforme.domains.datasets.tabular.ingestion import FileRefused, Limits, ingest
from plateforme.domains.datasets.tabular.reading.hints import Hints

FUZZ = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
TABLE = "Liste des écoles\n\nnom;effectif;ouverte le\n" + "".join(
    f"école {at};{at * 37};{at:02d}/09/2024\n" for at in range(1, 25)
)
ITEMS = [{"nom": f"école {at}", "n": at, "vide": None, "liste": [at]} for at in range(20)]
POINT = {"type": "Point", "coordinates": [3.8, 43.6]}
FEATURES = [{"type": "Feature", "id": at, "properties": each, "geometry": POINT} for at, each in enumerate(ITEMS)]


@cache
def valid() -> dict[str, bytes]:
    rows = "".join(
        f'<row r="{at}">{text_cell(f"A{at}", f"é{at}")}<c r="B{at}"><v>{at}</v></c></row>' for at in range(1, 20)
    )
    cells = "".join(f"<table:table-row>{ods_text(f'x{at}')}{ods_text('y')}</table:table-row>" for at in range(20))
    with parquet_of("SELECT i, 'é' || i AS nom, i / 7 AS x FROM range(200) AS t(i)") as parquet:
        return {
            "a.csv": TABLE.encode(),
            "b.csv": TABLE.encode("utf-16"),
            "c.csv": TABLE.replace("\n", "\r").encode("mac_roman"),
            "d.tsv": TABLE.replace(";", "\t").encode("cp1252"),
            "a.json": json.dumps(ITEMS, ensure_ascii=False).encode(),
            "a.ndjson": "\n".join(map(json.dumps, ITEMS)).encode(),
            "a.geojson": json.dumps({"type": "FeatureCollection", "features": FEATURES}).encode(),
            "a.geojsons": "".join(f"\x1e{json.dumps(each)}\n" for each in FEATURES).encode(),
            "a.xlsx": xlsx(rows),
            "a.ods": ods(cells),
            "a.parquet": parquet,
            "a.csv.gz": gzip.compress(TABLE.encode()),
            "a.zip": zipped(**{"a.csv": TABLE.encode(), "readme.txt": b"x"}),
        }


NAMES = (
    *("a.csv", "b.csv", "c.csv", "d.tsv", "a.json", "a.ndjson", "a.geojson", "a.geojsons"),
    *("a.xlsx", "a.ods", "a.parquet", "a.csv.gz", "a.zip"),
)


def outcome(content: bytes, name: str, hints: Hints) -> None:
    with TemporaryDirectory() as folder:
        source, work = Path(folder) / "source", Path(folder) / "work"
        source.write_bytes(content)
        work.mkdir()
        try:
            made = ingest(
                source,
                filename=name,
                declared=None,
                primary_key=(),
                limits=Limits(5_000_000, 60, "256MB"),
                workdir=work,
                progress=quiet,
                hints=hints,
            )
            report, rows = made.report, len(rows_of(made.parquet))
        except FileRefused as refused:
            report, rows = refused.report, None
        json.dumps(report)
        assert report["valid"] is (rows is not None)
        assert bool(report["errors"]) is (rows is None)
        assert sum(report["totals"].values()) >= len(report["errors"])
        assert rows in {None, report["rows"]}
        assert {each.name for each in Path(folder).iterdir()} == {"source", "work"}
        assert source.read_bytes() == content


@st.composite
def damaged(draw) -> tuple[str, bytes]:
    """Give a valid file after some accidents: cut, a byte changed, NUL bytes, a stretch doubled, two files in one."""
    name = draw(st.sampled_from(NAMES))
    content = bytearray(valid()[name])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        accident = draw(st.sampled_from(["cut", "flip", "nul", "double", "join", "drop"]))
        if accident == "cut":
            del content[at:]
        elif accident == "flip" and content:
            content[at] ^= draw(st.integers(1, 255))
        elif accident == "nul":
            content[at:at] = bytes(draw(st.integers(1, 40)))
        elif accident == "double":
            content[at:at] = content[at : at + 200]
        elif accident == "join":
            content += valid()[draw(st.sampled_from(NAMES))]
        else:
            del content[at : at + draw(st.integers(1, 50))]
    return name, bytes(content)


hints = st.builds(
    Hints,
    sheet=st.none() | st.sampled_from(["A", "2", "", "é"]),
    header_row=st.none() | st.integers(-1, 40),
    encoding=st.none() | st.sampled_from(["utf-8", "cp1252", "utf-16", "ascii", "nope", "mac-roman"]),
    delimiter=st.none() | st.sampled_from([";", ",", "\t", "x", "|", ""]),
)


def test_the_files_that_are_damaged_below_are_tables():
    for name, content in valid().items():
        outcome(content, name, Hints())
        assert name in NAMES


@FUZZ
@given(damaged())
def test_a_damaged_file_is_a_table_or_is_refused(file):
    outcome(file[1], file[0], Hints())


@FUZZ
@given(damaged() | st.sampled_from(NAMES).map(lambda name: (name, valid()[name])), hints)
def test_any_hint_about_any_file_ends_in_a_table_or_a_refusal(file, said):
    outcome(file[1], file[0], said)


@FUZZ
@given(st.binary(max_size=400), st.sampled_from(NAMES), hints)
def test_random_bytes_under_any_name_end_in_a_table_or_a_refusal(content, name, said):
    outcome(content, name, said)


noise = st.text("ab1é;,\"\n\r\t {}[]:0'\0#/-.= \x1e\ufeff", max_size=80)


@FUZZ
@given(noise, st.sampled_from(["a.csv", "a.json", "a.ndjson", "a.geojson"]))
def test_texts_made_of_marks_end_in_a_table_or_a_refusal(text, name):
    outcome(text.encode(), name, Hints())
