"""Public services as anyone may read them: the answers."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from plateforme.api.wire import Wire
from plateforme.domains.public_services.entry import ChannelType, Entry, ServiceStatus, Weekday
from plateforme.domains.public_services.tables import PublicService


class ChannelOut(Wire):
    """One way to reach the service."""

    type: ChannelType = Field(description="Kind of channel.")
    value: str = Field(description="Number, e-mail address, web address or place, after the type.")
    label: str | None = Field(description="What the channel is for, if there are several.")


class PlaceOut(Wire):
    """A place where the service is given."""

    name: str | None = Field(description="Name of the place.")
    address: str | None = Field(description="Street and number.")
    postal_code: str | None = Field(description="Postal code.")
    insee_code: str | None = Field(description="Commune, as an INSEE code.")
    lon: float | None = Field(description="Longitude in degrees (WGS 84).")
    lat: float | None = Field(description="Latitude in degrees (WGS 84).")


class SlotOut(Wire):
    """Hours that recur each week. `closes` at or before `opens` runs past midnight."""

    days: list[Weekday] = Field(description="Days of the week on which the slot begins.")
    opens: str = Field(description="Local time at which it opens, HH:MM.")
    closes: str = Field(description="Local time at which it closes, HH:MM.")


class OpeningHoursOut(Wire):
    """When the service is open to the public, in the local time of the place."""

    weekly: list[SlotOut] = Field(description="Slots that recur each week; empty when the hours are not known as such.")
    note: str | None = Field(description="What slots cannot say, for people.")
    original: str | None = Field(description="The hours as their source writes them.")


class SourceOut(Wire):
    """Where the entry comes from."""

    name: str = Field(description="Name of the source.")
    url: str | None = Field(description="Address of the source.")
    license: str | None = Field(description="Licence of the source.")


class AssurancesOut(Wire):
    """The day on which each part was last said to be still correct; null: never. Not the day of a change."""

    contact: date | None = Field(description="How to reach the service.")
    hours: date | None = Field(description="Its opening hours.")
    fees: date | None = Field(description="What it costs.")
    eligibility: date | None = Field(description="Who may use it.")
    entry: date | None = Field(description="The whole entry.")


class IdentifierOut(Wire):
    """A name that the service bears in another system."""

    scheme: str = Field(description="The system.")
    value: str = Field(description="The name there.")


class ServiceLinks(Wire):
    """Where to go from a public service."""

    self: str = Field(description="This public service.")
    organization: str = Field(description="The organization that answers for it.")


class ServiceOut(Wire):
    """A public service: what the administration offers, where, when, how, and how sure that is."""

    slug: str = Field(description="Stable name in addresses.", examples=["etat-civil-acte-de-naissance"])
    organization: str = Field(description="Slug of the organization that answers for it.")
    kind: str = Field(description="Sort of entry, a code of the producer's.")
    status: ServiceStatus = Field(description="Whether the service is offered.")
    title: str = Field(description="What the service is called.")
    description: str = Field(description="What it gives, in plain text.")
    language: str = Field(description="Language of the texts (ISO 639).")
    url: str | None = Field(description="Page of the service.")
    audience: list[str] = Field(description="Who it is for.")
    themes: list[str] = Field(description="What it is about.")
    keywords: list[str] = Field(description="Other words that help to find it.")
    channels: list[ChannelOut] = Field(description="How to reach it.")
    places: list[PlaceOut] = Field(description="Where it is given.")
    opening_hours: OpeningHoursOut | None = Field(description="When it is open; null when unknown.")
    source: SourceOut | None = Field(description="Where the entry comes from.")
    identifiers: list[IdentifierOut] = Field(description="Its names in other systems.")
    assurances: AssurancesOut = Field(description="When each part was last said to be still correct.")
    published_at: date | None = Field(description="Day on which the producer first published it.")
    content_modified_at: date | None = Field(description="Day on which the producer says its content last changed.")
    valid_from: date | None = Field(description="First day on which the entry holds.")
    valid_to: date | None = Field(description="Last day on which the entry holds.")
    created_at: datetime = Field(description="When it was added here.")
    updated_at: datetime = Field(
        description="When its entry last changed here. Says nothing about being still correct."
    )
    revision: int = Field(description="Counts every change of this record; part of the ETag.")
    links: ServiceLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: PublicService, base: str) -> Self:
        """The public face of a stored entry; `base` is the absolute address of the API."""
        kept = {name: getattr(row, name) for name in ("slug", "organization", "created_at", "updated_at", "revision")}
        links = ServiceLinks(
            self=f"{base}/services/{row.slug}", organization=f"{base}/organizations/{row.organization}"
        )
        return cls.model_validate({**Entry.of(row).model_dump(), **kept, "links": links})
