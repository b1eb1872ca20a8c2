"""The functions of the guide work as they stand, in the sandbox (docs/open311-sending.md)."""

import re
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "open311-sending.md"
ENDPOINT = "/open311/test/v2"
DUMPING = {"service_code": "illegal_dumping", "lat": "47.2173", "long": "-1.5534", "description": "Un canapé."}


@pytest.fixture
def guide(a_key) -> dict[str, Any]:
    """The functions of the guide; there is one organization to report to."""
    a_key("reports:write", organization="nantes")
    (text,) = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    functions: dict[str, Any] = {}
    exec(compile(text, GUIDE.name, "exec"), functions)  # noqa: S102  # our own guide
    return functions


async def test_a_request_is_sent_and_its_news_are_told_once(http, guide):
    record = await guide["report"](http, ENDPOINT, "sandbox", **DUMPING)
    reference = await guide["identifier"](http, ENDPOINT, record)
    news = {"update_id": "1", "status": "FIXED", "at": "2026-03-02T10:00:00+01:00", "words": "Enlevé."}

    assert await guide["tell"](http, ENDPOINT, "sandbox", reference, **news)
    assert await guide["tell"](http, ENDPOINT, "sandbox", reference, **news)

    (request,) = (await http.get(f"{ENDPOINT}/requests/{reference}.json")).json()
    assert (request["status"], request["status_notes"]) == ("closed", "Enlevé.")


async def test_a_refusal_says_why(http, guide):
    with pytest.raises(ValueError, match="service_code"):
        await guide["report"](http, ENDPOINT, "sandbox", service_code="no_such_service")
