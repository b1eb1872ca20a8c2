"""What organizations, consumers and keys may be asked about."""

from typing import Final

from plateforme.domains.access.tables import ApiKey, Consumer, Organization, OrganizationKind
from plateforme.kit.grammar.listing import Listing, fields_of

ORGANIZATIONS: Final = Listing(
    key="slug",
    fields=fields_of(
        Organization, ("slug", "name", "kind", "siren", "created_at", "revision"), choices={"kind": OrganizationKind}
    ),
)

CONSUMERS: Final = Listing(key="slug", fields=fields_of(Consumer, ("slug", "name", "organization", "created_at")))

KEYS: Final = Listing(
    key="id", fields=fields_of(ApiKey, ("id", "prefix", "scopes", "created_at", "last_used_at", "revoked_at"))
)
