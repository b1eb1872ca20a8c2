"""What everything on the wire has in common: strict input, complete output, and pages."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

T = TypeVar("T")


class Wire(BaseModel):
    """An answer, or a part of one: every field is described and always present, null when unknown."""

    model_config = ConfigDict(frozen=True)


class WireIn(BaseModel):
    """A request body, or a part of one: unknown members are refused, blanks around text are dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*")
    @classmethod
    def _without_nul(cls, value: Any) -> Any:
        if _holds_nul(value):
            raise ValueError("The character U+0000 cannot be stored.")
        return value


def _holds_nul(value: Any) -> bool:
    """PostgreSQL stores any character but this one."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)


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
