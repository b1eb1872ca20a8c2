"""From a condition to SQL, by pure functions.

Names come from the schema and are quoted; every value is a bound parameter, so that no text of a user reaches the SQL.
"""

from plateforme.domains.datasets.tabular.place_sql import within_box, within_circle, within_shape
from plateforme.domains.datasets.tabular.statements import Statement, all_of, any_of, quote
from plateforme.domains.datasets.tabular.word_sql import holding_words
from plateforme.kit.grammar.conditions import All, Box, Circle, Condition, Either, Filter, Not, Shape, Words


def condition_sql(condition: Condition) -> Statement:
    """Write one condition as SQL that is true, false or null."""
    match condition:
        case Filter():
            return _comparison(condition)
        case All() | Either() | Not():
            return _combined(condition)
        case Words():
            return holding_words(condition)
        case Box():
            return within_box(condition)
        case Circle():
            return within_circle(condition)
        case Shape():
            return within_shape(condition)


def _combined(condition: All | Either | Not) -> Statement:
    match condition:
        case All(parts):
            return all_of([condition_sql(part) for part in parts]) if parts else Statement("TRUE")
        case Either(parts):
            return any_of([condition_sql(part) for part in parts]) if parts else Statement("FALSE")
        case Not(part):
            inner = condition_sql(part)
            return Statement(f"(NOT {inner.sql})", inner.values)


def _comparison(each: Filter) -> Statement:
    marks = ", ".join("?" for _ in each.values)
    # The template is ours; what is put into it is a quoted name and a row of question marks.
    return Statement(each.operator.sql.format(column=quote(each.column), list=marks), each.values)
