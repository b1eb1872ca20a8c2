"""A question about groups of rows, as data: by what they are grouped, what is computed, in which order.

`group_by=commune,month(opened_at)&measures=count,sum(amount) as total`. Nothing here knows SQL; what a word may be is
in the registry of `measures`, which rows count is read as for every question about rows.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from plateforme.domains.datasets.tabular.aggregates.calls import Call, split_items
from plateforme.domains.datasets.tabular.aggregates.measures import (
    BIN,
    MEASURE_BY_NAME,
    NUMBERS,
    PART_BY_NAME,
    Measure,
    Part,
    listed_types,
)
from plateforme.domains.datasets.tabular.query import NARROWING, PINS, names_of, read_conditions
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.grammar.errors import BadValue, UnknownParameter
from plateforme.kit.grammar.parsing import CountMode, Names, Order, Pairs, read_count
from plateforme.kit.grammar.values import Scalar

GROUPS_LIMIT, GROUPS_LIMIT_MAX = 100, 10_000
"""How many groups a page holds, unless it says otherwise, and at most."""

GROUPINGS_MAX, MEASURES_MAX = 8, 20
"""How many columns a question may group by, and how many measures it may ask for."""

ACCEPTS = frozenset({"group_by", "measures", "sort", "limit", "cursor", "count"}) | PINS | NARROWING
"""Reserved words that mean something to a question about groups."""

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_SIZE = re.compile(r"[0-9]{1,18}(\.[0-9]{1,12})?")
_DIGITS = re.compile(r"[+-]?[0-9]+")
_COUNT: Final = "count"


@dataclass(frozen=True)
class Group:
    """One thing to group by: a column, a part of the moments in it, or ranges of the numbers in it."""

    name: str
    column: str
    kind: ColumnType
    part: Part | None = None
    size: Decimal | None = None

    def write(self, found: Scalar) -> Scalar:
        """Give what the answer says for what the engine found."""
        if found is None or not isinstance(found, int):
            return found
        if self.part is not None:
            return self.part.write(found)
        return found * int(self.size) if self.size is not None else found


@dataclass(frozen=True)
class Computed:
    """One thing to compute for each group: a measure, the column it is about, and its percentage."""

    name: str
    measure: Measure
    column: str | None = None
    kind: ColumnType | None = None
    percent: Decimal | None = None


@dataclass(frozen=True)
class AggregateQuestion:
    """Which groups of which rows, what is computed for each, in which order.

    `sort` names groups and measures as the answer does, and ends with every group: the order is total. `after` holds
    what the engine found for the last group already seen, in the order of the sort.
    """

    groups: tuple[Group, ...]
    measures: tuple[Computed, ...]
    filters: tuple[Condition, ...]
    sort: tuple[Order, ...]
    limit: int = GROUPS_LIMIT
    count: CountMode = "none"
    after: tuple[Scalar, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the answer calls its results: the groups, then the measures."""
        return (*(each.name for each in self.groups), *(each.name for each in self.measures))


def parse_aggregate(pairs: Pairs, schema: TableSchema, *, accepts: frozenset[str] = ACCEPTS) -> AggregateQuestion:
    """Read the parameters of a URL into a question about groups, or refuse with the place and the remedy."""
    names = names_of(schema)
    steering, conditions = read_conditions(pairs, names, schema, accepts=accepts)
    groups = read_groups("group_by", steering.get("group_by", ""), names)
    measures = read_measures(steering.get("measures", _COUNT), names)
    told = [*(each.name for each in groups), *(each.name for each in measures)]
    if len(set(told)) < len(told):
        advice = "two results would have the same name: ask for each once, or name one yourself, as in count as rows."
        raise BadValue("measures", advice)
    return AggregateQuestion(
        groups=groups,
        measures=measures,
        filters=conditions,
        sort=_read_sort(steering.get("sort", ""), groups, told),
        limit=read_groups_limit(steering.get("limit")),
        count="none" if read_count(steering.get("count", "none")) == "none" else "exact",
    )


def read_groups(parameter: str, text: str, names: Names) -> tuple[Group, ...]:
    """Read by what rows are grouped: columns, parts of moments, ranges of numbers."""
    return _each(parameter, text, names, _group, most=GROUPINGS_MAX)


def read_measures(text: str, names: Names) -> tuple[Computed, ...]:
    """Read what is computed for each group; the number of rows when nothing is said."""
    return _each("measures", text, names, _computed, most=MEASURES_MAX) or _each(
        "measures", _COUNT, names, _computed, most=1
    )


def read_groups_limit(text: str | None, *, default: int = GROUPS_LIMIT, most: int = GROUPS_LIMIT_MAX) -> int:
    """Read how many groups a page holds, brought back to what is possible."""
    return read_number("limit", text, default=default, most=most)


def read_number(parameter: str, text: str | None, *, default: int, most: int, least: int = 1) -> int:
    """Read a whole number from `least` to `most`, brought back to what is possible."""
    if text is None:
        return default
    if not _DIGITS.fullmatch(text):
        raise BadValue(
            parameter, f"{parameter} is a whole number from {least} to {most}, such as {parameter}={default}."
        )
    if text.startswith("-"):
        return least
    digits = text.lstrip("+0")
    return most if len(digits) > len(str(most)) else min(max(int(digits or "0"), least), most)


Read = TypeVar("Read")


def _each(
    parameter: str, text: str, names: Names, reading: Callable[[str, Call, Names], Read], *, most: int
) -> tuple[Read, ...]:
    items = split_items(parameter, text)
    if len(items) > most:
        raise BadValue(parameter, f"{parameter} takes {most} at most. Ask in several questions.")
    return tuple(
        reading(parameter, Call.of(item, is_column=lambda word: names.column(word) is not None), names)
        for item in items
    )


def _group(parameter: str, call: Call, names: Names) -> Group:
    if call.function is None:
        column = _column(parameter, call, names, functions=(*PART_BY_NAME, BIN))
        return Group(call.alias or column, column, names.kinds[column])
    part = PART_BY_NAME.get(call.function)
    if part is None and call.function != BIN:
        raise UnknownParameter(parameter, part=call.function, what=f"a part in {parameter}", known=[*PART_BY_NAME, BIN])
    column = _column(parameter, call, names)
    kind = names.kinds[column]
    name = call.alias or f"{call.function}_{column}"
    if part is not None:
        _fit(parameter, part.name, part.fits, column, names)
        _take(parameter, call, 1, f"{part.name}({column})")
        return Group(name, column, kind, part=part)
    _fit(parameter, BIN, NUMBERS, column, names)
    _take(parameter, call, 2, f"bin({column},1000)")
    return Group(name, column, kind, size=_size(parameter, call.arguments[1], column))


def _computed(parameter: str, call: Call, names: Names) -> Computed:
    word = call.function or call.word
    measure = MEASURE_BY_NAME.get(word)
    if measure is None:
        hint = (
            f"A column goes between parentheses, as in distinct({names.column(word)}). " if names.column(word) else ""
        )
        raise UnknownParameter(parameter, part=word, what="a measure", known=list(MEASURE_BY_NAME), hint=hint)
    if call.function is None:
        if measure.bare is None:
            raise BadValue(parameter, f"{measure.name} needs a column, such as measures={_example(measure, names)}.")
        return Computed(call.alias or measure.name, measure)
    column = _column(parameter, call, names)
    _fit(parameter, measure.name, measure.fits, column, names)
    if not measure.takes_percent:
        _take(parameter, call, 1, f"{measure.name}({column})")
        return Computed(call.alias or f"{measure.name}_{column}", measure, column, names.kinds[column])
    _take(parameter, call, 2, f"{measure.name}({column},95)")
    percent = _percent(parameter, call.arguments[1], column)
    name = f"{measure.name}_{percent:f}_{column}".replace(".", "_")
    return Computed(call.alias or name, measure, column, names.kinds[column], percent)


def _column(parameter: str, call: Call, names: Names, *, functions: Sequence[str] = ()) -> str:
    word = call.column
    if column := names.column(word):
        return column
    known = [*names.kinds, *(f"{name}(…)" for name in functions)]
    raise UnknownParameter(parameter, part=word, what=f"a column in {parameter}", known=known, hint=names.hint(word))


def _fit(parameter: str, name: str, fits: Sequence[ColumnType], column: str, names: Names) -> None:
    kind = names.kinds[column]
    if kind in fits:
        return
    other = next((each for each, its in names.kinds.items() if its in fits), None)
    more = ",95" if name == "percentile" else ",1000" if name == BIN else ""
    example = f", such as {parameter}={name}({other}{more})" if other else "; this dataset has none"
    raise BadValue(
        parameter,
        f"{name} needs a column of type {listed_types(fits)}{example}. The one given is of type {kind.value}.",
    )


def _take(parameter: str, call: Call, count: int, example: str) -> None:
    if len(call.arguments) != count:
        raise BadValue(
            parameter, f"{call.function} takes {'a column' if count == 1 else 'a column and a number'}: {example}."
        )


def _size(parameter: str, text: str, column: str) -> Decimal:
    if not _SIZE.fullmatch(text) or not Decimal(text):
        raise BadValue(parameter, f"the size of a range is a number above 0, such as {parameter}=bin({column},1000).")
    return Decimal(text).normalize()


def _percent(parameter: str, text: str, column: str) -> Decimal:
    percent = Decimal(text).normalize() if _PERCENT.fullmatch(text) else None
    if percent is None or percent > 100:  # noqa: PLR2004  # percent
        raise BadValue(
            parameter, f"a percentile is a number from 0 to 100, such as {parameter}=percentile({column},95)."
        )
    return percent


def _example(measure: Measure, names: Names) -> str:
    column = next((name for name, kind in names.kinds.items() if kind in measure.fits), None)
    return f"{measure.name}({column}{',95' if measure.takes_percent else ''})" if column else measure.example


def _read_sort(text: str, groups: Sequence[Group], told: Sequence[str]) -> tuple[Order, ...]:
    steps: dict[str, Order] = {}
    for word in split_items("sort", text):
        name = word.removeprefix("-")
        if name not in told:
            raise UnknownParameter("sort", part=name, what="a name in sort", known=told)
        steps.setdefault(name, Order(name, descending=word.startswith("-")))
    for group in groups:
        steps.setdefault(group.name, Order(group.name))
    return tuple(steps.values())
