"""How a source's own words become ours: a TOML file that an operator writes, or one that comes with the platform.

A text is taken from a column (`"Nom de la rue"`), or from a template with columns in braces (`"{rue}, {ville}"`); a
list of these means the first one that says something.
"""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

BUILT_IN: Final = files("plateforme.consumers.loader.street") / "mappings"

STATUSES: Final = ("received", "acknowledged", "planned", "in_progress", "transferred", "closed")
OUTCOMES: Final = (
    "fixed",
    "no_action",
    "duplicate",
    "not_responsible",
    "rejected",
    "cannot_reproduce",
    "withdrawn",
)

Words = str | Annotated[list[str], Field(min_length=1)]
Columns = str | Annotated[list[str], Field(min_length=1)]


class MappingError(Exception):
    """The mapping cannot be read, or does not fit the source."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)


class Rule(_Part):
    """One value of ours, and when it is meant: where a column is, begins with or contains one of some texts."""

    to: str
    column: str
    equals: tuple[str, ...] = Field(default=(), alias="is")
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()

    @field_validator("equals", "starts", "contains", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_when(self) -> "Rule":
        if not (self.equals or self.starts or self.contains):
            raise ValueError("A rule says when it holds: with is, starts or contains.")
        return self


class Choice(_Part):
    """One of our values for each of the source's: `rules` in order, then `values` of `column`, then `default`."""

    column: Columns = ()  # type: ignore[assignment]  # an empty list of columns: rules alone decide
    values: dict[str, str] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    default: str | None = None

    @property
    def words(self) -> set[str]:
        """All values of ours that it can lead to."""
        return {*self.values.values(), *(rule.to for rule in self.rules), *((self.default,) if self.default else ())}


class Fields(_Part):
    """Where each field of a report is found."""

    id: Words
    description: Words
    opened_at: str
    occurred_at: str | None = None
    expected_at: str | None = None
    updated_at: str | None = None
    lon: str | None = None
    lat: str | None = None
    point: str | None = None
    address: Words | None = None
    address_id: Words | None = None
    postcode: Words | None = None
    district: Words | None = None
    insee_code: Words | None = None
    attributes: dict[str, Words] = Field(default_factory=dict)


class Place(_Part):
    """What stands for "we do not know where": points that mean nothing, and the words to use then."""

    nowhere: tuple[Rule, ...] = ()
    point_order: Annotated[str, StringConstraints(pattern="^(lon,lat|lat,lon)$")] = "lat,lon"
    address: str | None = None


class Dates(_Part):
    """How dates are written, and the time zone of those that do not say theirs."""

    formats: tuple[str, ...] = ("iso",)
    time_zone: str = "Europe/Paris"

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError) as error:
            raise ValueError("There is no such time zone; write it as Europe/Paris.") from error
        return value


class Closing(_Part):
    """How a closed report ended, when, and what the public is told about it."""

    at: Words | None = None
    note: Words | None = None
    note_without: tuple[str, ...] = ()
    default_note: str | None = None
    outcome: Choice

    @field_validator("note_without")
    @classmethod
    def _are_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"This is no regular expression: {error}.") from error
        return value


class SourceFile(_Part):
    """How a CSV file is written."""

    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"


class SourceMapping(_Part):
    """A source of street reports: its name, which begins each identifier, and how to read it."""

    source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
    default_description: str = "Signalement repris d’un autre outil, sans description."
    file: SourceFile = SourceFile()
    dates: Dates = Dates()
    fields: Fields
    place: Place = Place()
    category: Choice
    channel: Choice = Choice()
    status: Choice = Choice(default="received")
    closing: Closing | None = None

    @model_validator(mode="after")
    def _can_close(self) -> "SourceMapping":
        words = self.status.words
        if "closed" in words and self.closing is None:
            raise ValueError("Some reports of this source are closed: say in [closing] when, how and with which note.")
        if wrong := words - set(STATUSES):
            raise ValueError(f"[status] leads to {', '.join(sorted(wrong))}. A report is: {', '.join(STATUSES)}.")
        if self.closing and (wrong := self.closing.outcome.words - set(OUTCOMES)):
            raise ValueError(f"[closing] leads to {', '.join(sorted(wrong))}. A report ends: {', '.join(OUTCOMES)}.")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Where the source's clocks stand."""
        return ZoneInfo(self.dates.time_zone)


def read_mapping(name: str) -> SourceMapping:
    """The mapping of this file, or the one of this name that comes with the platform."""
    path = Path(name)
    built_in = BUILT_IN / f"{name}.toml"
    if path.suffix != ".toml" and built_in.is_file():
        text = built_in.read_text(encoding="utf-8")
    elif path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        raise MappingError(
            f"There is no mapping {name}. Give the path of a TOML file, or one of: {', '.join(built_in_names())}."
        )
    try:
        return SourceMapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping {name} is no TOML: {error}.") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise MappingError(f"The mapping {name} has faults. {faults}") from error


def built_in_names() -> list[str]:
    """The mappings that come with the platform."""
    return sorted(one.name.removesuffix(".toml") for one in BUILT_IN.iterdir() if one.name.endswith(".toml"))
