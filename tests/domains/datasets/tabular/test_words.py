"""Words in rows: the index of words, the engine without it, and plain Python say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import duckdb
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import KINDS, a_table
from tests.domains.datasets.tabular.test_layers import both

from plateforme.domains.datasets.tabular.aggregates.question import parse_aggregate
from plateforme.domains.datasets.tabular.compiler import page
from plateforme.domains.datasets.tabular.engine.index.layout import IndexBroken
from plateforme.domains.datasets.tabular.engine.index.words import FILE, WordIndex, build
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse, searchable
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.domains.datasets.tabular.word_sql import holding_words
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.words import fold, read_words, stem, written

COLUMNS = ("nom", "adresse")
NUMBERED = TableSchema(
    (Column("n", "N", ColumnType.INTEGER), *(Column(name, name, ColumnType.STRING) for name in COLUMNS)), ("n",)
)
SAID = [
    "École",
    "écoles",
    "rue",
    "Rue de l’École",
    "canaux",
    "canal",
    "cœur",
    "COEUR",
    "2A004",
    "🚲",
    "\n",
    "m²",
    "Łódź",
]
CELL = (
    st.none() | st.lists(st.sampled_from(SAID), max_size=4).map(" ".join) | st.text("aesœ-'’ \x00\x1e\n日", max_size=8)
)
ROWS = st.lists(st.tuples(CELL, CELL), max_size=12)
SEARCH = st.lists(
    st.sampled_from(
        ["ecole", "l'école", "rue", "can*", "canal", "coeur", "2a*", "2A004", "m2", "de", "lodz", "a", "日*"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SLOWER = settings(LAW, max_examples=20)
PLACES = count()


@pytest.fixture
def row_engine(tmp_path: Path) -> Iterator[RowEngine]:
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="512MB", seconds=20)
    yield engine
    engine.close()


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def fill(
    engine: duckdb.DuckDBPyConnection, rows: Sequence[Sequence[str | None]]
) -> list[tuple[str | None, str | None]]:
    """Put rows into the engine; give them as it keeps them."""
    engine.execute("CREATE OR REPLACE TABLE t (nom VARCHAR, adresse VARCHAR, _row BIGINT)")
    if rows:
        cells = [list(column) for column in zip(*rows, strict=True)]
        engine.execute("INSERT INTO t SELECT unnest(?), unnest(?), unnest(?)", [*cells, list(range(1, len(rows) + 1))])
    return engine.execute("SELECT nom, adresse FROM t ORDER BY _row").fetchall()


def index_of(engine: duckdb.DuckDBPyConnection, folder: Path) -> WordIndex:
    place = folder / str(next(PLACES))
    place.mkdir()
    build(place, engine, "t", COLUMNS)
    return WordIndex(place)


def holds(row: Sequence[str | None], word: str) -> bool:
    """Say it in plain Python."""
    there = {each for text in row for each in fold(text or "").split()}
    if word.endswith("*"):
        return any(each.startswith(word[:-1]) for each in there)
    return any(stem(each) == word for each in there)


@LAW
@given(rows=ROWS, text=SEARCH, after=st.integers(-1, 12), limit=st.integers(1, 5))
def test_index_engine_and_oracle_agree(engine, tmp_path, rows, text, after, limit):
    words = read_words(text, COLUMNS)
    kept = fill(engine, rows)
    index = index_of(engine, tmp_path)

    expected = [place for place, row in enumerate(kept) if all(holds(row, word) for word in words.words)]
    where = holding_words(words)
    by_engine = engine.execute(f"SELECT _row - 1 FROM t WHERE {where.sql} ORDER BY _row", where.values).fetchall()

    assert [row for (row,) in by_engine] == expected
    assert index.rows(words).tolist() == expected
    assert index.count(words) == len(expected)
    parts = [(0, 2), (3, 4), (4, 9)]
    assert index.count_in(words, parts) == sum(low <= row < high for row in expected for low, high in parts)
    beyond = [row for row in expected if row > after][:limit]
    assert index.first(words, after, limit) == beyond
    assert index.quick(words, after, limit) in (beyond, None)
    index.close()


@LAW
@given(rows=ROWS, text=SEARCH)
def test_what_does_not_hold_the_words_is_the_rest(engine, rows, text):
    fill(engine, rows)
    where = holding_words(read_words(text, COLUMNS))

    found = engine.execute(f"SELECT count(*) FROM t WHERE {where.sql}", where.values).fetchall()[0][0]
    rest = engine.execute(f"SELECT count(*) FROM t WHERE NOT {where.sql}", where.values).fetchall()[0][0]

    assert found + rest == len(rows)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"a" OR "b"',
        "nom:a",
        "a NEAR b",
        "^a",
        "a AND NOT b",
        "a + b",
        "{nom}: a",
        "'; DROP TABLE words; --",
        "(((",
        "a" * 60,
    ],
)
def test_what_means_something_to_the_index_is_only_words(engine, tmp_path, text):
    fill(engine, [("a b", "or near and not nom drop table words")])
    index = index_of(engine, tmp_path)
    try:
        words = read_words(text, COLUMNS)
    except BadValue:
        return
    where = holding_words(words)

    assert (
        index.count(words) == engine.execute(f"SELECT count(*) FROM t WHERE {where.sql}", where.values).fetchall()[0][0]
    )


def test_a_quick_answer_to_several_words_is_the_whole_one_or_none(engine, tmp_path):
    rows = [
        (f"pair {place}" if place % 2 else f"impair {place}", "sept" if place % 7 == 0 else None)
        for place in range(5000)
    ]
    rows[4000] = ("pair impair quatre mille", "rare")
    fill(engine, rows)
    index = index_of(engine, tmp_path)

    def both(text: str, after: int = -1) -> tuple[list[int], list[int] | None]:
        words = read_words(text, COLUMNS)
        return index.first(words, after, 21), index.quick(words, after, 21)

    assert both("pair sept")[1] == both("pair sept")[0] == list(range(7, 42 * 7, 14))
    assert both("rare pair") == ([4000], [4000])
    assert both("rare pair", 4000) == ([], [])
    assert both("pair impair") == ([4000], None)
    assert both("qua*") == ([4000], None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x2100)), min_size=1, max_size=6))
def test_many_texts_are_folded_as_each_one_is(texts):
    from plateforme.domains.datasets.tabular.engine.index.words import _fold_all  # noqa: PLC0415

    assert [" ".join(each.split()) for each in _fold_all(texts)] == [fold(each) for each in texts]
    latin = [each.encode("latin-1", "ignore").decode("latin-1") for each in texts]
    assert [" ".join(each.split()) for each in _fold_all(latin)] == [fold(each) for each in latin]


def test_an_index_that_is_no_database_is_told(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)

    with pytest.raises(IndexBroken):
        WordIndex(tmp_path)


def test_the_spellings_of_a_long_search_are_compiled(engine):
    fill(engine, [("a", "b")])
    schema = TableSchema.from_descriptor({"fields": [{"name": name, "type": "string"} for name in COLUMNS]})
    long = " ".join("œaefi" * 9 + f"x{n}" for n in range(20))
    question = parse([("q", long), ("sort", "-_score")], schema)

    asked = page(question, source="t")

    assert engine.execute(asked.sql, asked.values).fetchall() == []


def test_places_are_no_text_to_look_in():
    fields = [{"name": "nom", "type": "string"}, {"name": "forme", "type": "geojson"}, {"name": "n", "type": "integer"}]

    assert searchable(TableSchema.from_descriptor({"fields": fields})) == ("nom",)


@pytest.mark.parametrize("row", [("École", "x"), ("x", "Les écoles"), ("École de la rue", None), ("x", "une école")])
def test_every_written_form_is_found_by_its_stem(engine, row):
    fill(engine, [row])
    where = holding_words(Words((stem("ecole"),), COLUMNS))

    assert engine.execute(f"SELECT {where.sql} FROM t", where.values).fetchall() == [(True,)]
    assert any(each in fold(" ".join(filter(None, row))).split() for each in written("ecole"))


@SLOWER
@given(rows=ROWS.filter(bool), text=SEARCH, extra=st.sampled_from(["", "nom__isnull=false", "n__lt=5"]))
def test_answers_are_the_same_before_and_after_the_index_is_built(row_engine, tmp_path, rows, text, extra):
    table = a_table(tmp_path, NUMBERED, [(place, *row) for place, row in enumerate(rows)])
    pairs = [("q", text), *([tuple(extra.split("="))] if extra else [])]
    question = parse([*pairs, ("limit", "3"), ("count", "exact")], NUMBERED)
    ranked = parse([*pairs, ("sort", "-_score"), ("limit", "3")], NUMBERED)
    grouped = parse_aggregate([*pairs, ("group_by", "adresse"), ("count", "exact")], NUMBERED)

    def answers():
        return (
            row_engine.page(table, question),
            row_engine.page(table, ranked),
            row_engine.groups(table, grouped),
            row_engine.total(table, question),
        )

    before = answers()
    row_engine.build_index(table)
    assert row_engine.indexes.of(table) is not None
    assert answers() == before
    quick = row_engine.quick(table, replace(question, count="none"))
    assert quick is None or quick.items == before[0].items


@SLOWER
@given(rows=ROWS.filter(bool), text=SEARCH)
def test_a_ranked_walk_gives_each_row_once_the_best_first(row_engine, tmp_path, rows, text):
    table = a_table(tmp_path, NUMBERED, [(place, *row) for place, row in enumerate(rows)])
    question = parse([("q", text), ("sort", "-_score"), ("limit", "2"), ("fields", "n")], NUMBERED)

    seen, scores, after = [], [], None
    while True:
        page = row_engine.page(table, replace(question, after=after))
        seen += [row["n"] for row in orjson.loads(page.items)]
        if page.after is None:
            break
        after = page.after
        scores.append(after[0])

    plain = row_engine.page(table, parse([("q", text), ("limit", "1000")], NUMBERED))
    assert sorted(seen) == [row["n"] for row in orjson.loads(plain.items)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("sort", ["", "-_score", "_score,-texte", "-texte"])
def test_a_version_of_row_writes_finds_what_the_whole_table_has(row_engine, tmp_path, sort):
    def row(text: str | None) -> tuple[object, ...]:
        return (text, *([None] * (len(KINDS) - 1)))

    before = {("a", at): row(text) for at, text in enumerate(["École", "école du parc", "une école", "parc", None])}
    batches = [{("a", 1): row("parc"), ("a", 3): row("Écoles"), ("b", 0): row("l'école"), ("a", 2): None}]
    layers, whole = both(tmp_path, before, batches)
    pairs = [("q", "école"), ("sort", sort), ("limit", "2"), ("count", "exact")]

    def walked(table) -> list[bytes]:
        pages, after = [], None
        while True:
            page = row_engine.page(table, replace(parse(pairs, table.schema), after=after))
            pages.append(page.items)
            assert page.total == 3
            if page.after is None:
                return pages
            after = page.after

    assert walked(layers) == walked(whole)
