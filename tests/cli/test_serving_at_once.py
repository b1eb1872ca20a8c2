"""The platform as `plateforme serve` runs it answers what it can at once, and says the same as in its turn."""

import httpx
import pytest

from plateforme.main import _Application

CSV = b"code;nom\n44109;Nantes\n44143;Rez\xc3\xa9\n"


@pytest.fixture
def in_turn(monkeypatch):
    """Addresses of the requests that needed a task."""
    asked: list[str] = []
    ordinary = _Application.__call__

    async def noted(self, scope, receive, send):
        asked.append(scope.get("path", ""))
        await ordinary(self, scope, receive, send)

    monkeypatch.setattr(_Application, "__call__", noted)
    return asked


def heads(answer):
    return {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}


def test_what_was_answered_before_is_answered_at_once(in_turn, command, address, tmp_path):
    (tmp_path / "communes.csv").write_bytes(CSV)
    done = command("publish", tmp_path / "communes.csv", "--dataset", "communes", "--create", "--title", "Communes")
    assert done.exit_code == 0, done.output
    with httpx.Client(base_url=address) as http:
        first = http.get("/v1/datasets/communes/rows")
        again = at_once(in_turn, http)
        unchanged = at_once(in_turn, http, {"If-None-Match": first.headers["etag"]})

    assert (again.content, heads(again)) == (first.content, heads(first))
    assert unchanged.status_code == 304


def at_once(in_turn, http, headers=None):
    """The answer, once the background work has committed what it had to and nothing has to be looked up again."""
    for _ in range(100):
        in_turn.clear()
        answer = http.get("/v1/datasets/communes/rows", headers=headers)
        if not in_turn:
            return answer
    pytest.fail("every answer needed a task")
