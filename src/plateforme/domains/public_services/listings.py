"""What public services may be asked about."""

from typing import Final

from sqlmodel import col

from plateforme.domains.public_services.entry import ServiceStatus
from plateforme.domains.public_services.tables import PublicService, PublicServiceArea
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.listing import Listing, fields_of, related

_INSEE_CODES: Final = related(
    ColumnType.STRING,
    col(PublicServiceArea.insee_code),
    col(PublicServiceArea.service_id) == col(PublicService.id),
)

SERVICES: Final = Listing(
    key="slug",
    fields=fields_of(
        PublicService,
        (
            *("slug", "organization", "kind", "status", "title", "description", "language", "url", "audience"),
            *("themes", "keywords", "published_at", "content_modified_at", "valid_from", "valid_to", "created_at"),
            *("updated_at", "revision"),
        ),
        choices={"status": ServiceStatus},
        unsorted=("description",),
    )
    | {"insee_code": _INSEE_CODES},
    text=PublicService.search_text,
)
"""`insee_code` is the list of the communes in which a service has a place."""
