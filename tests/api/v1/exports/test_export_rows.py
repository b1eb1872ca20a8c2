import hashlib
import threading
from base64 import b64encode

import duckdb
import pytest
from anyio import sleep
from python_calamine import CalamineWorkbook

from plateforme.api.v1.exports import sending
from plateforme.domains.datasets.sweeping import sweep
from plateforme.domains.datasets.tabular.engine.exports.forms import FORMS
from plateforme.domains.datasets.tabular.engine.exports.slots import SLOTS, Ticket
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.workshop import Workshop

EXPORTS = "/v1/datasets/communes/exports"
TABULAR = [form for form in ExportFormat if form is not ExportFormat.GEOJSON]
IDENTITY = {"Accept-Encoding": "identity"}


def digest_of(body: bytes) -> str:
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


async def kept(http, path="csv", **params):
    """Download until the answer comes from a file, which takes one download and a moment."""
    for _ in range(200):
        answer = await http.get(f"{EXPORTS}/{path}", params=params, headers=IDENTITY)
        if "content-length" in answer.headers:
            return answer
        await sleep(0.01)
    pytest.fail("it was never kept")


async def test_a_csv_states_its_rows_and_its_name(http, publish):
    publish("communes")

    answer = await http.get(f"{EXPORTS}/csv")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="communes-v1.csv"'
    assert answer.headers["plateforme-rows"] == "5"
    assert '/v1/datasets/communes/exports/csv/digest>; rel="describedby"' in answer.headers["link"]
    assert answer.text.splitlines()[:2] == ["code,nom,population,limit", "01001,L'Abergement-Clémenciat,832,1"]


async def test_a_selection_is_exported_in_its_order(http, publish):
    publish("communes")

    answer = await http.get(f"{EXPORTS}/ndjson", params={"population__gt": "50000", "sort": "-nom", "fields": "nom"})

    assert answer.text == '{"nom":"Nantes"}\n{"nom":"Ajaccio"}\n'
    assert answer.headers["plateforme-rows"] == "2"
    assert "communes-v1-selection.ndjson" in answer.headers["content-disposition"]


async def test_a_json_export_is_the_rows_of_the_api(http, publish):
    publish("communes")

    assert (await http.get(f"{EXPORTS}/json")).json() == (await http.get("/v1/datasets/communes/rows")).json()["items"]


async def test_a_csv_for_french_excel(http, publish):
    publish("communes")
    asked = {"delimiter": "semicolon", "with_bom": "true", "decimal": ",", "labels": "true", "limit__eq": "1"}

    answer = await http.get(f"{EXPORTS}/csv", params=asked)

    assert answer.content.decode() == "\ufeffCode INSEE;Nom;Population;Limit\n01001;L'Abergement-Clémenciat;832;1\n"


async def test_a_sheet_heads_its_columns_with_labels(http, publish, tmp_path):
    publish("communes")
    file = tmp_path / "communes.xlsx"

    answer = await http.get(f"{EXPORTS}/xlsx", params={"labels": "true"})

    file.write_bytes(answer.content)
    head, first, *_ = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert head == ["Code INSEE", "Nom", "Population", "Limit"]
    assert first == ["01001", "L'Abergement-Clémenciat", 832.0, 1.0]


async def test_a_whole_parquet_is_the_stored_file_with_its_digest_and_ranges(http, publish):
    publish("communes")

    whole = await http.get(f"{EXPORTS}/parquet")
    part = await http.get(f"{EXPORTS}/parquet", headers={"Range": "bytes=4-9"})

    assert whole.headers["repr-digest"] == digest_of(whole.content)
    assert (part.status_code, part.content) == (206, whole.content[4:10])
    assert part.headers["cache-control"] == whole.headers["cache-control"]


async def test_a_parquet_of_a_selection_is_made_for_it(http, publish, tmp_path):
    publish("communes")
    file = tmp_path / "answer.parquet"

    file.write_bytes((await http.get(f"{EXPORTS}/parquet", params={"nom": "Nantes"})).content)

    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT code FROM '{file}'").fetchall() == [("44109",)]


@pytest.mark.parametrize("form", TABULAR)
async def test_a_whole_version_is_kept_and_sent_by_ranges(http, publish, form):
    publish("communes")
    first = await http.get(f"{EXPORTS}/{form}", headers=IDENTITY)

    again = await kept(http, form.value)

    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["repr-digest"] == digest_of(first.content)
    assert again.headers["accept-ranges"] == "bytes"
    size = len(first.content)
    for asked, status, body in (
        ("bytes=0-0", 206, first.content[:1]),
        ("bytes=10-", 206, first.content[10:]),
        ("bytes=-7", 206, first.content[-7:]),
        (f"bytes=5-{size + 1000}", 206, first.content[5:]),
        (f"bytes=-{size + 5}", 206, first.content),
        ("bytes=1-2,4-5", 200, first.content),
        ("bytes=9-3", 200, first.content),
        ("lines=1-2", 200, first.content),
    ):
        answer = await http.get(f"{EXPORTS}/{form}", headers={"Range": asked} | IDENTITY)
        assert (answer.status_code, answer.content) == (status, body), asked
        assert answer.headers["content-length"] == str(len(body))


async def test_a_range_beyond_the_end_is_416(http, publish):
    publish("communes")
    size = len((await kept(http)).content)

    for asked in (f"bytes={size}-", "bytes=-0"):
        answer = await http.get(f"{EXPORTS}/csv", headers={"Range": asked})
        assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
        assert answer.headers["content-range"] == f"bytes */{size}"


async def test_a_download_is_resumed_only_where_nothing_has_changed(http, publish):
    publish("communes")
    whole = await kept(http)
    tag, asked = whole.headers["etag"], {"Range": "bytes=10-"} | IDENTITY

    same = await http.get(f"{EXPORTS}/csv", headers=asked | {"If-Range": tag})
    other = await http.get(f"{EXPORTS}/csv", headers=asked | {"If-Range": '"other"'})
    weak = await http.get(f"{EXPORTS}/csv", headers=asked | {"If-Range": f"W/{tag}"})
    held = await http.get(f"{EXPORTS}/csv", headers=asked | {"If-None-Match": tag})
    gone = await http.get(f"{EXPORTS}/csv", headers=asked | {"If-Match": '"other"'})

    assert (same.status_code, same.content) == (206, whole.content[10:])
    assert [answer.status_code for answer in (other, weak, held, gone)] == [200, 200, 304, 412]
    assert other.content == weak.content == whole.content


async def test_a_part_is_never_compressed_and_a_digest_never_lies(http, publish):
    publish("communes", rows=[(f"{n:05}", "Nantes" * 9, n, None) for n in range(300)])
    whole = await kept(http)

    part = await http.get(f"{EXPORTS}/csv", headers={"Range": "bytes=10-", "Accept-Encoding": "gzip"})
    packed = await http.get(f"{EXPORTS}/csv", headers={"Accept-Encoding": "gzip"})

    assert (part.status_code, part.content) == (206, whole.content[10:])
    assert "content-encoding" not in part.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "repr-digest" not in packed.headers
    assert packed.headers["unencoded-digest"] == digest_of(packed.content)


async def test_the_digest_is_told_beside_the_file_before_it_was_ever_made(http, publish):
    publish("communes")
    asked = {"population__gt": "50000", "delimiter": ";"}

    told = (await http.get(f"{EXPORTS}/csv/digest", params=asked)).json()
    answer = await http.get(f"{EXPORTS}/csv", params=asked, headers=IDENTITY)

    assert told["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert (told["rows"], told["bytes"], told["version"]) == (2, len(answer.content), 1)
    assert told["file_name"] == "communes-v1-selection.csv"
    assert answer.headers["repr-digest"] == digest_of(answer.content)


async def test_the_digest_of_the_stored_parquet_is_told_too(http, publish):
    publish("communes")

    told = (await http.get(f"{EXPORTS}/parquet/digest")).json()

    assert told["sha256"] == hashlib.sha256((await http.get(f"{EXPORTS}/parquet")).content).hexdigest()


async def test_a_digest_that_takes_too_long_is_asked_again(http, publish, platform, monkeypatch):
    publish("communes")
    monkeypatch.setattr(type(platform.rows.exports), "facts", lambda *_: None)
    monkeypatch.setitem(platform.settings.__dict__, "query_seconds", 0.05)

    answer = await http.get(f"{EXPORTS}/csv/digest")

    assert (answer.status_code, answer.json()["code"]) == (503, "export_not_ready")
    assert answer.headers["retry-after"] == "30"


async def test_what_the_caller_holds_is_not_sent_again(http, publish):
    publish("communes")
    for form in TABULAR:
        tag = (await http.get(f"{EXPORTS}/{form}")).headers["etag"]
        assert (await http.get(f"{EXPORTS}/{form}", headers={"If-None-Match": tag})).status_code == 304


async def test_head_tells_the_rows_without_the_file(http, publish, platform):
    publish("communes")

    answer = await http.head(f"{EXPORTS}/csv")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["plateforme-rows"] == "5"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("pdf", ""),
        ("csv?limit=3", "limit"),
        ("csv?nmo=x", "Did you mean nom?"),
        ("csv?delimiter=x", "semicolon"),
        ("csv?labels=perhaps", "true or false"),
        ("csv?labels=true&labels=true", "once"),
        ("json?labels=true", "csv and tsv and xlsx take it"),
        ("tsv?delimiter=;", "csv takes it"),
        ("xlsx?escape_formulas=true", "csv and tsv take it"),
        ("geojson", "no geometry"),
        ("csv/digest?limit=3", "limit"),
    ],
)
async def test_what_an_export_cannot_do_is_refused(http, publish, path, said):
    publish("communes")

    answer = await http.get(f"{EXPORTS}/{path}")

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


async def test_a_withdrawn_version_is_gone_with_its_files(http, publish, platform):
    publish("communes")
    await kept(http)
    with platform.db.writing() as session:
        from plateforme.domains.datasets import catalogue, withdrawal  # noqa: PLC0415

        dataset = catalogue.get_dataset(session, "communes")
        withdrawal.withdraw(session, dataset, 1, reason="wrong", now=platform.clock.now())

    answer = await http.get(f"{EXPORTS}/csv", params={"version": "1"})
    shop = Workshop.of(
        platform.settings, db=platform.db, storage=platform.storage, rows=platform.rows, clock=platform.clock
    )
    sweep(shop)

    assert answer.status_code == 410
    assert not list((platform.rows.folder / "exports").iterdir())


async def test_no_free_slot_is_said_before_anything_is_sent(http, publish, platform, monkeypatch):
    monkeypatch.setattr(sending, "TURN", 0.05)
    publish("communes")
    slots = platform.rows.exports.slots
    taken = [Ticket(str(number)) for number in range(SLOTS)]
    assert all(slots.take(ticket) for ticket in taken)

    answer = await http.get(f"{EXPORTS}/csv")

    assert (answer.status_code, answer.json()["code"]) == (503, "too_many_exports")
    assert "retry-after" in answer.headers
    threading.Timer(0.02, lambda: [slots.give_back(ticket) for ticket in taken]).start()
    monkeypatch.setattr(sending, "TURN", 5.0)
    assert (await http.get(f"{EXPORTS}/csv")).status_code == 200
    assert not slots._waiting


async def test_a_kept_file_needs_no_slot(http, publish, platform, monkeypatch):
    publish("communes")
    await kept(http)
    monkeypatch.setattr(platform.rows.exports.slots, "take", lambda _: False)

    assert (await http.get(f"{EXPORTS}/csv")).status_code == 200


async def test_an_export_that_breaks_is_no_success(http, publish, platform, monkeypatch):
    publish("communes")
    monkeypatch.setattr(
        "plateforme.domains.datasets.tabular.engine.exports.cells.text_cell", lambda *_, **__: "no_such_column"
    )

    assert (await http.get(f"{EXPORTS}/csv")).status_code == 500
    assert set(platform.rows._leases._users.values()) == {0}
    assert not platform.rows.exports.slots._running


def test_every_format_is_announced():
    assert set(FORMS) == set(ExportFormat)


async def test_head_of_a_kept_file_tells_its_length(http, publish):
    publish("communes")
    whole = await kept(http)

    answer = await http.head(f"{EXPORTS}/csv", headers=IDENTITY)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize("path", ["csv", "csv/digest"])
async def test_the_rows_of_an_export_are_counted_where_long_questions_are(http, platform, publish, monkeypatch, path):
    publish("communes")
    want, threads = platform.rows.want, []

    def noting(*asked):
        threads.append(threading.current_thread().name)
        return want(*asked)

    monkeypatch.setattr(platform.rows, "want", noting)

    assert (await http.get(f"{EXPORTS}/{path}", params={"nom__contains": "e"})).status_code == 200
    assert [name.partition("_")[0] for name in threads] == ["question"]


async def test_a_kept_file_that_makes_room_just_now_is_made_again(http, platform, publish, monkeypatch):
    publish("communes")
    before = await kept(http)
    find = platform.rows.exports.keeping.find

    def too_late(wanted):
        found = find(wanted)
        if found is not None:
            found.path.unlink()
        return found

    monkeypatch.setattr(platform.rows.exports.keeping, "find", too_late)

    assert (await http.get(f"{EXPORTS}/csv", headers=IDENTITY)).content == before.content
