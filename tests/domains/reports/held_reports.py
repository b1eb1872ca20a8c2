"""Reports as intake takes them in, with who made them and with words that may be waiting for a person."""

from datetime import UTC, datetime

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.people.people import NewReporter, rows_of
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.search.search_words import search_words
from plateforme.domains.reports.settings.shared_categories import BY_CODE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STAFF = frozenset({"reports:write", "reports:triage", "reports:moderate", "reports:contact"})
TOWN = Principal("town-desk", "nantes", STAFF, "k1")
AGENT = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k2")
APP = Principal("app", "startup", frozenset({"reports:write"}), "k3")
OTHER = Principal("other-app", "startup", frozenset({"reports:write"}), "k4")
NEIGHBOUR = Principal("rennes-desk", "rennes", STAFF, "k5")

CAMILLE = NewReporter(first_name="Camille", last_name="Martin", email="camille@example.org", phone="06 12 34 56 78")
PHONE = "Trou. Rappelez-moi au 06 12 34 56 78."


def a_report(session, text="Trou dans la chaussée", *, reporter=None, category="pothole", now=NOW, by=APP):
    """A report to Nantes that an app has sent for somebody."""
    new = NewReport(organization="nantes", category=category, description=text, lon=-1.55, lat=47.21, client_id=None)
    report, _ = create_report(session, new, by=by, now=now)
    screened = screen(text, names=reporter.names if reporter else ())
    for row in rows_of(report, reporter, text, screened, now):
        if session.get(type(row), report.id) is None:
            store.change_row(session, row)
    report.description, report.text_status = screened.public, screened.status
    report.search_text = search_words(screened.public, None, BY_CODE[category])
    store.change_row(session, report)
    return report
