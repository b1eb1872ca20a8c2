import json

import httpx
import pytest

MAPPING = """
source = "old-tool"
[dates]
formats = ["%d/%m/%Y"]
[fields]
id = "n"
description = "texte"
opened_at = "ouvert"
lon = "x"
lat = "y"
address = "rue"
[category]
column = "type"
values = { Lampadaire = "street_light", Trou = "pothole" }
[status]
column = "clos"
values = { "" = "received" }
default = "closed"
[closing]
at = "clos"
note = "mot"
outcome = { default = "fixed" }
"""
REPORTS = """n,type,texte,ouvert,clos,mot,x,y,rue
1,Lampadaire,Éteint,05/01/2026,07/01/2026,Ampoule changée,-1.55,47.21,Rue Noire
2,Trou,Profond,06/02/2026,,,-1.56,47.22,Rue Grise
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "old.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "old.csv").write_text(REPORTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def load(command, a_key, files):
    """Bring reports in with a key of an organization: a file by the mapping beside it, or an endpoint."""

    def run(*arguments, organization="nantes"):
        key = a_key("reports:triage", organization=organization, consumer=f"{organization}-archive")
        return command("load", "reports", *arguments, "--organization", organization, PLATEFORME_KEY=key)

    return run


@pytest.fixture
def load_file(load, files):
    return lambda *more: load(files / "old.csv", "--mapping", files / "old.toml", *more)


def reports(address, organization):
    found = httpx.get(f"{address}/v1/reports", params={"organization": organization, "sort": "opened_at"}).json()
    return [
        {name: one[name] for name in ("category", "description", "status", "outcome", "opened_at", "closed_at", "lon")}
        for one in found["items"]
    ]


def test_a_file_is_brought_in_and_bringing_it_in_again_changes_nothing(load_file, address):
    first = load_file()
    again = load_file()

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "2 records: 2 new, 0 changed, 0 as before, 0 refused." in first.output
    assert "2 records: 0 new, 0 changed, 2 as before, 0 refused." in again.output
    assert [one["status"] for one in reports(address, "nantes")] == ["closed", "received"]


def test_what_is_refused_is_kept_in_a_file_and_changes_the_exit_code(load_file, files):
    (files / "old.csv").write_text(REPORTS.replace("06/02/2026", "février"), encoding="utf-8")

    done = load_file("--rejects", files / "rejects.ndjson")

    assert done.exit_code == 4
    assert "refused: unreadable_date, 1" in done.output
    (line,) = map(json.loads, (files / "rejects.ndjson").read_text().splitlines())
    assert (line["place"], line["code"]) == ("line 3", "unreadable_date")
    assert "Profond" not in str(line)


def test_the_reports_of_one_organization_reach_another_through_open311(load_file, load, address, files):
    load_file()
    endpoint = ("--open311", f"{address}/open311/v2", "--jurisdiction", "nantes", "--since", "2026-01-01")

    first = load(*endpoint, "--journal", files / "journal.json", organization="rennes")
    again = load(*endpoint, organization="rennes")

    assert first.exit_code == 0, first.output
    assert "2 records: 2 new" in first.output
    assert "2 as before" in again.output
    assert reports(address, "rennes") == reports(address, "nantes")
    assert not (files / "journal.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "either a CSV file or --open311"),
        (("--open311", "http://127.0.0.1:9"), 2, "--since"),
        (("--open311", "ftp://there", "--since", "2026-01-01"), 1, "begins with http"),
        (("{files}/old.csv", "--mapping", "nowhere"), 2, "There is no mapping nowhere"),
        (("{files}/old.csv",), 4, "no_id"),
    ],
)
def test_what_cannot_work_is_said_with_an_exit_code(load, files, arguments, code, told):
    done = load(*(str(one).format(files=files) for one in arguments))

    assert done.exit_code == code, done.output
    assert told in done.output


def test_a_key_that_may_not_bring_reports_in_is_told_so(command, a_key, files):
    key = a_key("reports:write")

    done = command(
        *("load", "reports", files / "old.csv", "--mapping", files / "old.toml", "--organization", "nantes"),
        PLATEFORME_KEY=key,
    )

    assert done.exit_code == 1
    assert "reports:triage" in done.output
