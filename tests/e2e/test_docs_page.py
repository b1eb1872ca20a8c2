"""The reference in a real browser: it works offline, breaks no policy of its own, and fits a phone."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGES = ("/", "/docs", "/problems", "/problems/dataset_not_found")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser: install Debian's package chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--disable-component-update"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def page(browser: Browser, request: Any) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": request.param, "height": 844})
    yield page
    page.close()


def test_no_page_overflows_asks_elsewhere_or_breaks_its_policy(server, page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    ours = (server.base, "data:")
    page.on("request", lambda sent: None if sent.url.startswith(ours) else complaints.append(sent.url))

    for path in PAGES:
        page.goto(server.base + path, wait_until="networkidle")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path

    assert complaints == []


def test_an_operation_can_be_tried_from_the_page(server, page):
    page.goto(f"{server.base}/docs", wait_until="networkidle")

    page.locator("#operations-entry-get_entry .opblock-summary").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    answer = page.locator("#operations-entry-get_entry .live-responses-table tbody .response-col_description").first
    answer.wait_for(timeout=15_000)
    assert "Plateforme" in answer.inner_text()
