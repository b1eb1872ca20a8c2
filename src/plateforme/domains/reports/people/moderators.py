"""Who decides what the public reads and sees, and the report that they hold while they do."""

from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.listings.faces import is_staff, may_see
from plateforme.domains.reports.tables import Report, ReportVisibility

MODERATE: Final = "reports:moderate"


def may_moderate(caller: Principal | None, organization: str) -> bool:
    """Whether the caller decides for this organization what the public reads and sees."""
    return caller is not None and caller.organization == organization and MODERATE in caller.scopes


def works_on(caller: Principal | None, organization: str) -> bool:
    """Whether the caller works on the reports of this organization, or moderates them."""
    return is_staff(caller, organization) or may_moderate(caller, organization)


def held_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a change, if the caller may know of it."""
    return seen_report(session, reference, by=by, hold=True)


def seen_report(session: Session, reference: str, *, by: Principal, hold: bool = False) -> Report:
    """The report with this reference, if the caller may know of it, moderators of hidden ones included."""
    report = store.report(session, reference, hold=hold)
    if report is None or not (may_see(report, by) or _moderates(report, by)):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    return report


def _moderates(report: Report, by: Principal) -> bool:
    """Whether the caller decides about this report: a draft is its author's alone."""
    return report.visibility != ReportVisibility.DRAFT and may_moderate(by, report.organization)


def moderated_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a decision of its organization."""
    report = held_report(session, reference, by=by)
    by.require_organization(report.organization)
    return report
