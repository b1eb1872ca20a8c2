import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.geometry import POINT, Geometry
from plateforme.domains.datasets.tabular.query import Question, parse
from plateforme.kit.errors import BadQuery
from plateforme.kit.grammar.conditions import Filter
from plateforme.kit.grammar.operators import OPERATORS
from plateforme.kit.grammar.parsing import Order

WORDS = [
    *EVERY_TYPE.kinds,
    "sort",
    "fields",
    "limit",
    "count",
    "version",
    "q",
    "filter",
    *(f"texte__{o.name}" for o in OPERATORS),
]
NASTY = st.one_of(
    st.text(max_size=30), st.sampled_from(["' OR 1=1 --", '"; DROP TABLE rows; --', "a'b\"c", "?", "{list}"])
)
SQL_WORDS = re.compile(
    r'"(texte|entier|nombre|booleen|jour|instant|_row)"|\b(?:SELECT|FROM|WHERE|AND|OR|ORDER|BY|ASC|DESC|NULLS|LAST|LIMIT|IS|NULL|AS|CAST|VARCHAR|replace)\b'
    r"|\b(?:LIKE|regexp_matches|concat_ws|chr)\b|ESCAPE '\\'"
    r"|\b(?:NOT|IN|DISTINCT|contains|starts_with|count|source|FALSE|[0-9]+)\b|[=<>?(),*\s]"
)


def test_a_page_asks_for_one_row_more_and_for_the_columns_of_its_sort():
    question = parse([("fields", "texte"), ("sort", "-jour"), ("limit", "5")], EVERY_TYPE)

    statement = compiler.page(question, source="source")

    assert statement.sql == (
        'SELECT "texte", "jour", "_row" FROM source ORDER BY "jour" DESC NULLS LAST, "_row" ASC NULLS LAST LIMIT 6'
    )


def test_the_natural_order_costs_no_sort():
    natural = compiler.every(parse([], EVERY_TYPE), source="source")
    sorted_ = compiler.every(parse([("sort", "texte")], EVERY_TYPE), source="source")

    assert "ORDER BY" not in natural.sql
    assert "ORDER BY" in sorted_.sql


def test_after_a_row_whose_values_are_all_missing_nothing_comes():
    question = Question((), (Order("texte"),), ("texte",), after=(None,))

    assert "WHERE FALSE" in compiler.page(question, source="source").sql


def test_a_total_ignores_the_place_of_the_page():
    (texte,) = parse([("texte", "x")], EVERY_TYPE).filters
    question = Question((texte,), (Order("_row"),), ("texte",), after=(3,))

    assert compiler.count(question, source="source").values == ("x",)


@given(st.lists(st.tuples(st.one_of(st.sampled_from(WORDS), NASTY), NASTY), max_size=5))
def test_whatever_is_asked_no_text_of_the_user_reaches_the_sql(pairs):
    try:
        question = parse(pairs, EVERY_TYPE)
    except BadQuery:
        return

    for statement in (
        compiler.page(question, source="source"),
        compiler.count(question, source="source"),
        compiler.every(question, source="source"),
    ):
        assert SQL_WORDS.sub("", statement.sql) == ""
        assert statement.sql.count("?") == len(statement.values)


PLACED = replace(EVERY_TYPE, geometry=Geometry(POINT, "nombre", "nombre"))
SPOTS = st.sampled_from(
    [
        ("bbox", "170,-1,-170,1"),
        ("filter", "texte = '; DROP TABLE rows' OR NOT S_WITHIN(geometry, POLYGON((0 0,1 0,1 1,0 0)))"),
        ("filter", "S_DWITHIN(geometry, POINT(0 0), 5) AND texte LIKE '_'' --'"),
        ("within", '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]],"x":"DROP TABLE rows"}'),
    ]
)


@given(st.lists(SPOTS, unique_by=lambda pair: pair[0]), st.booleans())
def test_no_text_of_an_area_or_a_filter_reaches_the_sql(pairs, near):
    pairs = [*pairs, *([("near", "1.25,2"), ("radius", "7.5"), ("sort", "_distance")] if near else [])]
    question = replace(parse(pairs, PLACED), after=(1.5, 3) if near else None)

    for statement in (compiler.page(question, source="source"), compiler.count(question, source="source")):
        assert not {"DROP", "--", "1.25", "170", "Polygon"} & set(re.findall(r"[\w.-]+", statement.sql))
        assert statement.sql.count("?") == len(statement.values)


def test_a_template_cannot_be_filled_by_a_value():
    (found,) = parse([("texte__in", "{column},{0}")], EVERY_TYPE).filters

    assert isinstance(found, Filter)
    assert compiler.count(Question((found,), (), ()), source="source").sql.endswith('"texte" IN (?, ?)')
