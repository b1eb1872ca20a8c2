"""What the comments on a street report may be asked about."""

from typing import Final

from plateforme.domains.reports.tables import ReportComment, TextStatus
from plateforme.kit.grammar.listing import Listing, fields_of

REPORT_COMMENTS: Final = Listing(
    key="number",
    fields=fields_of(
        ReportComment,
        ("number", "text", "status", "is_official", "organization", "at"),
        choices={"status": TextStatus},
        unsorted=("text",),
    ),
)
