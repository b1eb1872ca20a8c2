"""From a question to SQL, by pure functions.

Names come from the schema and are quoted; every value is a bound parameter, so that no text of a user reaches the SQL.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

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


def by_key(question: Question, key: Sequence[str]) -> Question:
    """Let the key itself decide ties, for a table in which `_row` does not number the rows in its order."""
    steps = tuple(step for step in question.sort if step.column != ROW)
    return replace(question, sort=(*steps, *_rest_of(key, steps)))


def layer(question: Question, *, source: str, key: Sequence[str], limit: int, without: str | None = None) -> Statement:
    """Select the beginning of a question that is asked `by_key`, from a table stored in the order of that key.

    After the fields come the columns of the sort, then `_row`. `without` names a table whose `_row`s do not count.
    """
    chosen = [quote(name) for name in (*question.fields, *(step.column for step in question.sort), ROW)]
    where, values = _where(question, filled=key)
    if without is not None:
        where += f"{' AND' if where else ' WHERE'} {ROW} NOT IN (SELECT {ROW} FROM {without})"
    rest = f"{where}{_order_stored(question.sort, key)} LIMIT {limit:d}"
    return Statement(f"SELECT {', '.join(chosen)} FROM {source}{rest}", values)


def _rest_of(key: Sequence[str], steps: Sequence[Order]) -> tuple[Order, ...]:
    named = {step.column for step in steps}
    return tuple(Order(name) for name in key if name not in named)


def _order_stored(sort: tuple[Order, ...], key: Sequence[str]) -> str:
    # Where only the key is left to decide, the place of the row does, and costs no comparison of texts.
    first = next(at for at in range(len(sort) + 1) if sort[at:] == _rest_of(key, sort[:at]))
    if not first:
        return ""
    return " ORDER BY " + ", ".join([*(_order(step) for step in sort[:first]), "rowid"])


def count(question: Question, *, source: str) -> Statement:
    """Count the rows of the whole question, wherever its page is."""
    where, values = _where(Question(question.filters, (), ()))
    return Statement(f"SELECT count(*) FROM {source}{where}", values)


def balance(question: Question, *, rows: str, gone: str, fresh: str) -> Statement:
    """Count the rows of the whole question in a table of layers."""
    where, values = _where(Question(question.filters, (), ()))
    base, lost, more = (f"(SELECT count(*) FROM {name}{where})" for name in (rows, gone, fresh))
    return Statement(f"SELECT {base} - {lost} + {more}", (*values, *values, *values))


def up_to(key: Sequence[str], values: Sequence[Scalar], *, source: str) -> Statement:
    """Count the rows whose key comes no later than this one."""
    beyond = _beyond([Order(name) for name in key], values, filled=key)
    return Statement(f"SELECT count(*) FROM {source} WHERE NOT {beyond.sql}", beyond.values)


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


def _where(question: Question, *, filled: Collection[str] = (ROW,)) -> tuple[str, tuple[Scalar, ...]]:
    terms = [_condition(each) for each in question.filters]
    if question.after is not None:
        terms.append(_beyond(question.sort, question.after, filled=filled))
    if not terms:
        return "", ()
    return " WHERE " + " AND ".join(term.sql for term in terms), tuple(v for term in terms for v in term.values)


def _condition(each: Filter) -> Statement:
    marks = ", ".join("?" for _ in each.values)
    # The template is ours; what is put into it is a quoted name and a row of question marks.
    return Statement(each.operator.sql.format(column=quote(each.column), list=marks), each.values)


def _beyond(sort: Sequence[Order], after: Sequence[Scalar], *, filled: Collection[str]) -> Statement:
    """Say "strictly after this row" for any mix of directions, missing values last; `filled` columns miss none.

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
        further = f"{column} {sign} ?" if step.column in filled else f"({column} {sign} ? OR {column} IS NULL)"
        branches.append(_all([*tied, Statement(further, (value,))]))
        tied.append(Statement(f"{column} = ?", (value,)))
    if not branches:
        return Statement("FALSE")
    if len(branches) > 1 and sort[0].column in filled:
        # Says nothing new, but on one column, whose parts of the file can then be skipped.
        sign = "<=" if sort[0].descending else ">="
        reach = Statement(f"{quote(sort[0].column)} {sign} ?", (after[0],))
        return _all([reach, _any(branches)])
    return _any(branches)


def _any(terms: Sequence[Statement]) -> Statement:
    return Statement(f"({' OR '.join(t.sql for t in terms)})", tuple(v for t in terms for v in t.values))


def _all(terms: Sequence[Statement]) -> Statement:
    return Statement(f"({' AND '.join(t.sql for t in terms)})", tuple(v for t in terms for v in t.values))
