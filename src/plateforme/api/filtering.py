"""Filters of lists on the wire: any field with any operator, read and documented from what the list declares.

The parameters that a list names are the same conditions, with values that the document types.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from plateforme.api.wire import WireIn
from plateforme.kit.grammar.areas import NoPlaces
from plateforme.kit.grammar.conditions import Condition, Filter
from plateforme.kit.grammar.cql2 import read_filter
from plateforme.kit.grammar.cql2_text import LENGTH_MAX
from plateforme.kit.grammar.errors import BadValue, UnknownParameter
from plateforme.kit.grammar.listing import COMPARISONS_MAX, Listing, comparisons
from plateforme.kit.grammar.listing import Field as ListedField
from plateforme.kit.grammar.operators import BY_NAME, OPERATORS, fitting
from plateforme.kit.grammar.values import Scalar

REFUSED: Final = (UnknownParameter, BadValue, NoPlaces)
"""How filters can be refused."""

_OPERATORS: Final = "\n".join(f"| `{operator.name}` | {operator.sentence} |" for operator in OPERATORS)

_GRAMMAR: Final = f"""\
Any number of filters, each a parameter of its own: `field=value` or `field__operator=value`; all must hold. A day, or
an hour without offset, is of Europe/Paris. Of a list, one item must satisfy; `ne` wants none to be equal; `isnull`
wants it empty.

| operator | gives |
|---|---|
{_OPERATORS}

| field | type | operators |
|---|---|---|
"""


class Filtered(WireIn):
    """Parameters of a list that can be filtered by any of its fields: those without a name of their own are filters."""

    model_config = ConfigDict(extra="ignore")

    listing: ClassVar[Listing]

    filter: Annotated[str, Field(max_length=LENGTH_MAX)] | None = Field(
        default=None,
        description="What several filters, which must all hold, cannot say: a condition in CQL2 text (OGC 21-065r2), "
        "with AND, OR, NOT, comparisons, BETWEEN, IN, LIKE and IS NULL.",
        examples=["updated_at > TIMESTAMP('2026-03-01T00:00:00Z') OR updated_at IS NULL"],
    )

    def where(self, pairs: Sequence[tuple[str, str]]) -> tuple[Condition, ...]:
        """What all things of the answer satisfy; a filter on what is not there is refused."""
        filters = self.listing.read(pairs, accepts=frozenset(type(self).model_fields))
        every = (*self._named(), *self.special(), *filters, *self._told())
        if sum(map(comparisons, every)) > COMPARISONS_MAX:
            parameter = "filters" if self.filter is None else "filter"
            raise BadValue(
                parameter,
                f"a question makes {COMPARISONS_MAX} comparisons at most. Ask in several, or use IN.",
                french=f"une question fait {COMPARISONS_MAX} comparaisons au plus. Posez-en plusieurs, ou employez IN.",
            )
        return every

    def _told(self) -> tuple[Condition, ...]:
        """The condition in CQL2."""
        if self.filter is None:
            return ()
        condition = read_filter(self.filter, self.listing.names, self.listing.place)
        self.listing.check(condition)
        return (condition,)

    def special(self) -> tuple[Condition, ...]:
        """Conditions that are no comparison of one field: the words of a search, a place."""
        return ()

    def _named(self) -> tuple[Condition, ...]:
        """The comparisons that have a parameter of their own, read and checked by their types."""
        named = []
        for parameter in type(self).model_fields:
            column, _, operator = parameter.partition("__")
            value = getattr(self, parameter)
            if column in self.listing.fields and value is not None:
                named.append(Filter(column, BY_NAME[operator or "eq"], (_plain(value),)))
        return tuple(named)


def filterable(listing: Listing) -> dict[str, Any]:
    """What the document says of the filters of a list, for `openapi_extra`."""
    rows = "\n".join(_row(name, field) for name, field in listing.fields.items())
    first = next(iter(listing.fields))
    parameter = {
        "name": "filters",
        "in": "query",
        "required": False,
        "description": f"{_GRAMMAR}{rows}",
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        "style": "form",
        "explode": True,
        "examples": {
            "none": {"summary": "No filter", "value": {}},
            "present": {"summary": "A field that is there", "value": {f"{first}__isnull": "false"}},
        },
    }
    return {"parameters": [parameter]}


def _row(name: str, field: ListedField) -> str:
    kind = f"list of {field.kind.value}s" if field.some else field.kind.value
    values = f": {', '.join(f'`{value}`' for value in field.allowed)}" if field.allowed else ""
    operators = ", ".join(f"`{operator.name}`" for operator in fitting(field.kind))
    return f"| `{name}` | {kind}{values} | {operators} |"


def _plain(value: Any) -> Scalar:
    """A value as conditions hold it: an instant without a zone, in UTC; the text of a choice."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, Enum):
        return str(value.value)
    plain: str | int | float | bool | date = value
    return plain
