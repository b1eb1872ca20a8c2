"""From a question to SQL, by pure functions.

Names come from the schema and are quoted; every value is a bound parameter, so that no text of a user reaches the SQL.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from plateforme.domains.datasets.tabular.condition_sql import condition_sql
from plateforme.domains.datasets.tabular.place_sql import distance
from plateforme.domains.datasets.tabular.query import DISTANCE, NATURAL, SCORE, Question
from plateforme.domains.datasets.tabular.statements import Statement, all_of, any_of, quote
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.domains.datasets.tabular.word_sql import score
from plateforme.kit.grammar.conditions import Condition, Words
from plateforme.kit.grammar.parsing import Order
from plateforme.kit.grammar.values import Scalar


def page(question: Question, *, source: str) -> Statement:
    """Select one page and one row more, which tells whether another page follows.

    The columns of the sort come after the fields: they make the cursor.
    """
    chosen = [quote(name) for name in (*question.fields, *(step.column for step in question.sort))]
    rows = _rows(question, source)
    rest = f"{_order_by(question)} LIMIT {question.limit + 1:d}"
    return Statement(f"SELECT {', '.join(chosen)} FROM {rows.sql}{rest}", rows.values)


def by_key(question: Question, key: Sequence[str]) -> Question:
    """Let the key itself decide ties, for a table in which `_row` does not number the rows in its order."""
    steps = tuple(step for step in question.sort if step.column != ROW)
    return replace(question, sort=(*steps, *_rest_of(key, steps)))


def layer(question: Question, *, source: str, key: Sequence[str], limit: int, without: str | None = None) -> Statement:
    """Select the beginning of a question that is asked `by_key`, from a table stored in the order of that key.

    After the fields come the columns of the sort, then `_row`. `without` names a table whose `_row`s do not count.
    """
    chosen = [quote(name) for name in (*question.fields, *(step.column for step in question.sort), ROW)]
    kept = [] if without is None else [Statement(f"{ROW} NOT IN (SELECT {ROW} FROM {without})")]
    rows = _rows(question, source, filled=key, more=kept)
    rest = f"{_order_stored(question.sort, key)} LIMIT {limit:d}"
    return Statement(f"SELECT {', '.join(chosen)} FROM {rows.sql}{rest}", rows.values)


def _rest_of(key: Sequence[str], steps: Sequence[Order]) -> tuple[Order, ...]:
    named = {step.column for step in steps}
    return tuple(Order(name) for name in key if name not in named)


def _order_stored(sort: tuple[Order, ...], key: Sequence[str]) -> str:
    # Where only the key is left to decide, the place of the row does, and costs no comparison of texts.
    first = next(at for at in range(len(sort) + 1) if sort[at:] == _rest_of(key, sort[:at]))
    if not first:
        return ""
    return " ORDER BY " + ", ".join([*(order(step) for step in sort[:first]), "rowid"])


def count(question: Question, *, source: str) -> Statement:
    """Count the rows of the whole question, wherever its page is."""
    where = _where(question.filters)
    return Statement(f"SELECT count(*) FROM {source}{where.sql}", where.values)


def balance(question: Question, *, rows: str, gone: str, fresh: str) -> Statement:
    """Count the rows of the whole question in a table of layers."""
    where = _where(question.filters)
    base, lost, more = (f"(SELECT count(*) FROM {name}{where.sql})" for name in (rows, gone, fresh))
    return Statement(f"SELECT {base} - {lost} + {more}", where.values * 3)


def up_to(key: Sequence[str], values: Sequence[Scalar], *, source: str) -> Statement:
    """Count the rows whose key comes no later than this one."""
    further = beyond([Order(name) for name in key], values, filled=key)
    return Statement(f"SELECT count(*) FROM {source} WHERE NOT {further.sql}", further.values)


def one(fields: Sequence[str], *, source: str, key: Sequence[str], values: Sequence[Scalar]) -> Statement:
    """Select the row with this key."""
    chosen = ", ".join(quote(name) for name in fields)
    where = " AND ".join(f"{quote(name)} = ?" for name in key)
    return Statement(f"SELECT {chosen} FROM {source} WHERE {where} LIMIT 1", tuple(values))


def every(question: Question, *, source: str) -> Statement:
    """Select all rows of a question, for an export."""
    chosen = [quote(name) for name in question.fields]
    rows = _rows(question, source)
    return Statement(f"SELECT {', '.join(chosen)} FROM {rows.sql}{_order_by(question)}", rows.values)


def _order_by(question: Question) -> str:
    # Rows are stored in this order and one thread reads them: it costs no sort, and a page stops early.
    if question.sort == NATURAL:
        return ""
    return " ORDER BY " + ", ".join(order(step) for step in question.sort)


def order(step: Order) -> str:
    """Write one step of a sort."""
    # Missing values close the list in both directions: a reader who sorts wants values first.
    return f"{quote(step.column)} {'DESC' if step.descending else 'ASC'} NULLS LAST"


def _rows(
    question: Question, source: str, *, filled: Collection[str] = (ROW,), more: Sequence[Statement] = ()
) -> Statement:
    """Write the rows of a question after those already seen, as what stands behind FROM."""
    computed = _computed(question)
    seen = [] if question.after is None else [beyond(question.sort, question.after, filled={*filled, *computed})]
    if not computed:
        where = _where(question.filters, [*seen, *more])
        return Statement(f"{source}{where.sql}", where.values)
    # Only of what was found: the engine would compute a column before it looks at the conditions.
    found, further = _where(question.filters, more), _where((), seen)
    place = "" if source.startswith("(") else "rowid, "
    told = ", ".join(f"{each.sql} AS {quote(name)}" for name, each in computed.items())
    rows = f"(SELECT *, {told} FROM (SELECT {place}* FROM {source}{found.sql}))"
    values = (*(value for each in computed.values() for value in each.values), *found.values, *further.values)
    return Statement(f"{rows}{further.sql}", values)


def _computed(question: Question) -> dict[str, Statement]:
    """Write the columns that a question names and no table has; no row that is found misses one."""
    named = {*question.fields, *(step.column for step in question.sort)}
    words = next((each for each in question.filters if isinstance(each, Words)), None)
    computed = {}
    if SCORE in named and words is not None:
        computed[SCORE] = score(words)
    if DISTANCE in named and question.near is not None:
        computed[DISTANCE] = distance(question.near)
    return computed


def _where(conditions: Sequence[Condition], more: Sequence[Statement] = ()) -> Statement:
    terms = [*(condition_sql(each) for each in conditions), *more]
    if not terms:
        return Statement("")
    return Statement(f" WHERE {' AND '.join(term.sql for term in terms)}", tuple(v for t in terms for v in t.values))


def beyond(sort: Sequence[Order], after: Sequence[Scalar], *, filled: Collection[str]) -> Statement:
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
        branches.append(all_of([*tied, Statement(further, (value,))]))
        tied.append(Statement(f"{column} = ?", (value,)))
    if not branches:
        return Statement("FALSE")
    if len(branches) > 1 and sort[0].column in filled:
        # Says nothing new, but on one column, whose parts of the file can then be skipped.
        sign = "<=" if sort[0].descending else ">="
        reach = Statement(f"{quote(sort[0].column)} {sign} ?", (after[0],))
        return all_of([reach, any_of(branches)])
    return any_of(branches)
