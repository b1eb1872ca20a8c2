"""The files that a stranger opens first agree with the package and with each other."""

import re
import tomllib
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # its types are a package that we do not need elsewhere

from plateforme import __version__

ROOT = Path(__file__).parents[2]
MARKDOWN = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_changelog_the_package_and_publiccode_agree_on_the_version():
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    newest = next(heading for heading in headings if heading != "Unreleased")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text())

    assert {newest, project["version"], public["softwareVersion"]} == {__version__}


def test_the_changelog_speaks_to_callers_and_to_operators():
    newest = (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]

    assert set(re.findall(r"^### (.+)$", newest, re.MULTILINE)) <= {"API", "Operators"}


def test_the_licence_is_the_whole_text():
    text = (ROOT / "LICENSE").read_text()

    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.", text, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def test_publiccode_tells_what_the_standard_requires():
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}

    assert required | {"legal", "maintenance", "localisation"} <= public.keys()
    assert public["legal"]["license"] == "EUPL-1.2"
    for text in public["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in text["features"])


def test_links_between_pages_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in MARKDOWN
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_locks_hold_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
        assert all("==" in line for line in pins)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)
        assert not [line for line in lines if "://" in line or line.startswith("-i ") or "index-url" in line]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


def test_makefile_targets_say_what_they_do():
    text = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"make ((?:[a-z][a-z-]+ ?)+)`", "".join(page.read_text() for page in MARKDOWN)))
    documented = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))

    assert {target for words in named for target in words.split()} <= documented
    assert {"demo", "serve", "test", "check", "fix", "openapi", "client", "docs", "bench", "migrate"} <= documented
