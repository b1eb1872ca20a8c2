"""Evaluations as a checker would send them."""

import pytest


@pytest.fixture
def an_evaluation():
    def make(state="overdue", **changed):
        given = {
            "rule": "dataset-content-age",
            "subject": {"kind": "dataset", "id": "communes", "title": "Communes", "organization": "nantes"},
            "state": state,
            "policy": {"id": "dataset/frequency:MONTHLY", "digest": "0123456789abcdef"},
            "evidence": [
                {
                    "type": "content_changed",
                    "at": "2025-01-15T09:00:00Z",
                    "precision": "instant",
                    "source": "updated_at",
                    "counted": True,
                }
            ],
        }
        if state in {"overdue", "delinquent"}:
            given |= {
                "severity": "warning",
                "why": "Content last changed on 2025-01-15.",
                "self_check": "/datasets/communes",
                "stale_since": "2025-02-24T09:00:00Z",
                "due_at": "2025-02-15T09:00:00Z",
            }
        return given | changed

    return make


@pytest.fixture
def opened(http, bearer, an_evaluation):
    async def make(**changed):
        checker = bearer("quality:write", organization="observatory")
        answer = await http.post("/v1/findings", json={"evaluations": [an_evaluation(**changed)]}, headers=checker)
        assert answer.status_code == 200, answer.text
        return answer.json()["ids"]["opened"][0]

    return make
