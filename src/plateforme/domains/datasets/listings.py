"""What datasets, their versions, their publications and their attachments may be asked about."""

from typing import Final

from plateforme.domains.datasets.tables import Attachment, Dataset, Publication, Version
from plateforme.domains.datasets.themes import THEMES
from plateforme.kit.grammar.listing import Field, Listing, fields_of

DATASETS: Final = Listing(
    key="slug",
    fields=fields_of(
        Dataset,
        (
            *("slug", "organization", "title", "description", "license", "frequency", "keywords", "themes", "spatial"),
            *("landing_page", "source", "contact", "temporal_start", "temporal_end", "declared_modified_at"),
            *("verified_at", "primary_key", "version", "rows", "schema_version", "breaking_changes", "notice_days"),
            *("keep_versions", "keep_days", "created_at", "updated_at", "metadata_updated_at", "revision"),
        ),
        choices={"themes": tuple(THEMES), "breaking_changes": ("ask", "refuse")},
        unsorted=("description", "source"),
    ),
    text=Dataset.search_text,
)

VERSIONS: Final = Listing(
    key="number",
    fields=fields_of(
        Version,
        (
            *("number", "origin", "digest", "rows", "rows_added", "rows_changed", "rows_removed", "schema_version"),
            *("parquet_bytes", "source_name", "source_bytes", "source_digest", "published_by", "published_at"),
            *("withdrawn_at", "withdrawn_reason", "pruned_at"),
        ),
        choices={"origin": ("file", "rows")},
        unsorted=("withdrawn_reason",),
    ),
)

STATES: Final = ("queued", "running", "waiting", "published", "unchanged", "rejected", "failed", "cancelled")

_CANCEL_REQUESTED: Final[Field] = fields_of(Publication, ("cancelled",))["cancelled"]

PUBLICATIONS: Final = Listing(
    key="id",
    fields=fields_of(
        Publication,
        (
            *("id", "state", "stage", "percent", "rows", "version", "source_name", "source_bytes"),
            *("source_digest", "accept_breaking", "attempts", "requested_by", "created_at", "started_at"),
            "finished_at",
        ),
        choices={"state": STATES},
    )
    | {"cancel_requested": _CANCEL_REQUESTED},
)
"""Not `source_url`: a part of it may be secret, and asking would tell."""

ATTACHMENTS: Final = Listing(
    key="id",
    fields=fields_of(
        Attachment,
        ("id", "name", "title", "description", "media_type", "size", "digest", "added_by", "created_at"),
        unsorted=("description",),
    ),
)
