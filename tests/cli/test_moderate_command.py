"""`plateforme moderate entry`: what was said about a report is taken back, against a platform that is served."""

import asyncio

import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportChange, ReportIn


@pytest.fixture
def key(a_key):
    return a_key("reports:write", "reports:triage", "reports:moderate")


@pytest.fixture
def reference(address, key):
    """A report that was closed with somebody's name."""

    async def tell():
        new = ReportIn(organization="nantes", category="pothole", description="Un trou.", lon=-1.5534, lat=47.2173)
        async with PlateformeV1(address, key) as api:
            made = await api.create_report(new)
            ended = ReportChange(status="closed", outcome="fixed", explanation="Vu avec Madame Zorglub.")
            await api.move_report(made.reference, ended, if_match=made.etag)
            return made.reference

    return asyncio.run(tell())


def test_what_was_said_gets_other_words_or_none(command, reference, key):
    replaced = command("moderate", "entry", reference, "2", "--text", "Vu.", "-m", "Un nom.", PLATEFORME_KEY=key)
    emptied = command("moderate", "entry", reference, "2", "-m", "Un nom.", PLATEFORME_KEY=key)

    assert (replaced.output, emptied.output) == (f"{reference} 2: Vu.\n", f"{reference} 2: -\n")


def test_an_entry_without_words_is_refused_in_the_platforms_words(command, reference, key):
    told = command("moderate", "entry", reference, "1", "-m", "Un nom.", PLATEFORME_KEY=key)

    assert told.exit_code == 1
    assert "no words" in told.stderr
