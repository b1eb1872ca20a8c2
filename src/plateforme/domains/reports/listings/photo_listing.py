"""What the photos of a street report may be asked about."""

from typing import Final

from plateforme.domains.reports.tables import ReportPhoto, TextStatus
from plateforme.kit.grammar.listing import Listing, fields_of

REPORT_PHOTOS: Final = Listing(
    key="number",
    fields=fields_of(
        ReportPhoto,
        ("number", "status", "title", "width", "height", "bytes", "digest", "is_blurred", "at", "decided_at"),
        choices={"status": TextStatus},
        unsorted=("title",),
    ),
)
