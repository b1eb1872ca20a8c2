"""The published policies, read as the checker reads them, and small facts to judge."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from plateforme.api.v1.quality.wire_policies import PolicyOut
from plateforme.consumers.checker.datasets import DatasetFacts
from plateforme.consumers.checker.policies import Policies, Policy
from plateforme.consumers.checker.public_services import ServiceFacts
from plateforme.consumers.checker.reports import ReportFacts
from plateforme.domains.quality.policies import DEFAULTS

LONG_AGO = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def policies():
    return Policies(Policy.of(PolicyOut.of(policy, base="http://here/v1")) for policy in DEFAULTS)


@pytest.fixture
def a_dataset():
    def make(**changed):
        facts: dict[str, Any] = {
            "slug": "communes",
            "title": "Communes",
            "organization": "nantes",
            "frequency": "MONTHLY",
            "version": 2,
            "rows": 10,
            "created_at": LONG_AGO,
            "metadata_updated_at": LONG_AGO,
            "updated_at": datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
        }
        return DatasetFacts(**facts | changed)

    return make


@pytest.fixture
def a_report():
    def make(**changed):
        facts: dict[str, Any] = {
            "reference": "2026-0302-7QK2M9",
            "organization": "nantes",
            "category": "pothole",
            "status": "received",
            "last_event_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        }
        return ReportFacts(**facts | changed)

    return make


@pytest.fixture
def a_service():
    def make(**changed):
        facts: dict[str, Any] = {
            "slug": "etat-civil",
            "title": "État civil",
            "organization": "nantes",
            "kind": "town_hall",
            "status": "active",
            "updated_at": LONG_AGO,
            "facets": ("contact",),
        }
        return ServiceFacts(**facts | changed)

    return make


@pytest.fixture
def wire():
    """Anything with attributes, as the client's answers have."""
    return SimpleNamespace
