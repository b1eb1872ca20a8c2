"""What everything on the wire has in common: strict input, complete output, and pages."""

import math
import re
from typing import Any, Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

T = TypeVar("T")

DEEPEST: Final = 32
"""How deep free members of a body, such as a Table Schema, may be nested: far beyond any real one."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
"""What a text in one line looks like: without control characters."""


class Wire(BaseModel):
    """An answer, or a part of one: every field is described and always present, null when unknown."""

    model_config = ConfigDict(frozen=True)


class WireIn(BaseModel):
    """A request body, or a part of one: unknown members are refused, blanks around text are dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        _require_storable(value, DEEPEST)
        return value

    def given(self, *names: str) -> dict[str, Any]:
        """Those of these members that hold something."""
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def _require_storable(value: Any, depth: int) -> None:
    """Refuse what Python's JSON reader lets through and a database, or the next reader, does not take."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("The character U+0000 cannot be stored.")
        if not value.isascii() and _SURROGATE.search(value):
            raise ValueError("Half of a character pair cannot be stored.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("A number is finite: JSON knows neither NaN nor Infinity.")
    elif isinstance(value, dict | list):
        if not depth:
            raise ValueError(f"Members may be nested {DEEPEST} deep at most.")
        for part in value:
            _require_storable(part, depth - 1)
        for part in value.values() if isinstance(value, dict) else ():
            _require_storable(part, depth - 1)


class PageLinks(Wire):
    """Where to go from a page; the `Link` header says the same."""

    self: str = Field(description="This page.")
    first: str = Field(description="The first page of the same list.")
    next: str | None = Field(description="The next page; null on the last one. Follow it as it is.")


class PageCount(Wire):
    """How many items the whole list holds, as far as it was asked."""

    mode: Literal["none", "exact", "estimate"] = Field(description="How the value was obtained; `none`: not counted.")
    value: int | None = Field(description="Number of items over all pages; null when not counted.")


class Page(Wire, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description="The items of this page, in the order asked for.")
    links: PageLinks = Field(description="Where to go from here.")
    count: PageCount = Field(description="Size of the whole list, if `count` asked for it.")
