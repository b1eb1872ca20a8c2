"""The tables at the end of the demonstration."""

import io
from typing import Any

import httpx
from rich.console import Console

from plateforme.cli.summary import answers_by_plan, summarize


def test_answers_are_read_from_the_counts():
    exposition = (
        "# TYPE plateforme_answers_total counter\n"
        'plateforme_answers_total{plan="cache"} 12\n'
        'plateforme_answers_total{plan="a later one"} 5\n'
        'plateforme_answers_total{plan="engine"} 3\n'
    )

    assert answers_by_plan(exposition) == {"cache": 12, "engine": 3}


async def test_the_summary_says_how_answers_were_found(app: Any):
    told = io.StringIO()
    await summarize("http://plateforme.test/v1", Console(file=told), transport=httpx.ASGITransport(app))

    assert "answers given so far: kept ready 0 · read from the index 0 · computed 0" in told.getvalue()
