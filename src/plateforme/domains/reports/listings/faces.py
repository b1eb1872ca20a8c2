"""Which face of a report a caller sees: the same routes show more to its author, and to those who answer for it."""

from enum import StrEnum

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.tables import Report, ReportVisibility
from plateforme.domains.reports.tables.listed import ListedReport

TRIAGE = "reports:triage"


class Face(StrEnum):
    """How much of a report a caller may see."""

    PUBLIC = "public"
    AUTHOR = "author"
    STAFF = "staff"


def is_staff(caller: Principal | None, organization: str) -> bool:
    """Whether the caller works on the reports of this organization."""
    return caller is not None and caller.organization == organization and TRIAGE in caller.scopes


def face_of(report: ListedReport, caller: Principal | None) -> Face:
    """The face of this report that the caller sees."""
    if is_staff(caller, report.organization):
        return Face.STAFF
    return Face.AUTHOR if caller is not None and caller.consumer == report.consumer else Face.PUBLIC


def may_see(report: Report, caller: Principal | None) -> bool:
    """Whether the caller may know that the report exists; erased ones are known by their tombstone only."""
    match report.visibility:
        case ReportVisibility.PUBLIC | ReportVisibility.ERASED:
            return True
        case ReportVisibility.DRAFT:
            return caller is not None and caller.consumer == report.consumer
        case _:
            return face_of(report, caller) is not Face.PUBLIC
