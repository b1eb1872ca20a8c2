"""What teams and coverages may be asked about."""

from typing import Final

from sqlmodel import col

from plateforme.domains.reports.tables import ReportCoverage, ReportTeam
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.listing import Field, Listing, fields_of

_IS_ACTIVE: Final = Field(ColumnType.BOOLEAN, col(ReportTeam.retired_at).is_(None), sortable=False)

REPORT_TEAMS: Final = Listing(
    key="slug",
    fields=fields_of(ReportTeam, ("slug", "name", "created_at", "updated_at", "revision")) | {"is_active": _IS_ACTIVE},
)

REPORT_COVERAGES: Final = Listing(
    key="slug", fields=fields_of(ReportCoverage, ("slug", "created_at", "updated_at", "revision"))
)
