"""Public services as producers write them: new entries, and merge patches on known ones."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from plateforme.api.problems.validation import details
from plateforme.domains.public_services.entry import (
    CODE,
    Assurances,
    Channel,
    Day,
    Entry,
    Identifier,
    Line,
    Lines,
    OpeningHours,
    Place,
    ServiceStatus,
    Stated,
    Text,
    Web,
)
from plateforme.domains.public_services.errors import ServiceInvalid
from plateforme.domains.public_services.tables import PublicService
from plateforme.kit.ids import SLUG

Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=100)]


class ServiceIn(Entry):
    """A public service to add to the catalogue."""

    slug: Slug = Field(
        description="Stable name in addresses, unique on the platform.", examples=["etat-civil-acte-de-naissance"]
    )
    organization: Slug = Field(description="Slug of the organization that answers for it: yours.", examples=["nantes"])

    def entry(self) -> Entry:
        """What is said of the service, without its name and its owner."""
        return Entry(**{name: getattr(self, name) for name in Entry.model_fields})


class SourceChange(Stated):
    """A change of the source; what is left out stays."""

    name: Line | None = Field(default=None, description="Name of the source.")
    url: Web | None = Field(default=None, description="Address of the source.")
    license: Line | None = Field(default=None, description="Licence of the source.")


class ServiceChange(Stated):
    """A JSON Merge Patch (RFC 7396): what is left out stays, null empties, lists are replaced as a whole."""

    title: Line | None = Field(default=None, description="What the service is called.")
    description: Text | None = Field(default=None, description="What it gives, in plain text.")
    kind: Annotated[str, StringConstraints(pattern=CODE, max_length=64)] | None = Field(
        default=None, description="Sort of entry, a code of the producer's."
    )
    status: ServiceStatus | None = Field(default=None, description="Whether the service is offered.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = Field(
        default=None, description="Language of the texts (ISO 639)."
    )
    url: Web | None = Field(default=None, description="Page of the service.")
    audience: Lines | None = Field(default=None, description="Who it is for.")
    themes: Lines | None = Field(default=None, description="What it is about.")
    keywords: Lines | None = Field(default=None, description="Other words that help to find it.")
    channels: Annotated[list[Channel], Field(max_length=50)] | None = Field(
        default=None, description="How to reach it."
    )
    places: Annotated[list[Place], Field(max_length=200)] | None = Field(default=None, description="Where it is given.")
    opening_hours: OpeningHours | None = Field(default=None, description="When it is open; null when unknown.")
    source: SourceChange | None = Field(default=None, description="Where the entry comes from.")
    identifiers: Annotated[list[Identifier], Field(max_length=50)] | None = Field(
        default=None, description="Its names in other systems."
    )
    assurances: Assurances | None = Field(
        default=None,
        description="When each part was last said to be still correct.",
        examples=[{"hours": "2026-03-02"}],
    )
    published_at: Day | None = Field(default=None, description="Day on which the producer first published it.")
    content_modified_at: Day | None = Field(
        default=None, description="Day on which the producer says its content last changed."
    )
    valid_from: Day | None = Field(default=None, description="First day on which the entry holds.")
    valid_to: Day | None = Field(default=None, description="Last day on which the entry holds.")

    def applied_to(self, row: PublicService) -> Entry:
        """The entry as it would be after the patch, held against every rule of an entry."""
        merged = merge_patch(Entry.of(row).model_dump(mode="json"), self.model_dump(mode="json", exclude_unset=True))
        try:
            return Entry.model_validate(merged)
        except ValidationError as error:
            faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
            raise ServiceInvalid(details(faults, [])) from None


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2: objects are merged, null removes, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
