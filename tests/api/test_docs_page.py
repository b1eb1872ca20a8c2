"""The pages: nothing foreign, nothing inline, both languages, every code explained."""

import re
from html.parser import HTMLParser

import pytest

from plateforme.api.docs.assets import assets
from plateforme.api.problems import catalogue
from plateforme.api.problems.french_words import WORDS

PAGES = ["/", "/docs", "/docs/open311", "/problems", "/problems/bad_query"]


class Seen(HTMLParser):
    """What a page refers to, and what it holds inline."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.references: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._open = tag
        for name, value in attrs:
            if name in {"src", "href", "action", "data-document"}:
                self.references.append((tag, value or ""))
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag}[{name}]")

    def handle_data(self, data):
        if self._open in {"script", "style"} and data.strip():
            self.inline.append(self._open)

    def handle_endtag(self, tag):
        self._open = ""


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_refers_to_a_foreign_origin_or_holds_inline_code(http, page):
    response = await http.get(page)
    seen = Seen(response.text)

    assert response.status_code == 200
    assert [one for one in seen.references if not re.match(r"/(?!/)", one[1])] == []
    assert seen.inline == []


@pytest.mark.parametrize("page", PAGES)
async def test_the_content_policy_allows_this_origin_only(http, page):
    policy = (await http.get(page)).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("page", PAGES)
async def test_every_link_to_ourselves_leads_somewhere(http, page):
    for _, path in Seen((await http.get(page)).text).references:
        assert (await http.get(path.partition("#")[0] or page)).status_code == 200, path


def test_no_style_or_script_of_ours_loads_from_elsewhere():
    for asset in assets().values():
        text = asset.content.decode()
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text), asset.name


@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
async def test_an_asset_is_kept_for_ever_and_known_again(http, encoding):
    path = assets()["swagger-ui-bundle.js"].path
    asked = {"accept-encoding": encoding}
    first = await http.get(path, headers=asked)
    again = await http.get(path, headers=asked | {"if-none-match": first.headers["etag"]})

    assert "immutable" in first.headers["cache-control"]
    assert first.headers.get("content-encoding", "identity") == encoding
    assert (again.status_code, again.content) == (304, b"")


async def test_an_unknown_asset_is_a_problem(http):
    response = await http.get("/docs/assets/other.css")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_every_code_has_a_page_in_both_languages(http):
    for code, problem in catalogue().items():
        text = (await http.get(f"/problems/{code}")).text
        assert f"<code>{code}</code>" in text
        assert '<html lang="fr">' in text
        assert f'lang="en"><h2>{problem.title}'.replace("'", "&#x27;") in text


def test_every_code_has_french_words_of_its_own():
    assert catalogue().keys() - WORDS.keys() == set()
