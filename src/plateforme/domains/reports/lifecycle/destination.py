"""Which team gets a report that is there: decided upon what was written, not upon what the public reads of it."""

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.people.moderators import seen_report
from plateforme.domains.reports.privacy import moderation
from plateforme.domains.reports.settings import routing
from plateforme.domains.reports.settings.routing import Case, Decision
from plateforme.domains.reports.tables import Report


def who_gets_report(session: Session, reference: str, *, by: Principal) -> tuple[Report, Decision]:
    """The report, and who would get it by the rules as they stand; for those who work on it.

    A report whose text is in review, redacted or withheld is routed by its original, as long as that is kept, and
    answers count whether they are public or not: a rule must not miss the word that made the report wait.
    """
    report = seen_report(session, reference, by=by)
    by.require_organization(report.organization)
    case = Case(
        category=report.category,
        lon=report.lon,
        lat=report.lat,
        insee_code=report.insee_code,
        text=moderation.original_of(session, report),
        # answers as they were given: where personal data was masked, what was written is kept among the unknown ones
        attributes={**report.attributes, **report.unknown_attributes},
    )
    return report, routing.who_gets(session, report.organization, case)
