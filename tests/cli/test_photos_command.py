"""`plateforme photos`: send, list, save and take away, against a platform that is served."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image
from tests.domains.reports.drawn import a_jpeg

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportIn


@pytest.fixture
def reference(address, a_key):
    """A report of the command's own consumer."""

    async def tell():
        new = ReportIn(organization="nantes", category="pothole", description="Un trou.", lon=-1.5534, lat=47.2173)
        async with PlateformeV1(address, a_key("reports:write")) as api:
            return (await api.create_report(new)).reference

    return asyncio.run(tell())


def test_photos_are_sent_listed_saved_and_taken_away(command, reference, a_key, tmp_path):
    key = a_key("reports:write")
    (tmp_path / "a.jpg").write_bytes(a_jpeg(6, 640, 480))

    sent = command("photos", "add", reference, tmp_path / "a.jpg", "--title", "Trou", PLATEFORME_KEY=key)
    listed = command("photos", "list", reference, PLATEFORME_KEY=key)
    public = command("photos", "list", reference, PLATEFORME_KEY="")
    saved = command("photos", "save", reference, tmp_path / "out", "--small", PLATEFORME_KEY=key)
    gone = command("photos", "remove", reference, "1", PLATEFORME_KEY=key)

    assert sent.output.startswith("1  in_review  480×640  http"), sent.output
    assert listed.output == sent.output
    assert public.output == f"{reference} has no photo that you may see.\n"
    assert saved.exit_code == 0
    assert Image.open(BytesIO((tmp_path / "out" / f"{reference}-1-small.jpg").read_bytes())).size == (240, 320)
    assert gone.output == f"Photo 1 of {reference} is gone.\n"


def test_what_is_no_photo_is_refused_in_the_platforms_words(command, reference, a_key, tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>")

    told = command("photos", "add", reference, tmp_path / "a.svg", PLATEFORME_KEY=a_key("reports:write"))

    assert told.exit_code == 1
    assert "JPEG, PNG or WebP" in told.stderr
