"""How the databases answer the lists that people ask for: by an index, in its order, without sorting thousands."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import Session
from tests.domains.reports.street_reports import NOW, add
from tests.domains.reports.test_report_nearby import analyzed, plans

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.search.search import list_reports, read_box
from plateforme.domains.reports.store import squares
from plateforme.domains.reports.tables import Report
from plateforme.kit.keyset import Asked

NEWEST = (("opened_at", True),)


@pytest.fixture
def many(session: Session) -> None:
    """Two thousand reports of three categories, a few of them with a team."""
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    first = add(session)
    fixed = {name: getattr(first, name) for name in Report.model_fields}
    rows = [
        {
            **fixed,
            "id": f"{number:026d}",
            "reference": f"2026-{number:06d}",
            "client_id": None,
            "category": ("pothole", "graffiti", "waste_bin")[number % 3],
            "status": ("received", "planned", "closed")[number % 7 % 3],
            "outcome": "fixed" if number % 7 % 3 == 2 else None,
            "closed_at": NOW if number % 7 % 3 == 2 else None,
            "insee_code": f"44{number % 20:03d}",
            "organization": ("nantes", "rennes")[number % 2],
            "team": "voirie" if number % 100 == 0 else None,
            "opened_at": NOW + timedelta(minutes=number),
            "updated_at": NOW + timedelta(minutes=number),
            "search_text": f"trou {number}",
        }
        for number in range(2000)
    ]
    session.connection().execute(insert(Report), rows)
    analyzed(session)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"status": "planned"},
        {"category": "pothole"},
        {"category": "pothole", "status": "planned"},
        {"organization": "nantes"},
        {"organization": "nantes", "status": "planned", "category": "pothole"},
        {"is_open": "true"},
        {"is_open": "false"},
        {"insee_code": "44005"},
        {"team": "voirie"},
        {"is_overdue": "true"},
        {"is_overdue": "true", "organization": "nantes"},
        {"updated_at__gte": "2026-03-03"},
        {"opened_at__gte": "2026-03-03", "category": "graffiti"},
    ],
)
def test_a_list_walks_along_an_index_of_its_order(session, asked):
    question = Asked(sort=NEWEST, where=REPORTS.read(list(asked.items())), now=NOW)

    told = plans(session, lambda: list_reports(session, question))

    assert "Seq Scan" not in told
    if session.get_bind().dialect.name == "sqlite":
        assert "_opened_at_reference" in told
        assert "TEMP B-TREE FOR ORDER BY" not in told  # of what is equal in time only


@pytest.mark.usefixtures("many")
def test_squares_one_by_one_and_in_rows_find_the_same(session, monkeypatch):
    asked = Asked(limit=1000, where=(read_box("-1.56,47.21,-1.55,47.22"),))
    listed = list_reports(session, asked).rows
    monkeypatch.setattr(squares, "LISTED", 0)

    assert listed
    assert list_reports(session, asked).rows == listed
