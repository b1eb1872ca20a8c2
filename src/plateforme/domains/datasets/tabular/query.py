"""A question about the rows of one table, as data: read from the parameters of a URL, checked against the schema.

The grammar is `column=value` and `column__operator=value`. A column is named by its machine name, or by the label that
the source gave it when no other column has that label. A few words are reserved and reach a column of the same name
only with an operator (`limit__eq=3`). Nothing here knows SQL.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from plateforme.domains.datasets.tabular.operators import BY_NAME, EQ, Operator, fitting
from plateforme.domains.datasets.tabular.query_errors import BadValue, UnknownParameter, listed
from plateforme.domains.datasets.tabular.table_schema import ROW, ColumnType, TableSchema
from plateforme.domains.datasets.tabular.values import READINGS, Scalar, pack, read, split_list

PINS = frozenset({"version", "as_of", "schema"})
"""Words that say which version is meant: the caller reads them, for they decide on the columns."""

RESERVED = frozenset({"limit", "cursor", "sort", "fields", "count"}) | PINS
"""Words that steer the answer today."""

RESERVED_LATER = frozenset(
    {
        *("q", "filter", "bbox", "near", "radius", "within", "group_by", "measures", "facets", "histogram"),
        *("format", "delimiter", "labels", "decimal", "with_bom", "lang"),
    }
)
"""Words kept free from the first day, so that giving them a meaning changes no existing question."""

LIMIT, LIMIT_MAX, LIST_MAX = 20, 1000, 1000
_DIGITS = re.compile(r"[+-]?[0-9]+")

Pairs = Sequence[tuple[str, str]]


class Stored(Protocol):
    """One Parquet in the object store."""

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal: the identity of the version."""
        ...

    @property
    def parquet_key(self) -> str:
        """Where its Parquet is kept in the object store."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it has."""
        ...

    @property
    def schema(self) -> TableSchema:
        """Its columns and its key."""
        ...


class Table(Stored, Protocol):
    """What a published table must tell to be queried."""

    @property
    def number(self) -> int:
        """The version's number."""
        ...

    @property
    def base(self) -> Stored | None:
        """The whole table of which this one's Parquet says only what differs; None when it is whole itself."""
        ...


@dataclass(frozen=True)
class Filter:
    """One condition: an operator on a column, with its typed value or values."""

    column: str
    operator: Operator
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Order:
    """One step of a sort."""

    column: str
    descending: bool = False


NATURAL = (Order(ROW),)
"""The order in which rows are stored: that of the key."""


@dataclass(frozen=True)
class Question:
    """Which rows, in which order, with which columns. Two URLs that mean the same give equal questions.

    `sort` ends with `_row`, which numbers the rows in the order of the key: the order is total, whatever comes before.
    `after` holds the sort values of the last row already seen.
    """

    filters: tuple[Filter, ...]
    sort: tuple[Order, ...]
    fields: tuple[str, ...]
    limit: int = LIMIT
    count: Literal["none", "exact"] = "none"
    after: tuple[Scalar, ...] | None = None

    def conditions(self) -> str:
        """Write the filters in one canonical way: the key under which a total is kept."""
        return json.dumps(
            sorted([each.column, each.operator.name, [pack(value) for value in each.values]] for each in self.filters),
            default=str,
        )


def columns(schema: TableSchema) -> dict[str, ColumnType]:
    """Give the columns that are seen from outside, in order; `_row` is one only when it is the key."""
    seen = {column.name: column.type for column in schema.columns}
    return seen if schema.primary_key else {**seen, ROW: ColumnType.INTEGER}


@dataclass(frozen=True)
class _Names:
    """The names by which a question may call the columns of a table."""

    schema: TableSchema
    kinds: dict[str, ColumnType]

    def column(self, word: str) -> str | None:
        """Give the machine name of the column that is meant; a machine name goes before the label of another column."""
        if word in self.kinds:
            return word
        bearers = self.bearers(word)
        return bearers[0] if len(bearers) == 1 else None

    def bearers(self, label: str) -> tuple[str, ...]:
        """Name the columns with this label."""
        return tuple(each.name for each in self.schema.columns if each.label == label)

    def hint(self, word: str) -> str:
        """Say which columns share a label, when that is why it names none."""
        bearers = self.bearers(word)
        return f"Several columns have this label; use their names: {listed(bearers)}. " if len(bearers) > 1 else ""


def parse(
    pairs: Pairs, schema: TableSchema, *, accepts: frozenset[str] = RESERVED, filterable: bool = True
) -> Question:
    """Read the parameters of a URL into a question, or refuse with the place and the remedy.

    `accepts` names the reserved words that have a meaning here; `cursor` and PINS are read by the caller.
    """
    known = columns(schema)
    names = _Names(schema, known)
    steering: dict[str, str] = {}
    filters: list[Filter] = []
    for name, text in pairs:
        if name in steering:
            raise BadValue(name, f"{name} is given once at most.")
        if name in accepts:
            steering[name] = text
        elif name in RESERVED | RESERVED_LATER or not filterable:
            raise _not_here(name, known if filterable else {}, accepts)
        else:
            filters.append(_filter(name, text, names, accepts))
    return Question(
        filters=tuple(filters),
        sort=_sort(steering.get("sort", ""), names),
        fields=_fields(steering.get("fields"), names),
        limit=_limit(steering.get("limit")),
        count=_count(steering.get("count", "none")),
    )


def is_whole(question: Question, table: Table) -> bool:
    """Tell whether a question asks for the whole table as it is: every row and column, in the order of the key."""
    return not question.filters and question.fields == tuple(columns(table.schema)) and question.sort == NATURAL


def parse_key(parts: Sequence[str], schema: TableSchema) -> tuple[Scalar, ...] | None:
    """Read the values of a key; None when they cannot be the key of any row."""
    known = columns(schema)
    if len(parts) != len(schema.key):
        return None
    try:
        return tuple(read(known[name], part) for name, part in zip(schema.key, parts, strict=True))
    except ValueError:
        return None


def _filter(parameter: str, text: str, names: _Names, accepts: frozenset[str]) -> Filter:
    called, separator, word = parameter.rpartition("__")
    if not separator or names.column(parameter):
        called, word = parameter, EQ.name
    column = names.column(called)
    if column is None:
        known, hint = [*names.kinds, *sorted(accepts)], names.hint(called)
        raise UnknownParameter(parameter, part=called, what="a column or parameter", known=known, hint=hint)
    kind = names.kinds[column]
    operator = BY_NAME.get(word)
    if operator is None or kind not in operator.fits:
        known = [each.name for each in fitting(kind)]
        what = f"an operator on {column} ({kind.value})"
        raise UnknownParameter(parameter, part=word, what=what, known=known)
    return Filter(column, operator, _values(parameter, text, kind, operator))


def _values(parameter: str, text: str, kind: ColumnType, operator: Operator) -> tuple[Scalar, ...]:
    if not operator.takes_value:
        kind, text = ColumnType.BOOLEAN, text or "true"
    texts = split_list(text) if operator.takes_list else [text]
    if len(texts) > LIST_MAX:
        raise BadValue(parameter, f"a list holds {LIST_MAX} values at most. Ask in several questions.")
    try:
        return tuple(read(kind, each) for each in texts)
    except ValueError as error:
        form = READINGS[kind]
        raise BadValue(
            parameter,
            f"this is a column of type {kind.value}; give {form.expected}, such as {parameter}={form.example}."
            if operator.takes_value
            else f"give true or false, or nothing, such as {parameter}=true.",
        ) from error


def _not_here(name: str, known: dict[str, ColumnType], accepts: frozenset[str]) -> UnknownParameter:
    hint = f"{name} is a reserved word: for the column, write {name}__eq=. " if name in known else ""
    names = [*sorted(accepts), *known]
    return UnknownParameter(name, part=f"{name}__eq" if hint else name, what="a parameter", known=names, hint=hint)


def _sort(text: str, names: _Names) -> tuple[Order, ...]:
    steps: dict[str, Order] = {}
    for word in filter(None, split_list(text)):
        column = _column("sort", word.removeprefix("-"), names)
        steps.setdefault(column, Order(column, descending=word.startswith("-")))
    steps.setdefault(ROW, NATURAL[0])
    return tuple(steps.values())


def _fields(text: str | None, names: _Names) -> tuple[str, ...]:
    if text is None:
        return tuple(names.kinds)
    asked = tuple(dict.fromkeys(_column("fields", word, names) for word in filter(None, split_list(text))))
    if not asked:
        raise BadValue("fields", f"name at least one column, such as fields={next(iter(names.kinds))}.")
    return asked


def _column(parameter: str, word: str, names: _Names) -> str:
    if column := names.column(word):
        return column
    what, hint = f"a column in {parameter}", names.hint(word)
    raise UnknownParameter(parameter, part=word, what=what, known=list(names.kinds), hint=hint)


def _limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    if not _DIGITS.fullmatch(text):
        raise BadValue("limit", f"limit is a whole number from 1 to {LIMIT_MAX}, such as limit=100.")
    if text.startswith("-"):
        return 1
    digits = text.lstrip("+0")
    return LIMIT_MAX if len(digits) > len(str(LIMIT_MAX)) else min(max(int(digits or "0"), 1), LIMIT_MAX)


def _count(text: str) -> Literal["none", "exact"]:
    if text == "exact":
        return "exact"
    if text != "none":
        raise BadValue("count", "count is none or exact, such as count=exact.")
    return "none"
