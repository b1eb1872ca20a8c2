"""Who learns that public words hold personal data: those who work on the report, and whoever wrote them.

Telling everybody would point at what is to be taken out.
"""

from typing import Any, Final

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.people.moderators import works_on
from plateforme.domains.reports.tables import ReportEvent
from plateforme.domains.reports.tables.listed import ListedReport

WARNING: Final = "personal_data_in_explanation"
"""Of a report: what its organization said in public holds what looks like personal data."""

FINDINGS: Final = "findings"
"""In the details of an entry: the kinds of personal data that its words hold, or held before they were masked."""


def told_warnings(report: ListedReport, caller: Principal | None) -> list[str]:
    """The warnings of a report that the caller reads."""
    if WARNING not in report.warnings or works_on(caller, report.organization):
        return report.warnings
    return [code for code in report.warnings if code != WARNING]


def told_details(event: ReportEvent, caller: Principal | None, *, organization: str) -> dict[str, Any]:
    """What the caller reads beside the words of an entry; `organization` answers for the report."""
    is_own = caller is not None and caller.consumer == event.consumer
    if FINDINGS not in event.details or is_own or works_on(caller, organization):
        return event.details
    return {name: value for name, value in event.details.items() if name != FINDINGS}
