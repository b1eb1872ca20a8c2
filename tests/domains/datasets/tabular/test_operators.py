from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.operators import BY_NAME, OPERATORS, fitting


def test_every_operator_explains_itself():
    for operator in OPERATORS:
        assert operator.sentence.endswith(".")
        assert operator.name == "eq" or f"__{operator.name}" in operator.example
        assert "{column}" in operator.sql


def test_names_are_unique():
    assert len(BY_NAME) == len(OPERATORS)


def test_no_template_holds_a_value():
    for operator in OPERATORS:
        assert operator.sql.count("?") + operator.sql.count("{list}") == 1


def test_text_operators_fit_text_only():
    assert {operator.name for operator in fitting(ColumnType.STRING)} == set(BY_NAME)
    assert {operator.name for operator in fitting(ColumnType.BOOLEAN)} == {"eq", "ne", "in", "isnull"}
    assert "contains" not in {operator.name for operator in fitting(ColumnType.DATE)}
