import hashlib
from base64 import b64encode

import duckdb
import pytest

from plateforme.domains.datasets.tabular.engine import exporting
from plateforme.domains.datasets.tabular.engine.exporting import FORMS, ExportFormat, Form

EXPORTS = "/v1/datasets/communes/exports"


async def test_a_csv_states_its_rows_and_its_name(http, publish):
    publish("communes")

    answer = await http.get(f"{EXPORTS}/csv")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="communes-v1.csv"'
    assert answer.headers["plateforme-rows"] == "5"
    assert answer.text.splitlines()[:2] == ["code,nom,population,limit", "01001,L'Abergement-Clémenciat,832,1"]


async def test_a_selection_is_exported_in_its_order(http, publish):
    publish("communes")

    answer = await http.get(f"{EXPORTS}/ndjson", params={"population__gt": "50000", "sort": "-nom", "fields": "nom"})

    assert answer.text == '{"nom":"Nantes"}\n{"nom":"Ajaccio"}\n'
    assert answer.headers["plateforme-rows"] == "2"
    assert "communes-v1-selection.ndjson" in answer.headers["content-disposition"]


async def test_a_whole_parquet_is_the_stored_file_with_its_digest_and_ranges(http, publish):
    publish("communes")

    whole = await http.get(f"{EXPORTS}/parquet")
    part = await http.get(f"{EXPORTS}/parquet", headers={"Range": "bytes=4-9"})
    beyond = await http.get(f"{EXPORTS}/parquet", headers={"Range": "bytes=999999999-"})

    digest = b64encode(hashlib.sha256(whole.content).digest()).decode()
    assert whole.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert (part.status_code, part.content) == (206, whole.content[4:10])
    assert (beyond.status_code, beyond.content) == (200, whole.content)


async def test_a_parquet_of_a_selection_is_made_for_it(http, publish, tmp_path):
    publish("communes")
    file = tmp_path / "answer.parquet"

    file.write_bytes((await http.get(f"{EXPORTS}/parquet", params={"nom": "Nantes"})).content)

    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT code FROM '{file}'").fetchall() == [("44109",)]


async def test_what_the_caller_holds_is_not_sent_again(http, publish):
    publish("communes")
    for form in FORMS:
        tag = (await http.get(f"{EXPORTS}/{form}")).headers["etag"]
        assert (await http.get(f"{EXPORTS}/{form}", headers={"If-None-Match": tag})).status_code == 304


async def test_head_tells_the_rows_without_the_file(http, publish, platform):
    publish("communes")

    answer = await http.head(f"{EXPORTS}/csv")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["plateforme-rows"] == "5"


@pytest.mark.parametrize("path", ["pdf", "csv?limit=3", "csv?labels=true", "csv?nmo=x"])
async def test_what_an_export_cannot_do_is_refused(http, publish, path):
    publish("communes")

    assert (await http.get(f"{EXPORTS}/{path}")).status_code == 400


async def test_no_free_slot_is_said_before_anything_is_sent(http, publish, platform):
    publish("communes")
    taken = [platform.rows._slots.taken() for _ in range(exporting.SLOTS)]
    for slot in taken:
        slot.__enter__()

    answer = await http.get(f"{EXPORTS}/csv")

    assert (answer.status_code, answer.json()["code"]) == (503, "too_many_exports")
    for slot in taken:
        slot.__exit__(None, None, None)
    assert (await http.get(f"{EXPORTS}/csv")).status_code == 200


async def test_an_export_that_breaks_is_no_success(http, publish, platform, monkeypatch):
    publish("communes")
    monkeypatch.setattr(exporting, "FORMS", {ExportFormat.CSV: Form("text/csv", "FORMAT csv, NO_SUCH_OPTION 1", "")})

    assert (await http.get(f"{EXPORTS}/csv")).status_code == 500
    assert set(platform.rows._leases._users.values()) == {0}
