"""A question about the rows of one table, as data: read from the parameters of a URL, checked against the schema.

The grammar is that of every collection (`kit.grammar`). Nothing here knows SQL.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from plateforme.domains.datasets.tabular.geometry import POINT
from plateforme.domains.datasets.tabular.table_schema import ROW, TableSchema
from plateforme.kit.grammar.areas import AREAS, read_areas
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Circle, Condition, Place, canonical
from plateforme.kit.grammar.cql2 import read_filter
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.parsing import (
    LIMIT,
    CountMode,
    Names,
    Order,
    Pairs,
    read_count,
    read_fields,
    read_limit,
    read_parameters,
    read_sort,
)
from plateforme.kit.grammar.values import Scalar, read
from plateforme.kit.grammar.words import read_words

PINS = frozenset({"version", "as_of", "schema"})
"""Words that say which version is meant: the caller reads them, for they decide on the columns."""

NARROWING: frozenset[str] = frozenset({"q", "filter"}) | AREAS
"""Words that say which rows are meant, beside the filters: `read_conditions` reads them for every kind of question."""

RESERVED = frozenset({"limit", "cursor", "sort", "fields", "count"}) | PINS | NARROWING
"""Words that steer the answer today."""

RESERVED_LATER = frozenset(
    {
        *("group_by", "measures", "facets", "histogram"),
        *("format", "delimiter", "labels", "decimal", "with_bom", "lang"),
    }
)
"""Words kept free from the first day, so that giving them a meaning changes no existing question."""


DISTANCE = "_distance"
"""What `sort` and `fields` call the metres between `near` and a row. No column can have this name."""

SCORE = "_score"
"""What `sort` calls how well a row answers `q`: 3, a text is just these words, in this order; 2, a text begins with
them; 1, a text holds them side by side; 0, they are found here and there. No column can have this name."""


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


NATURAL = (Order(ROW),)
"""The order in which rows are stored: that of the key."""


@dataclass(frozen=True)
class Question:
    """Which rows, in which order, with which columns. Two URLs that mean the same give equal questions.

    `sort` ends with `_row`, which numbers the rows in the order of the key: the order is total, whatever comes before.
    `after` holds the sort values of the last row already seen.
    """

    filters: tuple[Condition, ...]
    sort: tuple[Order, ...]
    fields: tuple[str, ...]
    limit: int = LIMIT
    count: CountMode = "none"
    after: tuple[Scalar, ...] | None = None

    @property
    def near(self) -> Circle | None:
        """The circle whose centre distances are told from."""
        return next((each for each in self.filters if isinstance(each, Circle)), None)

    @cached_property
    def conditions(self) -> bytes:
        """The digest of the conditions, written in one canonical way: the key under which a total is kept.

        They may be long, as those of an outline are.
        """
        return hashlib.sha256(canonical(self.filters).encode("utf-8", "replace")).digest()


def names_of(schema: TableSchema) -> Names:
    """Give the names by which a question may call the columns of a table."""
    return Names(schema.kinds, schema.bearers)


def searchable(schema: TableSchema) -> tuple[str, ...]:
    """Give the columns that words are looked for in: all texts but the shapes of places."""
    return schema.searchable


def place_of(schema: TableSchema) -> Place | None:
    """Say where the rows of a table are kept; None when they have no place."""
    if schema.geometry is None:
        return None
    if schema.geometry.kind == POINT:
        return Place(schema.geometry.longitude, schema.geometry.latitude)
    return Place(column=schema.geometry.column)


def read_conditions(
    pairs: Pairs, names: Names, schema: TableSchema, *, accepts: frozenset[str], filterable: bool = True
) -> tuple[dict[str, str], tuple[Condition, ...]]:
    """Part the words that steer an answer from what every row must satisfy: filters, and the words of NARROWING.

    Pages, exports and aggregates all read their conditions here, so that a new kind of condition serves each of them.
    """
    reserved = RESERVED | RESERVED_LATER
    steering, filters = read_parameters(pairs, names, accepts=accepts, reserved=reserved, filterable=filterable)
    conditions: list[Condition] = [*filters]
    if "q" in steering:
        conditions.append(read_words(steering["q"], searchable(schema)))
    place = place_of(schema)
    conditions.extend(read_areas(steering, place))
    if "filter" in steering:
        conditions.append(read_filter(steering["filter"], names, place))
    return steering, tuple(conditions)


def parse(
    pairs: Pairs, schema: TableSchema, *, accepts: frozenset[str] = RESERVED, filterable: bool = True
) -> Question:
    """Read the parameters of a URL into a question, or refuse with the place and the remedy.

    `accepts` names the reserved words that have a meaning here; `cursor` and PINS are read by the caller.
    """
    names = names_of(schema)
    steering, conditions = read_conditions(pairs, names, schema, accepts=accepts, filterable=filterable)
    # A page around a point tells how far each row is; a file has the columns of the table.
    is_told = "near" in steering and "limit" in accepts
    told = replace(names, kinds={**names.kinds, DISTANCE: ColumnType.NUMBER}) if is_told else names
    return Question(
        filters=conditions,
        sort=_read_sort(steering.get("sort", ""), names, steering),
        fields=read_fields(steering.get("fields"), told),
        limit=read_limit(steering.get("limit")),
        count=read_count(steering.get("count", "none")),
    )


def _read_sort(text: str, names: Names, steering: Collection[str]) -> tuple[Order, ...]:
    if not text:
        return NATURAL
    computed = {SCORE: ColumnType.INTEGER, DISTANCE: ColumnType.NUMBER}
    steps = read_sort(text, replace(names, kinds={**names.kinds, **computed}), last=ROW)
    named = {step.column for step in steps}
    if SCORE in named and "q" not in steering:
        raise BadValue("sort", f"{SCORE} tells how well a row answers q: give q too, or sort by columns only.")
    if DISTANCE in named and "near" not in steering:
        raise BadValue("sort", f"{DISTANCE} tells how far a row is from near: give near too, or sort by columns only.")
    return steps


def is_whole(question: Question, table: Table) -> bool:
    """Tell whether a question asks for the whole table as it is: every row and column, in the order of the key."""
    return not question.filters and question.fields == tuple(table.schema.kinds) and question.sort == NATURAL


def parse_key(parts: Sequence[str], schema: TableSchema) -> tuple[Scalar, ...] | None:
    """Read the values of a key; None when they cannot be the key of any row."""
    known = schema.kinds
    if len(parts) != len(schema.key):
        return None
    try:
        return tuple(read(known[name], part) for name, part in zip(schema.key, parts, strict=True))
    except ValueError:
        return None
