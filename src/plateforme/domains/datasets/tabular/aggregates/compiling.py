"""From a question about groups to SQL, by pure functions.

Names come from the schema and are quoted, templates from the registry; every value is a bound parameter, and what a
question calls its results is only put into the answer: no text of a user reaches the SQL.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plateforme.domains.datasets.tabular.aggregates.local_time import paris, paris_day
from plateforme.domains.datasets.tabular.aggregates.measures import Clock
from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, Computed, Group
from plateforme.domains.datasets.tabular.aggregates.steps import Step
from plateforme.domains.datasets.tabular.compiler import beyond, order
from plateforme.domains.datasets.tabular.condition_sql import condition_sql
from plateforme.domains.datasets.tabular.statements import Statement, all_of, quote
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Condition

_LOCAL = {Clock.DAY: paris_day, Clock.TIME: paris}


@dataclass(frozen=True)
class Source:
    """Rows to group: SQL of a table, what must hold of each, and columns that are made from theirs."""

    table: str
    where: Statement | None
    made: tuple[Statement, ...] = ()

    def sql(self) -> Statement:
        """Write it as what stands behind FROM."""
        where = f" WHERE {self.where.sql}" if self.where else ""
        values = self.where.values if self.where else ()
        if not self.made:
            return Statement(f"{self.table}{where}", values)
        more = ", ".join(each.sql for each in self.made)
        made = tuple(value for each in self.made for value in each.values)
        return Statement(f"(SELECT *, {more} FROM {self.table}{where})", (*made, *values))


def groups_page(question: AggregateQuestion, *, source: str) -> Statement:
    """Select one page of groups and one more, which tells whether another page follows.

    The columns are the groups and then the measures, by their places: `g0`, `g1`, `m0`.
    """
    inner = _grouped(question, source=source)
    places = _places(question)
    chosen = ", ".join([*(places[each.name] for each in question.groups), *_finite(question)])
    sort = tuple(replace(step, column=places[step.column]) for step in question.sort)
    sql, values = f"SELECT * FROM (SELECT {chosen} FROM ({inner.sql}))", inner.values
    if question.after is not None:
        further = beyond(sort, question.after, filled=())
        sql, values = f"{sql} WHERE {further.sql}", (*values, *further.values)
    ordered = f" ORDER BY {', '.join(map(order, sort))}" if sort else ""
    return Statement(f"{sql}{ordered} LIMIT {question.limit + 1:d}", values)


def groups_count(question: AggregateQuestion, *, source: str) -> Statement:
    """Count the groups of the whole question, wherever its page is."""
    inner = _grouped(replace(question, measures=()), source=source)
    return Statement(f"SELECT count(*) FROM ({inner.sql})", inner.values)


def facet(group: Group, filters: Sequence[Condition], limit: int, *, source: str) -> Statement:
    """Select the most frequent values of a column: each with its rows, the number of groups and of rows in all.

    The group of missing values comes first, if there is one.
    """
    term, rows = _terms((group,), filters, source)
    from_ = rows.sql()
    grouped = f"SELECT {term[0].sql} AS g0, count(*) AS n FROM {from_.sql} GROUP BY 1"
    return Statement(
        f"SELECT g0, n, count(*) OVER (), sum(n) OVER () FROM ({grouped}) "
        f"ORDER BY (g0 IS NULL) DESC, n DESC, g0 LIMIT {limit + 1:d}",
        (*term[0].values, *from_.values),
    )


def extent(column: str, filters: Sequence[Condition], *, source: str) -> Statement:
    """Select the smallest and the largest value of a column, how many there are, and how many rows."""
    rows, name = _where(source, filters).sql(), quote(column)
    return Statement(f"SELECT min({name}), max({name}), count({name}), count(*) FROM {rows.sql}", rows.values)


def tally(group: Group, filters: Sequence[Condition], *, source: str) -> Statement:
    """Count the rows of each range of a histogram; missing values in none."""
    term, rows = _terms((group,), filters, source)
    from_ = rows.sql()
    name = quote(group.column)
    grouped = f"SELECT {term[0].sql} AS g0, count({name}) AS n FROM {from_.sql} GROUP BY 1"
    return Statement(f"SELECT g0, n FROM ({grouped}) WHERE g0 IS NOT NULL", (*term[0].values, *from_.values))


def _grouped(question: AggregateQuestion, *, source: str) -> Statement:
    terms, rows = _terms(question.groups, question.filters, source)
    chosen = [Statement(f"{term.sql} AS g{at}", term.values) for at, term in enumerate(terms)]
    chosen += [_measured(each, f"m{at}") for at, each in enumerate(question.measures)]
    from_ = rows.sql()
    by = f" GROUP BY {', '.join(str(at + 1) for at in range(len(terms)))}" if terms else ""
    select = ", ".join(each.sql for each in chosen) or "1"
    values = tuple(value for each in chosen for value in each.values)
    return Statement(f"SELECT {select} FROM {from_.sql}{by}", (*values, *from_.values))


def _terms(groups: Sequence[Group], filters: Sequence[Condition], source: str) -> tuple[list[Statement], Source]:
    """Write each group as SQL over rows that have what these groups need."""
    terms: list[Statement] = []
    made: dict[str, Statement] = {}
    for at, group in enumerate(groups):
        column = quote(group.column)
        if group.part is not None:
            if group.kind is ColumnType.DATETIME and group.part.needs is not Clock.UTC:
                # a blank is in no column's name; one conversion serves every part that needs it
                name = quote(f"{group.part.needs} {group.column}")
                made[name] = Statement(f"{_LOCAL[group.part.needs](column)} AS {name}")
                column = name
            terms.append(Statement(group.part.sql.format(column=column)))
        elif group.size is None:
            terms.append(Statement(column))
        elif group.kind is ColumnType.INTEGER and group.size == group.size.to_integral_value():
            size = int(group.size)
            below = f"({column} // ? - CASE WHEN {column} % ? < 0 THEN 1 ELSE 0 END)"
            terms.append(Statement(below, (size, size)))
        else:
            name = quote(f"bin {at}")
            step = Step.of(group.size)
            made[name] = Statement(f"floor({column}::DOUBLE / ?) AS {name}", (step.over / step.under,))
            terms.append(_range(f"{column}::DOUBLE", name, step))
    return terms, replace(_where(source, filters), made=tuple(made.values()))


def _range(value: str, count: str, step: Step) -> Statement:
    """Write where the range of a number begins: the largest multiple that is not above it.

    The quotient may be off by one where it is rounded; numbers so large that they are multiples themselves begin their
    own range. Adding 0 makes -0.0 a 0.
    """
    multiple = "({} * ? / ?)"
    this, above, under = (multiple.format(f"({count}{more})") for more in ("", " + 1", " - 1"))
    pair = (step.over, step.under)
    return Statement(
        f"(CASE WHEN abs({count}) >= {2**50:d} THEN {value} WHEN {above} <= {value} THEN {above} "
        f"WHEN {this} > {value} THEN {under} ELSE {this} END + 0.0)",
        pair * 5,
    )


def _measured(each: Computed, place: str) -> Statement:
    if each.column is None or each.kind is None:
        return Statement(f"{each.measure.bare} AS {place}")
    sql = each.measure.sql[each.kind].format(column=quote(each.column))
    values = (float(each.percent / 100),) if each.percent is not None else ()
    return Statement(f"{sql} AS {place}", values)


def _finite(question: AggregateQuestion) -> Iterator[str]:
    """Name the measures; what is beyond all numbers is missing, for JSON has no word for it."""
    for at, each in enumerate(question.measures):
        is_floating = each.kind is not None and each.measure.is_floating(each.kind)
        yield f"CASE WHEN isfinite(m{at}) THEN m{at} END AS m{at}" if is_floating else f"m{at}"


def _places(question: AggregateQuestion) -> dict[str, str]:
    """Say under which name each result of the question is in the SQL."""
    groups = {each.name: f"g{at}" for at, each in enumerate(question.groups)}
    return groups | {each.name: f"m{at}" for at, each in enumerate(question.measures)}


def _where(source: str, filters: Sequence[Condition]) -> Source:
    return Source(source, all_of([condition_sql(each) for each in filters]) if filters else None)
