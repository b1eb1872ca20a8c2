"""Evaluations of one dataset, and two callers: the checker and the organization that answers for the data."""

from datetime import UTC, datetime
from typing import Any

import pytest

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality.ledger import Evaluation, Evidence
from plateforme.domains.quality.vocabulary import (
    EvidencePrecision,
    EvidenceType,
    FreshnessState,
    Severity,
    SubjectKind,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def checker():
    return Principal("checker", "observatory", frozenset({"quality:write"}), "k1")


@pytest.fixture
def producer():
    return Principal("nantes-app", "nantes", frozenset({"quality:write"}), "k2")


@pytest.fixture
def proof():
    def make(at=datetime(2025, 1, 15, tzinfo=UTC), **changed):
        facts = {
            "type": EvidenceType.CONTENT_CHANGED,
            "at": at,
            "precision": EvidencePrecision.INSTANT,
            "source": "updated_at",
            "counted": True,
        }
        return Evidence(**facts | changed)

    return make


@pytest.fixture
def evaluation(proof):
    def make(state="overdue", **changed):
        facts: dict[str, Any] = {
            "rule": "dataset-content-age",
            "subject_kind": SubjectKind.DATASET,
            "subject_id": "communes",
            "facet": None,
            "subject_title": "Communes",
            "organization": "nantes",
            "state": FreshnessState(state),
            "policy": "dataset/frequency:MONTHLY",
            "policy_digest": "0123456789abcdef",
            "evidence": (proof(),),
        }
        if state in {"overdue", "delinquent"}:
            facts |= {
                "severity": Severity.WARNING,
                "why": "Content last changed on 2025-01-15.",
                "self_check": "/datasets/communes",
                "stale_since": datetime(2025, 2, 24, tzinfo=UTC),
            }
        return Evaluation(**facts | changed)

    return make
