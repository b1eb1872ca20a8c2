"""Consumers and keys on the wire. A key itself appears once: in the answer to its creation."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.access.listings import CONSUMERS, KEYS
from plateforme.domains.access.scopes import Scope
from plateforme.domains.access.tables import ApiKey, Consumer
from plateforme.kit.ids import SLUG

Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=80)]


class ConsumerQuery(ListQuery, Filtered):
    """What the list of consumers can be asked."""

    listing = CONSUMERS
    sort: str | None = sort_by(*CONSUMERS.sortable, default="slug")
    organization: str | None = Field(default=None, description="Only consumers of this organization.")


class KeyQuery(ListQuery, Filtered):
    """What the list of keys can be asked."""

    listing = KEYS
    sort: str | None = sort_by(*KEYS.sortable, default="id")


class ConsumerLinks(Wire):
    """Where to go from a consumer."""

    self: str = Field(description="This consumer.")
    organization: str = Field(description="The organization that it works for.")
    keys: str = Field(description="Its keys; readable by its own organization.")


class ConsumerOut(Wire):
    """A program, inside or outside, that uses the API in the name of an organization."""

    slug: str = Field(description="Name in addresses, stable for life.", examples=["voirie-dispatch"])
    name: str = Field(description="What people call it.", examples=["Roads department, dispatch"])
    organization: str = Field(description="Slug of the organization that it works for.", examples=["nantes"])
    created_at: datetime = Field(description="When it was registered.")
    links: ConsumerLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, consumer: Consumer, *, base: str) -> Self:
        """The public face of a stored consumer."""
        address = f"{base}/consumers/{consumer.slug}"
        return cls(
            slug=consumer.slug,
            name=consumer.name,
            organization=consumer.organization,
            created_at=consumer.created_at,
            links=ConsumerLinks(
                self=address, organization=f"{base}/organizations/{consumer.organization}", keys=f"{address}/keys"
            ),
        )


class ConsumerIn(WireIn):
    """A consumer to register."""

    slug: Slug = Field(
        description="Name in addresses: small letters, digits and single hyphens. It never changes.",
        examples=["voirie-dispatch"],
    )
    name: str = Field(
        min_length=1, max_length=300, description="What people call it.", examples=["Roads department, dispatch"]
    )
    organization: Slug | None = Field(
        default=None,
        description="Slug of the organization that it works for. Yours when left out; no other is possible.",
        examples=["nantes"],
    )


class KeyOut(Wire):
    """What is kept of a key: never the key itself."""

    id: str = Field(description="Identifier of the key, which is no secret.", examples=["01KJPB1M40M6Q3J4V2X9N7T5RS"])
    prefix: str = Field(description="How the key begins, to tell it from others.", examples=["plf_Xy12ab"])
    scopes: list[str] = Field(description="What it may do.", examples=[["datasets:write"]])
    created_at: datetime = Field(description="When it was made.")
    last_used_at: datetime | None = Field(description="When it was last used, to the minute; null if never.")
    revoked_at: datetime | None = Field(description="When it was withdrawn; null while it is valid.")

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """What may be shown of a stored key."""
        return cls(
            id=key.id,
            prefix=key.prefix,
            scopes=key.scopes,
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )


class NewKeyOut(Wire):
    """A key that was just made, with the key itself: it is shown this once and kept nowhere."""

    key: str = Field(
        description="The key. Keep it secret; send it as `Authorization: Bearer …`.",
        examples=["plf_Xy12abkq0Vd3cYwA9sJt7mZr5nLf2oHgUe8iBpK4xW1"],
    )
    id: str = Field(description="Identifier of the key, which is no secret.", examples=["01KJPB1M40M6Q3J4V2X9N7T5RS"])
    prefix: str = Field(description="How the key begins, to tell it from others.", examples=["plf_Xy12ab"])
    scopes: list[str] = Field(description="What it may do.", examples=[["datasets:write"]])
    created_at: datetime = Field(description="When it was made.")

    @classmethod
    def of(cls, key: ApiKey, token: str) -> Self:
        """The one answer that holds the key."""
        return cls(key=token, id=key.id, prefix=key.prefix, scopes=key.scopes, created_at=key.created_at)


class KeyIn(WireIn):
    """A key to make."""

    scopes: list[str] = Field(
        min_length=1,
        max_length=50,
        description="What the key may do: scopes that your own key holds. `GET /scopes` explains each.",
        examples=[["datasets:write"]],
    )


class ScopeOut(Wire):
    """A right that a key may carry. There is none that an outsider cannot be granted."""

    name: str = Field(description="Name, as it is asked for and listed.", examples=["datasets:write"])
    description: str = Field(description="What it allows, in one sentence.")

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """A scope as it is published."""
        return cls(name=scope.name, description=scope.sentence)
