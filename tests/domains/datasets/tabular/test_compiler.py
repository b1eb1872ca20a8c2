import re

from hypothesis import given
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.operators import OPERATORS
from plateforme.domains.datasets.tabular.query import Filter, Order, Question, columns, parse
from plateforme.kit.errors import BadQuery

WORDS = [*columns(EVERY_TYPE), "sort", "fields", "limit", "count", "version", *(f"texte__{o.name}" for o in OPERATORS)]
NASTY = st.one_of(
    st.text(max_size=30), st.sampled_from(["' OR 1=1 --", '"; DROP TABLE rows; --', "a'b\"c", "?", "{list}"])
)
SQL_WORDS = re.compile(
    r'"(texte|entier|nombre|booleen|jour|instant|_row)"|\b(?:SELECT|FROM|WHERE|AND|OR|ORDER|BY|ASC|DESC|NULLS|LAST|LIMIT|IS|NULL|AS|CAST|VARCHAR|replace)\b'
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


def test_a_template_cannot_be_filled_by_a_value():
    (found,) = parse([("texte__in", "{column},{0}")], EVERY_TYPE).filters

    assert isinstance(found, Filter)
    assert compiler.count(Question((found,), (), ()), source="source").sql.endswith('"texte" IN (?, ?)')
