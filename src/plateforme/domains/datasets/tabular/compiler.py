"""From a question to SQL, by pure functions.

Names come from the schema and are quoted; every value is a bound parameter, so that no text of a user reaches the SQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.query import NATURAL, Filter, Order, Question
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.domains.datasets.tabular.values import Scalar


@dataclass(frozen=True)
class Statement:
    """SQL and the values of its parameters, in order."""

    sql: str
    values: tuple[Scalar, ...] = ()


def page(question: Question, *, source: str) -> Statement:
    """Select one page and one row more, which tells whether another page follows.

    The columns of the sort come after the fields: they make the cursor.
    """
    chosen = [quote(name) for name in (*question.fields, *(step.column for step in question.sort))]
    where, values = _where(question)
    rest = f"{where}{_order_by(question)} LIMIT {question.limit + 1:d}"
    return Statement(f"SELECT {', '.join(chosen)} FROM {source}{rest}", values)


def count(question: Question, *, source: str) -> Statement:
    """Count the rows of the whole question, wherever its page is."""
    where, values = _where(Question(question.filters, (), ()))
    return Statement(f"SELECT count(*) FROM {source}{where}", values)


def one(fields: Sequence[str], *, source: str, key: Sequence[str], values: Sequence[Scalar]) -> Statement:
    """Select the row with this key."""
    chosen = ", ".join(quote(name) for name in fields)
    where = " AND ".join(f"{quote(name)} = ?" for name in key)
    return Statement(f"SELECT {chosen} FROM {source} WHERE {where} LIMIT 1", tuple(values))


TEXT_INSTANT = "replace(CAST({column} AS VARCHAR), ' ', 'T') || 'Z' AS {column}"
"""An instant as RFC 3339 writes it."""

TYPED_INSTANT = "CAST({column} AS TIMESTAMPTZ) AS {column}"
"""An instant that says that it is in UTC."""


def every(question: Question, *, source: str, instants: Sequence[str] = (), instant: str = TYPED_INSTANT) -> Statement:
    """Select all rows of a question, for an export.

    `instants` names the columns to write by the template `instant`: they are kept in UTC without saying so.
    """
    named = ((name, quote(name)) for name in question.fields)
    chosen = [instant.format(column=column) if name in instants else column for name, column in named]
    where, values = _where(question)
    return Statement(f"SELECT {', '.join(chosen)} FROM {source}{where}{_order_by(question)}", values)


def quote(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def _order_by(question: Question) -> str:
    # Rows are stored in this order and one thread reads them: it costs no sort, and a page stops early.
    if question.sort == NATURAL:
        return ""
    return " ORDER BY " + ", ".join(_order(step) for step in question.sort)


def _order(step: Order) -> str:
    # Missing values close the list in both directions: a reader who sorts wants values first.
    return f"{quote(step.column)} {'DESC' if step.descending else 'ASC'} NULLS LAST"


def _where(question: Question) -> tuple[str, tuple[Scalar, ...]]:
    terms = [_condition(each) for each in question.filters]
    if question.after is not None:
        terms.append(_beyond(question.sort, question.after))
    if not terms:
        return "", ()
    return " WHERE " + " AND ".join(term.sql for term in terms), tuple(v for term in terms for v in term.values)


def _condition(each: Filter) -> Statement:
    marks = ", ".join("?" for _ in each.values)
    # The template is ours; what is put into it is a quoted name and a row of question marks.
    return Statement(each.operator.sql.format(column=quote(each.column), list=marks), each.values)


def _beyond(sort: Sequence[Order], after: Sequence[Scalar]) -> Statement:
    """Say "strictly after this row" for any mix of directions, missing values last.

    Rows tied on the first n columns and beyond on the next one, for each n.
    """
    branches: list[Statement] = []
    tied: list[Statement] = []
    for step, value in zip(sort, after, strict=True):
        column = quote(step.column)
        if value is None:
            tied.append(Statement(f"{column} IS NULL"))
            continue
        sign = "<" if step.descending else ">"
        further = f"{column} {sign} ?" if step.column == ROW else f"({column} {sign} ? OR {column} IS NULL)"
        branches.append(_all([*tied, Statement(further, (value,))]))
        tied.append(Statement(f"{column} = ?", (value,)))
    if not branches:
        return Statement("FALSE")
    return Statement(f"({' OR '.join(b.sql for b in branches)})", tuple(v for b in branches for v in b.values))


def _all(terms: Sequence[Statement]) -> Statement:
    return Statement(f"({' AND '.join(t.sql for t in terms)})", tuple(v for t in terms for v in t.values))
