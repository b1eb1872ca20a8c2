"""What a producer states about a public service: the fields of an entry and the rules each follows.

The vocabulary is that of CPSV-AP 3.2 and HSDS 3.1, so that both can be written from an entry. What changes over time
and by whom it was assured stands beside what is said, never mixed with when the record was last touched.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from plateforme.domains.public_services.tables import PublicService
from plateforme.kit.ids import INSEE

CODE = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
WEB = r"^https?://[^\s<>\"\x00-\x1f\x7f]+$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

METROPOLIS = (-5.6, 41.2, 9.8, 51.3)
"""West, south, east, north of metropolitan France: no French place lies there once its coordinates are swapped."""


def _no_number(value: object) -> object:
    """A day is written as text; a number would be taken for seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError("Write the day as YYYY-MM-DD.")  # noqa: TRY004  # pydantic turns only ValueError into a fault
    return value


def _each_once(values: list["Weekday"]) -> list["Weekday"]:
    if len(set(values)) < len(values):
        raise ValueError("Name each day once.")
    return values


Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$")]
Lines = Annotated[list[Line], Field(max_length=50)]
Web = Annotated[str, StringConstraints(max_length=2000, pattern=WEB)]
Day = Annotated[date, BeforeValidator(_no_number)]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Stated(BaseModel):
    """A part of an entry: unknown members are refused, blanks around text are dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class ServiceStatus(StrEnum):
    """Whether the service is offered (HSDS 3.1)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    TEMPORARILY_CLOSED = "temporarily_closed"
    DEFUNCT = "defunct"


class ChannelType(StrEnum):
    """A way to reach the service."""

    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    COUNTER = "counter"
    POST = "post"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Channel(Stated):
    """One way to reach the service."""

    type: ChannelType = Field(description="Kind of channel.", examples=["phone"])
    value: Line = Field(
        description="Number, e-mail address, web address or place, after the type.", examples=["+33 2 40 41 90 00"]
    )
    label: Line | None = Field(default=None, description="What the channel is for, if there are several.")


class Place(Stated):
    """A place where the service is given."""

    name: Line | None = Field(default=None, description="Name of the place.", examples=["Mairie"])
    address: Line | None = Field(default=None, description="Street and number.", examples=["2 rue de l’Hôtel-de-Ville"])
    postal_code: str | None = Field(default=None, description="Postal code.", pattern=r"^[0-9]{5}$", examples=["44000"])
    insee_code: str | None = Field(
        default=None, description="Commune, as an INSEE code.", pattern=INSEE, examples=["44109"]
    )
    lon: Degrees | None = Field(
        default=None, ge=-180, le=180, description="Longitude in degrees (WGS 84).", examples=[-1.5534]
    )
    lat: Degrees | None = Field(
        default=None, ge=-90, le=90, description="Latitude in degrees (WGS 84).", examples=[47.2173]
    )

    @model_validator(mode="after")
    def _check_point(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("Give lon and lat together, or neither.")
        west, south, east, north = METROPOLIS
        if self.lon is not None and self.lat is not None and south <= self.lon <= north and west <= self.lat <= east:
            raise ValueError("lon and lat look swapped: longitude goes in lon, latitude in lat.")
        return self


class Slot(Stated):
    """Hours that recur each week. `closes` at or before `opens` runs past midnight."""

    days: Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_each_once)] = Field(
        description="Days of the week on which the slot begins.", examples=[["monday", "tuesday"]]
    )
    opens: str = Field(description="Local time at which it opens, HH:MM.", pattern=CLOCK, examples=["09:00"])
    closes: str = Field(description="Local time at which it closes, HH:MM.", pattern=CLOCK, examples=["12:30"])


class OpeningHours(Stated):
    """When the service is open to the public, in the local time of the place. Two slots a day leave a lunch break."""

    weekly: Annotated[list[Slot], Field(max_length=70)] = Field(
        default_factory=list, description="Slots that recur each week; empty when the hours are not known as such."
    )
    note: Text | None = Field(default=None, description="What slots cannot say, for people.")
    original: Text | None = Field(
        default=None, description="The hours as their source writes them, kept for reparsing."
    )


class Source(Stated):
    """Where the entry comes from."""

    name: Line = Field(description="Name of the source.", examples=["Service-public.fr"])
    url: Web | None = Field(default=None, description="Address of the source.")
    license: Line | None = Field(
        default=None,
        description="Licence of the source, an SPDX identifier where there is one.",
        examples=["etalab-2.0"],
    )


class Assurances(Stated):
    """The day on which a person or an authoritative source last said that a part of the entry is still correct."""

    contact: Day | None = Field(default=None, description="How to reach the service.")
    hours: Day | None = Field(default=None, description="Its opening hours.")
    fees: Day | None = Field(default=None, description="What it costs.")
    eligibility: Day | None = Field(default=None, description="Who may use it.")
    entry: Day | None = Field(default=None, description="The whole entry.")


class Identifier(Stated):
    """A name that the service bears in another system."""

    scheme: Line = Field(description="The system.", examples=["vosdroits"])
    value: Line = Field(description="The name there.", examples=["F1234"])


class Entry(Stated):
    """Everything a producer states about one public service."""

    title: Line = Field(description="What the service is called.", examples=["État civil : acte de naissance"])
    description: Annotated[Text, Field(min_length=1)] = Field(
        description="What it gives, in plain text.", examples=["Demander une copie d’acte de naissance."]
    )
    kind: Annotated[str, StringConstraints(pattern=CODE, max_length=64)] = Field(
        description="Sort of entry, a code of the producer's.", examples=["information_sheet", "town_hall"]
    )
    status: ServiceStatus = Field(default=ServiceStatus.ACTIVE, description="Whether the service is offered.")
    language: str = Field(
        default="fr", description="Language of the texts (ISO 639).", pattern=r"^[a-z]{2,3}$", examples=["fr"]
    )
    url: Web | None = Field(
        default=None, description="Page of the service.", examples=["https://www.exemple.fr/etat-civil"]
    )
    audience: Lines = Field(default_factory=list, description="Who it is for.", examples=[["Particuliers"]])
    themes: Lines = Field(default_factory=list, description="What it is about.", examples=[["Papiers - Citoyenneté"]])
    keywords: Lines = Field(default_factory=list, description="Other words that help to find it.")
    channels: Annotated[list[Channel], Field(max_length=50)] = Field(
        default_factory=list, description="How to reach it."
    )
    places: Annotated[list[Place], Field(max_length=200)] = Field(
        default_factory=list, description="Where it is given."
    )
    opening_hours: OpeningHours | None = Field(default=None, description="When it is open; null when unknown.")
    source: Source | None = Field(default=None, description="Where the entry comes from.")
    identifiers: Annotated[list[Identifier], Field(max_length=50)] = Field(
        default_factory=list, description="Its names in other systems."
    )
    assurances: Assurances = Field(
        default_factory=Assurances, description="When each part was last said to be still correct."
    )
    published_at: Day | None = Field(default=None, description="Day on which the producer first published it.")
    content_modified_at: Day | None = Field(
        default=None, description="Day on which the producer says its content last changed.", examples=["2019-03-14"]
    )
    valid_from: Day | None = Field(default=None, description="First day on which the entry holds.")
    valid_to: Day | None = Field(default=None, description="Last day on which the entry holds.")

    @classmethod
    def of(cls, row: PublicService) -> "Entry":
        """The entry as it is stored."""
        return Entry(**{name: getattr(row, name) for name in Entry.model_fields})
