from datetime import date, datetime

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES, EVERY_TYPE

from plateforme.domains.datasets.tabular.query import RESERVED, RESERVED_LATER, Question, parse, parse_key
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Filter
from plateforme.kit.grammar.errors import BadValue, UnknownParameter
from plateforme.kit.grammar.operators import OPERATORS
from plateforme.kit.grammar.parsing import Order
from plateforme.kit.grammar.values import READINGS, pack, read, split_list, unpack


def comparison(question: Question) -> Filter:
    """The one condition of a question."""
    (found,) = question.filters
    assert isinstance(found, Filter)
    return found


def one_filter(name: str, text: str = ""):
    found = comparison(parse([(name, text)], EVERY_TYPE))
    return found.column, found.operator.name, found.values


def test_no_parameter_asks_for_the_first_rows_in_the_order_of_the_key():
    question = parse([], COMMUNES)

    assert question.sort == (Order("_row"),)
    assert question.fields == ("code", "nom", "population", "limit")
    assert (question.limit, question.count, question.filters) == (20, "none", ())


def test_a_column_alone_is_equality():
    assert one_filter("texte", "Rezé") == one_filter("texte__eq", "Rezé") == ("texte", "eq", ("Rezé",))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("entier__gte", "+42", 42),
        ("nombre__lt", "-1.5e3", -1500.0),
        ("booleen", "TRUE", True),
        ("jour__gt", "2026-03-01", date(2026, 3, 1)),
        ("instant", "2026-03-01T08:30:00Z", datetime(2026, 3, 1, 8, 30)),  # noqa: DTZ001
        ("instant", "2026-03-01T08:30:00+02:00", datetime(2026, 3, 1, 6, 30)),  # noqa: DTZ001
        ("instant", "2026-03-01T08:30 02:00", datetime(2026, 3, 1, 6, 30)),  # noqa: DTZ001
        ("instant", "2026-03-01", datetime(2026, 3, 1)),  # noqa: DTZ001
    ],
)
def test_values_are_read_as_the_type_of_their_column(name, text, value):
    assert one_filter(name, text)[2] == (value,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("entier", "1_000"),
        ("entier", "１２"),
        ("entier", str(2**63)),
        ("entier", ""),
        ("nombre", "NaN"),
        ("nombre", "1e999"),
        ("nombre", "12,5"),
        ("booleen", "oui"),
        ("jour", "01/03/2026"),
        ("jour", "10000-01-01"),
        ("jour", "2026-02-30"),
        ("instant", "2026-03-01T25:00Z"),
        ("instant", "0001-01-01T00:00:00+10:00"),
        ("jour__in", "2026-03-01,secret"),
        ("texte__isnull", "secret"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_an_example_and_no_echo(name, text):
    with pytest.raises(BadValue) as refusal:
        parse([(name, text)], EVERY_TYPE)

    said = refusal.value.detail
    assert name in said
    assert "such as" in said
    assert not text or text not in said


def test_each_example_of_a_type_can_be_read():
    for kind, form in READINGS.items():
        value = read(kind, form.example)
        assert unpack(kind, pack(value)) == value


def test_a_list_may_hold_quoted_commas_and_quotes():
    assert split_list('Nantes,"Bouaye, bourg","dit ""le port""",') == ["Nantes", "Bouaye, bourg", 'dit "le port"', ""]
    assert split_list('"à demi') == ['"à demi']
    assert split_list('"a"b\n') == ['"a"b\n']


def test_isnull_needs_no_value():
    assert one_filter("entier__isnull") == ("entier", "isnull", (True,))
    assert one_filter("entier__isnull", "false") == ("entier", "isnull", (False,))


def labelled(**labels: str) -> TableSchema:
    return TableSchema(tuple(Column(name, label, ColumnType.STRING) for name, label in labels.items()))


def test_a_column_answers_to_its_name_and_to_its_label():
    schema = labelled(code_postal="Code postal", ident_c_254="IDENT,C,254", a_b="a__b")
    by_label = [("Code postal", "44000"), ("Code postal__startswith", "44"), ("IDENT,C,254__ne", "x"), ("a__b", "1")]
    by_name = [("code_postal", "44000"), ("code_postal__startswith", "44"), ("ident_c_254__ne", "x"), ("a_b", "1")]

    assert parse(by_label, schema) == parse(by_name, schema)
    assert parse([("fields", '"IDENT,C,254",Code postal,code_postal')], schema).fields == ("ident_c_254", "code_postal")
    assert parse([("sort", '"-IDENT,C,254",-Code postal')], schema).sort == (
        Order("ident_c_254", descending=True),
        Order("code_postal", descending=True),
        Order("_row"),
    )


def test_a_name_goes_before_the_label_of_another_column():
    question = parse([("nom", "x")], labelled(nom_2="nom", nom="Nom"))

    assert comparison(question).column == "nom"


@pytest.mark.parametrize(
    "pair", [("Nom usuel", "x"), ("Nom usuel__eq", "x"), ("sort", "Nom usuel"), ("fields", "Nom usuel")]
)
def test_a_label_of_several_columns_is_refused_with_their_names(pair):
    with pytest.raises(UnknownParameter, match="Several columns have this label; use their names: nom_a, nom_b"):
        parse([pair], labelled(nom_a="Nom usuel", nom_b="Nom usuel"))


def test_a_reserved_word_is_never_a_label():
    question = parse([("limit", "7"), ("limit__eq", "a")], labelled(plafond="limit"))

    assert (question.limit, comparison(question).column) == (7, "plafond")


def test_an_unknown_column_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownParameter, match="Did you mean population") as refusal:
        parse([("popluation", "3")], COMMUNES)

    assert refusal.value.extra["known"][:2] == ["code", "nom"]
    assert refusal.value.errors[0].name == "popluation"


def test_an_unknown_operator_is_refused_with_those_that_fit():
    with pytest.raises(UnknownParameter, match="Did you mean gte") as refusal:
        parse([("entier__ge", "3")], EVERY_TYPE)
    assert "contains" not in refusal.value.extra["known"]

    with pytest.raises(UnknownParameter):
        parse([("entier__contains", "3")], EVERY_TYPE)


@pytest.mark.parametrize("pair", [("sort", "-nmo"), ("fields", "nmo")])
def test_sort_and_fields_know_their_columns(pair):
    with pytest.raises(UnknownParameter, match="Did you mean nom"):
        parse([pair], COMMUNES)


def test_a_parameter_that_is_no_name_is_not_repeated():
    with pytest.raises(UnknownParameter) as refusal:
        parse([("<script>alert(1)</script>", "")], COMMUNES)

    assert "script" not in repr((refusal.value.detail, refusal.value.errors))


def test_a_column_named_like_a_reserved_word_is_reached_with_an_operator():
    question = parse([("limit", "7"), ("limit__eq", "3")], COMMUNES)

    assert question.limit == 7
    assert comparison(question).column == "limit"


def test_a_word_kept_for_later_is_refused_today():
    for word in RESERVED_LATER:
        with pytest.raises(UnknownParameter):
            parse([(word, "x")], COMMUNES)


def test_a_reserved_word_that_means_nothing_here_names_the_way_to_the_column():
    with pytest.raises(UnknownParameter, match="limit__eq"):
        parse([("limit", "3")], COMMUNES, accepts=frozenset({"sort"}))


@pytest.mark.parametrize(
    ("text", "limit"), [("0", 1), ("-5", 1), ("1", 1), ("50", 50), ("1001", 1000), ("9" * 5000, 1000), ("007", 7)]
)
def test_limit_is_clamped(text, limit):
    assert parse([("limit", text)], COMMUNES).limit == limit


@pytest.mark.parametrize(
    "pairs",
    [
        [("limit", "ten")],
        [("count", "maybe")],
        [("fields", "")],
        [("sort", "nom"), ("sort", "code")],
        [("nom__in", "," * 1000)],
    ],
)
def test_steering_that_cannot_be_followed_is_refused(pairs):
    with pytest.raises(BadValue):
        parse(pairs, COMMUNES)


def test_a_sort_always_ends_with_the_place_of_the_row():
    assert parse([("sort", "-nom,population")], COMMUNES).sort == (
        Order("nom", descending=True),
        Order("population"),
        Order("_row"),
    )
    assert parse([("sort", "-_row")], EVERY_TYPE).sort == (Order("_row", descending=True),)


def test_fields_answer_in_the_order_asked():
    assert parse([("fields", "nom,code,nom")], COMMUNES).fields == ("nom", "code")


def test_the_position_is_a_column_only_when_it_is_the_key():
    assert "_row" in EVERY_TYPE.kinds
    assert "_row" not in COMMUNES.kinds


def test_two_ways_to_say_the_same_have_one_canonical_form():
    first = parse([("nom", "Nantes"), ("population__gt", "3")], COMMUNES)
    second = parse([("population__gt", "+3"), ("nom__eq", "Nantes"), ("sort", "nom")], COMMUNES)

    assert first.conditions == second.conditions
    assert first.conditions != parse([("nom", "Nantes"), ("population__gt", "4")], COMMUNES).conditions


def test_a_key_is_read_by_the_types_of_its_columns():
    assert parse_key(["01001"], COMMUNES) == ("01001",)
    assert parse_key(["7"], EVERY_TYPE) == (7,)
    assert parse_key(["seven"], EVERY_TYPE) is None
    assert parse_key(["a", "b"], COMMUNES) is None


def test_no_operator_is_a_reserved_word():
    assert not {operator.name for operator in OPERATORS} & RESERVED


def test_more_filters_than_anybody_plans_are_refused():
    pairs = [("population__ne", str(number)) for number in range(501)]

    with pytest.raises(BadValue, match="500 filters at most"):
        parse(pairs, COMMUNES)
    assert len(parse(pairs[1:], COMMUNES).filters) == 500
