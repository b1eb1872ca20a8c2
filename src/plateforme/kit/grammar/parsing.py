"""From the parameters of a URL to the parts of a question, for any collection: what a reserved word is, what a filter.

The grammar is `column=value` and `column__operator=value`. A column is named by its machine name, or by its label when
no other column has that label. A reserved word reaches a column of the same name only with an operator (`limit__eq=3`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Filter
from plateforme.kit.grammar.errors import BadValue, UnknownParameter, listed
from plateforme.kit.grammar.operators import BY_NAME, EQ, Operator, fitting
from plateforme.kit.grammar.values import READINGS, Reading, Scalar, read, split_list

LIMIT, LIMIT_MAX, LIST_MAX = 20, 1000, 1000
FILTERS_MAX: Final = 500
"""Filters of a question: what plans it takes time that grows with their square."""

_DIGITS: Final = re.compile(r"[+-]?[0-9]+")
_USUAL: Final = {str(limit): limit for limit in range(1, LIMIT_MAX + 1)}
"""Limits as they are nearly always written."""

Pairs = Sequence[tuple[str, str]]
"""The parameters of a URL, in the order in which they were sent."""

CountMode = Literal["none", "estimate", "exact"]


@dataclass(frozen=True)
class Order:
    """One step of a sort."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Names:
    """The names by which a question may call the columns of a collection."""

    kinds: Mapping[str, ColumnType]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which columns bear a label."""
    readings: Mapping[ColumnType, Reading] = field(default_factory=lambda: READINGS)
    """How each type is written."""

    def column(self, word: str) -> str | None:
        """Give the machine name of the column that is meant; a machine name goes before the label of another column."""
        if word in self.kinds:
            return word
        bearers = self.labels.get(word, ())
        return bearers[0] if len(bearers) == 1 else None

    def hint(self, word: str) -> str:
        """Say which columns share a label, when that is why it names none."""
        bearers = self.labels.get(word, ())
        return f"Several columns have this label; use their names: {listed(bearers)}. " if len(bearers) > 1 else ""

    def require(self, parameter: str, word: str) -> str:
        """Give the column that a parameter such as `sort` names, or refuse."""
        if column := self.column(word):
            return column
        what, hint = f"a column in {parameter}", self.hint(word)
        raise UnknownParameter(parameter, part=word, what=what, known=list(self.kinds), hint=hint)


def read_parameters(
    pairs: Pairs, names: Names, *, accepts: frozenset[str], reserved: frozenset[str], filterable: bool = True
) -> tuple[dict[str, str], tuple[Filter, ...]]:
    """Part the words that steer an answer from the filters; refuse what is neither.

    `accepts` are the reserved words that have a meaning here.
    """
    steering: dict[str, str] = {}
    filters: list[Filter] = []
    for name, text in pairs:
        if name in steering:
            raise BadValue(name, f"{name} is given once at most.", french=f"{name} se donne une fois au plus.")
        if name in accepts:
            steering[name] = text
        elif name in reserved or not filterable:
            raise _not_here(name, names.kinds if filterable else {}, accepts)
        elif len(filters) == FILTERS_MAX:
            raise BadValue(
                name,
                f"a question has {FILTERS_MAX} filters at most. Ask in several questions.",
                french=f"une question a {FILTERS_MAX} filtres au plus. Posez plusieurs questions.",
            )
        else:
            filters.append(_filter(name, text, names, accepts))
    return steering, tuple(filters)


def read_values(
    parameter: str,
    text: str,
    kind: ColumnType,
    operator: Operator,
    readings: Mapping[ColumnType, Reading] = READINGS,
) -> tuple[Scalar, ...]:
    """Read what an operator compares with, typed as its column."""
    if not operator.takes_value:
        kind, text = ColumnType.BOOLEAN, text or "true"
    texts = split_list(text) if operator.takes_list else [text]
    if len(texts) > LIST_MAX:
        raise BadValue(
            parameter,
            f"a list holds {LIST_MAX} values at most. Ask in several questions.",
            french=f"une liste a {LIST_MAX} valeurs au plus. Posez plusieurs questions.",
        )
    if operator.takes_pattern and ends_open(text):
        raise BadValue(
            parameter,
            "the pattern ends with a lone \\: write \\\\ for the sign itself.",
            french="le motif finit par un \\ seul : écrivez \\\\ pour le signe lui-même.",
        )
    try:
        return tuple(read(kind, each, readings) for each in texts)
    except ValueError as error:
        form = readings[kind]
        raise BadValue(
            parameter,
            f"this is a column of type {kind.value}; give {form.expected}, such as {parameter}={form.example}."
            if operator.takes_value
            else f"give true or false, or nothing, such as {parameter}=true.",
            french=f"cette colonne est de type {kind.value} ; donnez {form.french}, comme {parameter}={form.example}."
            if operator.takes_value
            else f"donnez true ou false, ou rien, comme {parameter}=true.",
        ) from error


def ends_open(pattern: str) -> bool:
    """Tell whether the last character of a pattern escapes one that is not there."""
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 1


def read_sort(text: str, names: Names, *, last: str) -> tuple[Order, ...]:
    """Read an order; it ends with `last`, which no two things share."""
    steps: dict[str, Order] = {}
    for word in filter(None, split_list(text)):
        column = names.require("sort", word.removeprefix("-"))
        steps.setdefault(column, Order(column, descending=word.startswith("-")))
    steps.setdefault(last, Order(last))
    return tuple(steps.values())


def read_fields(text: str | None, names: Names) -> tuple[str, ...]:
    """Read which columns to answer, in their order; all of them when nothing is said."""
    if text is None:
        return tuple(names.kinds)
    asked = tuple(dict.fromkeys(names.require("fields", word) for word in filter(None, split_list(text))))
    if not asked:
        first = next(iter(names.kinds))
        raise BadValue(
            "fields",
            f"name at least one column, such as fields={first}.",
            french=f"nommez au moins une colonne, comme fields={first}.",
        )
    return asked


def read_limit(text: str | None) -> int:
    """Read how many things a page holds, brought back to what is possible."""
    if text is None:
        return LIMIT
    if text in _USUAL:
        return _USUAL[text]
    if not _DIGITS.fullmatch(text):
        raise BadValue(
            "limit",
            f"limit is a whole number from 1 to {LIMIT_MAX}, such as limit=100.",
            french=f"limit est un nombre entier de 1 à {LIMIT_MAX}, comme limit=100.",
        )
    if text.startswith("-"):
        return 1
    digits = text.lstrip("+0")
    return LIMIT_MAX if len(digits) > len(str(LIMIT_MAX)) else min(max(int(digits or "0"), 1), LIMIT_MAX)


def read_count(text: str) -> CountMode:
    """Read whether the things of all pages are counted."""
    match text:
        case "none" | "estimate" | "exact":
            return text
        case _:
            raise BadValue(
                "count",
                "count is none, estimate or exact, such as count=exact.",
                french="count vaut none, estimate ou exact, comme count=exact.",
            )


def _filter(parameter: str, text: str, names: Names, accepts: frozenset[str]) -> Filter:
    called, separator, word = parameter.rpartition("__")
    if not separator or names.column(parameter):
        called, word = parameter, EQ.name
    column = names.column(called)
    if column is None:
        known, hint = list(dict.fromkeys([*names.kinds, *sorted(accepts)])), names.hint(called)
        raise UnknownParameter(parameter, part=called, what="a column or parameter", known=known, hint=hint)
    kind = names.kinds[column]
    operator = BY_NAME.get(word)
    if operator is None or kind not in operator.fits:
        known = [each.name for each in fitting(kind)]
        what = f"an operator on {column} ({kind.value})"
        raise UnknownParameter(parameter, part=word, what=what, known=known)
    return Filter(column, operator, read_values(parameter, text, kind, operator, names.readings))


def _not_here(name: str, known: Mapping[str, ColumnType], accepts: frozenset[str]) -> UnknownParameter:
    hint = f"{name} is a reserved word: for the column, write {name}__eq=. " if name in known else ""
    every = list(dict.fromkeys([*sorted(accepts), *known]))
    return UnknownParameter(name, part=f"{name}__eq" if hint else name, what="a parameter", known=every, hint=hint)
