"""The demo, loaded into the whole application through the public client."""

import csv
from collections import Counter
from datetime import date, timedelta

import httpx
import pytest

from plateforme.client.v1 import InsufficientScope, PlateformeV1
from plateforme.consumers.loader import DEMO, Part
from plateforme.consumers.loader.datasets import DEMO_FILES
from plateforme.consumers.loader.progress import Tally, silent
from plateforme.consumers.loader.public_services import _load_one, load_services, sheets, town_halls
from plateforme.consumers.loader.reports import moved, read, told

TOWN = DEMO[1]


@pytest.fixture
def few_entries(tmp_path):
    """The ten oldest sheets, and the last ten town halls by INSEE code, Vannes among them."""
    kept = {"information_sheets.csv": lambda rows: sorted(rows, key=lambda row: row["modified"])[:10]}
    kept["town_halls.csv"] = lambda rows: rows[-10:]
    for name, choose in kept.items():
        with (
            (DEMO_FILES / name).open(encoding="utf-8") as source,
            (tmp_path / name).open("w", encoding="utf-8") as copy,
        ):
            rows = list(csv.DictReader(source))
            writer = csv.DictWriter(copy, list(rows[0]))
            writer.writeheader()
            writer.writerows(choose(rows))
    return tmp_path


async def test_the_datasets_are_described_and_published(load, town):
    summary = await load(Part.TOWN_HALLS)

    dataset = await town.get_dataset("mairies-du-morbihan")
    vannes = await town.get_row("mairies-du-morbihan", "56260")
    assert [(one.slug, one.rows, one.is_new) for one in summary.datasets] == [("mairies-du-morbihan", 249, True)]
    assert (dataset.frequency, dataset.declared_modified_at) == ("DAILY", date(2026, 10, 6))
    assert vannes["opening_hours"] == "Mo-Fr 08:15-12:15,13:15-17:00"


async def test_each_dataset_has_a_page_that_states_source_and_licence_attached_once(load, town):
    await load(Part.TOWN_HALLS)
    await load(Part.TOWN_HALLS)

    attached = [one async for one in town.iter_attachments("mairies-du-morbihan")]
    content = b"".join([part async for part in town.get_attachment_content("mairies-du-morbihan", attached[0].id)])
    assert [one.name for one in attached] == ["source-et-licence.md"]
    assert all(words in content.decode() for words in ("DILA", "Licence Ouverte 2.0", "2026-10-06", "`opening_hours`"))


async def test_the_national_tables_are_whole(load, town):
    await load(Part.TERRITORY, Part.HOLIDAYS)

    communes = await town.list_rows("communes", limit=1, count="exact", department="2A")
    on_one_day = [row["name"] async for row in town.iter_rows("jours-feries", date="2008-05-01")]
    assert communes.items[0]["insee_code"].startswith("2A")
    assert (await town.get_dataset("communes")).rows == 34_969
    assert (await town.get_dataset("epci")).rows == 1_255
    assert on_one_day == ["1er mai", "Ascension"]


def test_every_sheet_and_every_town_hall_makes_an_entry():
    entries = [*sheets(DEMO_FILES, TOWN.slug), *town_halls(DEMO_FILES, TOWN.slug)]

    assert Counter(one.kind for one in entries) == {"information_sheet": 310, "town_hall": 249}
    assert len({one.slug for one in entries}) == len(entries)
    assert min(one.content_modified_at for one in entries if one.content_modified_at) == date(2016, 6, 22)


async def test_the_services_carry_their_real_dates_and_hours_and_are_added_once(town, few_entries):
    first = await load_services(town, TOWN.slug, few_entries, progress=silent)
    again = await load_services(town, TOWN.slug, few_entries, progress=silent)

    old = [one async for one in town.iter_services(kind="information_sheet", content_modified_at__lt=date(2018, 1, 1))]
    vannes = await town.get_service("mairie-56260")
    assert first.created == again.kept == 20
    assert {one.content_modified_at.year for one in old} == {2016, 2017}
    assert vannes.opening_hours.weekly[0].days == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert vannes.places[0].insee_code == "56260"


async def test_the_reports_keep_their_history_and_say_that_they_are_samples(load, town):
    summary = await load(Part.REPORTS)

    reports = [one async for one in town.iter_reports()]
    states = Counter(one.status for one in reports)
    assert summary.reports.created == len(reports) == 49
    assert all(one.sample for one in reports)
    assert states == {
        "received": 11,
        "acknowledged": 8,
        "planned": 7,
        "in_progress": 6,
        "transferred": 4,
        "closed": 13,
    }


async def test_loading_twice_changes_nothing(load, town):
    parts = (Part.SHEETS, Part.REPORTS)
    await load(*parts)
    before = [(one.reference, one.revision) async for one in town.iter_reports(sort="reference")]

    again = await load(*parts)

    assert not again.has_changed
    assert again.reports.kept == 49
    assert [(one.reference, one.revision) async for one in town.iter_reports(sort="reference")] == before


async def test_loading_on_a_later_day_leaves_the_sample_as_it_is(load, clock):
    await load(Part.REPORTS)
    clock.instant += timedelta(days=3)

    later = await load(Part.REPORTS)

    assert (later.reports.created, later.reports.changed, later.reports.kept) == (0, 0, 49)


async def test_an_entry_that_someone_changed_is_put_right(town):
    sheet = next(sheets(DEMO_FILES, TOWN.slug))
    await town.create_service(sheet.model_copy(update={"title": "Autre titre"}))
    tally = Tally()

    await _load_one(town, sheet, await town.get_service(sheet.slug), tally)

    assert tally.changed == 1
    assert (await town.get_service(sheet.slug)).title == sheet.title


async def test_a_report_whose_load_was_interrupted_gets_its_missing_moves(load, town, clock):
    sample = next(one for one in read(DEMO_FILES / "street_reports.ndjson") if len(one["moves"]) == 3)
    today = clock.now().date()
    report = await town.create_report(told(sample, TOWN.slug, today))
    await town.move_report(report.reference, moved(sample["moves"][0], today), if_match=report.etag)

    await load(Part.REPORTS)

    assert (await town.get_report(report.reference)).revision == 4


async def test_the_first_refusal_ends_the_load_and_is_the_one_that_is_raised(app, a_key, few_entries):
    reading = a_key("datasets:write", organization=TOWN.slug)
    async with PlateformeV1("http://plateforme.test", reading, transport=httpx.ASGITransport(app)) as api:
        with pytest.raises(InsufficientScope):
            await load_services(api, TOWN.slug, few_entries, progress=silent)
