"""An organization's settings, loaded from a file into the whole application through the public client."""

import json

import httpx
import pytest

from plateforme.client.v1 import NotYourOrganization, PlateformeV1, ReportTeamInvalid
from plateforme.consumers.loader import DEMO, Part
from plateforme.consumers.loader.datasets import DEMO_FILES
from plateforme.consumers.loader.progress import Tally
from plateforme.consumers.loader.report_settings import load_settings
from plateforme.consumers.loader.report_settings_file import ReportSettingsError, read_settings

TOWN = DEMO[1]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 46], [0, 45]]]}
FILE = """
[teams.voirie]
name = "Voirie"

[categories.trou_profond]
parent = "trou"
label_fr = "Trou profond"
service_level_days = 1

[categories.trou]
label_fr = "Trou"
service_level_days = 5
team = "voirie"

[categories.pothole]
service_level_days = 3

[coverages.ville]
title = "Ville"
area_file = "ville.geojson"

[[routing]]
team = "voirie"
words = "cratère"

[[checks]]
category = "trou_profond"
lon = 0.5
lat = 45.5
team = "voirie"
answers = "Vannes"
"""
RETIRED = """
[retired]
teams = ["voirie"]
coverages = ["ville", "never"]
categories = ["trou", "graffiti"]
"""


@pytest.fixture
def write(tmp_path):
    """Write a settings file, with the town's outline beside it."""
    features = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]}
    (tmp_path / "ville.geojson").write_text(json.dumps(features))

    def go(text, name="settings.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return go


async def test_a_file_is_settled_once_and_its_checks_hold(town, write):
    first = await load_settings(town, TOWN.slug, write(FILE))
    again = await load_settings(town, TOWN.slug, write(FILE))

    assert (first.tally, first.checks, first.unnamed) == (Tally(created=6), 1, [])
    assert (again.tally, again.checks) == (Tally(kept=6), 1)
    pothole = await town.get_organization_report_category(TOWN.slug, "pothole")
    assert (pothole.service_level_days, pothole.label_fr) == (3, "Nid-de-poule, chaussée abîmée")


async def test_what_the_file_no_longer_names_stays_and_is_told(town, write):
    await load_settings(town, TOWN.slug, write(FILE))

    load = await load_settings(town, TOWN.slug, write('[teams.autres]\nname = "Autres"'))

    assert load.unnamed == [
        "team voirie",
        "coverage ville",
        "category pothole",
        "category trou",
        "category trou_profond",
    ]


async def test_what_is_to_go_is_named(town, write):
    await load_settings(town, TOWN.slug, write(FILE))

    gone = await load_settings(town, TOWN.slug, write(RETIRED))
    again = await load_settings(town, TOWN.slug, write(RETIRED))

    assert (gone.tally, again.tally) == (Tally(changed=4, kept=1), Tally(kept=5))
    offered = {one.code async for one in town.iter_report_categories(organization=TOWN.slug)}
    assert not {"trou", "graffiti"} & offered


async def test_a_correction_counts_as_a_change(town, write):
    await load_settings(town, TOWN.slug, write(FILE))

    load = await load_settings(town, TOWN.slug, write(FILE.replace("cratère", "gouffre")))

    assert load.tally == Tally(changed=1, kept=5)


async def test_a_check_that_does_not_hold_says_what_happens_instead(town, write):
    check = '\n[[checks]]\ncategory = "graffiti"\nteam = "voirie"\nlon = 9\nlat = 45\nanswers = "Vannes"\n'

    with pytest.raises(ReportSettingsError) as refused:
        await load_settings(town, TOWN.slug, write(FILE + check))

    assert refused.value.faults == (
        "checks.2: nobody gets it (none), not voirie.",
        "checks.2: nobody answers there, not Vannes.",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[categories.potole]\nservice_level_days = 3", "categories.potole: no shared category"),
        ("[teams.a]\nname = 'A'\n[retired]\nteams = ['a']", "teams.a: it is settled and retired"),
        ("[teams.a]\nnom = 'A'", "teams.a"),
        ("[[checks]]\nteam = 'a'", "checks.0.category"),
    ],
)
async def test_a_file_that_makes_no_sense_changes_nothing(town, write, text, fault):
    with pytest.raises(ReportSettingsError) as refused:
        await load_settings(town, TOWN.slug, write(text))

    assert any(one.startswith(fault) for one in refused.value.faults)
    assert [one async for one in town.iter_report_teams(TOWN.slug)] == []


@pytest.mark.parametrize("text", ["teams = ", '{"teams": ', '{"coverages": {"a": {"area_file": "none.geojson"}}}'])
def test_a_file_that_cannot_be_read_says_so(write, text):
    with pytest.raises(ReportSettingsError, match="cannot be read"):
        read_settings(write(text, "settings.json" if text.startswith("{") else "settings.toml"))


async def test_the_platform_has_the_last_word(town, write):
    with pytest.raises(ReportTeamInvalid):
        await load_settings(town, TOWN.slug, write("[teams.voirie]\nname = 'V'\nmembers = ['nobody']"))


async def test_a_key_of_another_organization_settles_nothing(app, a_key, town, write):
    key = a_key("reports:configure", organization="auray")
    async with PlateformeV1("http://plateforme.test", key, transport=httpx.ASGITransport(app)) as api:
        with pytest.raises(NotYourOrganization):
            await load_settings(api, TOWN.slug, write(FILE))


async def test_the_demo_s_town_has_its_teams_and_its_checks_hold(load, town):
    summary = await load(Part.REPORT_SETTINGS)
    again = await load(Part.REPORT_SETTINGS)

    wanted = read_settings(DEMO_FILES / "report_settings.toml")
    assert summary.settings.created == len(wanted.teams) + len(wanted.categories) + len(wanted.coverages) + 1
    assert (again.settings.created, again.settings.changed, again.has_changed) == (0, 0, False)
    assert {one.slug async for one in town.iter_report_teams(TOWN.slug)} == set(wanted.teams)
