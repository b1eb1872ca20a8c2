"""What the demo's files may hold, and what is said about them."""

import csv
import re

from plateforme.consumers.loader.datasets import DATASETS, DEMO_FILES
from plateforme.consumers.loader.reports import read

OFFICE = re.compile(r"mairie|accueil|contact|secretariat|courrier|commune|info|population|ville", re.IGNORECASE)


def test_no_mailbox_belongs_to_a_person():
    with (DEMO_FILES / "town_halls.csv").open(encoding="utf-8") as file:
        mailboxes = [row["email"].partition("@")[0] for row in csv.DictReader(file) if row["email"]]

    assert len(mailboxes) == 240
    assert all(OFFICE.search(one) for one in mailboxes)


def test_every_file_has_its_line_in_the_table_of_sources():
    table = (DEMO_FILES / "README.md").read_text(encoding="utf-8")

    files = {path.name for path in DEMO_FILES.iterdir()} - {"README.md"}
    assert {name for name in files if f"| `{name}` |" not in table} == set()
    assert {one.file for one in DATASETS if one.make is None} <= files


def test_the_demo_stays_small():
    assert sum(path.stat().st_size for path in DEMO_FILES.iterdir()) < 2 * 1024 * 1024


def test_the_sample_stays_true_whatever_the_day_of_loading():
    for report in read(DEMO_FILES / "street_reports.ndjson"):
        when = [(-one["days_ago"], one["time"]) for one in (report, *report["moves"])]

        assert report["days_ago"] >= 1, "today's hour may still be to come"
        assert when == sorted(when), report["client_id"]
