"""Publishing over HTTP: who may, what is answered, and what bad files get."""

import gzip
import io
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest
from anyio.to_thread import run_sync
from sqlalchemy import event

from plateforme.domains.access.errors import IdempotencyInProgress
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.working import work_next
from plateforme.kit.settings import Settings

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
PATH = "/v1/datasets/parcs/publications"
LOCAL = FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=1_000_000, allow_private=True)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A platform that unpacks no more than a megabyte."""
    return settings.model_copy(update={"max_unpacked_bytes": 1_000_000})


async def test_publishing_needs_a_key(http, producer):
    answer = await http.post(PATH, files={"file": ("parcs.csv", PARKS)})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_publishing_needs_the_scope(http, producer, bearer):
    answer = await http.post(PATH, files={"file": ("p.csv", PARKS)}, headers=bearer("reports:write", consumer="other"))

    assert answer.status_code == 403
    assert answer.json()["code"] == "insufficient_scope"


async def test_publishing_to_another_organizations_dataset_is_refused(http, producer, bearer):
    stranger = bearer("datasets:write", organization="rennes")

    answer = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=stranger)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")
    assert (await http.get(PATH)).json()["items"] == []


async def test_a_file_is_accepted_at_once_and_published_a_moment_later(http, producer, work):
    sent = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=producer)

    assert sent.status_code == 202
    assert sent.json()["state"] == "queued"
    work()

    told = (await http.get(sent.headers["Location"])).json()
    assert (told["state"], told["version"], told["rows"]) == ("published", 1, 2)
    assert told["report"]["valid"] is True
    dataset = (await http.get("/v1/datasets/parcs")).json()
    assert (dataset["version"], dataset["rows"]) == (1, 2)


async def test_a_form_without_a_file_says_what_to_send(http, producer):
    answer = await http.post(PATH, files={"url": (None, "")}, headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (422, "no_file")


async def test_a_url_on_an_unlisted_host_is_refused(http, producer):
    answer = await http.post(PATH, files={"url": (None, "http://169.254.169.254/latest/meta-data")}, headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (422, "fetch_refused")
    assert "169.254" not in answer.text


async def test_an_unknown_dataset_is_not_found(http, producer):
    answer = await http.post("/v1/datasets/rien/publications", files={"file": ("p.csv", PARKS)}, headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (404, "dataset_not_found")


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


BAD_FILES = [
    pytest.param("vide.csv", b"", "source-error", id="nothing in it"),
    pytest.param("plan.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "format-error", id="a PDF named csv"),
    pytest.param("cle.csv", PARKS + b"2,Encore\n", "primary-key", id="a key twice"),
    pytest.param("ligne.csv", PARKS + b"3,Trop,de,cellules\n", "extra-cell", id="a ragged row"),
    pytest.param("court.csv", b"id,nom,ville\n1,Parc\n", "missing-cell", id="a short row"),
    pytest.param("double.csv", b"id,nom,nom\n1,a,b\n", "duplicate-label", id="a label twice"),
    pytest.param("p.parquet", b"PAR1 and nothing more", "format-error", id="a broken parquet"),
    pytest.param("b.csv.gz", gzip.compress(b"id\n" + b"0" * 3_000_000), "source-error", id="a bomb"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD_FILES)
async def test_a_bad_file_is_refused_with_its_place_and_a_remedy(http, publish, name, content, code):
    told = await publish(content, name)

    assert told["state"] == "rejected"
    assert told["problem"]["detail"]
    faults = told["report"]["errors"]
    assert code in {fault["code"] for fault in faults}, faults
    assert all(fault["remedy"] for fault in faults)
    assert (await http.get("/v1/datasets/parcs")).json()["version"] is None


async def test_a_refused_cell_is_never_repeated(publish):
    told = await publish(PARKS + b"2,Nom tout a fait secret\n")

    assert told["state"] == "rejected"
    assert "secret" not in str(told)


async def test_a_zipped_file_is_published(publish):
    told = await publish(_zip(parcs_csv=PARKS), "parcs.zip")

    assert (told["state"], told["rows"]) == ("published", 2)


async def test_publications_are_listed_newest_first(http, publish, clock):
    first = await publish(PARKS)
    clock.instant = clock.instant.replace(hour=11)
    second = await publish(b"")

    listed = (await http.get(PATH)).json()["items"]
    refused = (await http.get(PATH, params={"state": "rejected"})).json()["items"]

    assert [item["id"] for item in listed] == [second["id"], first["id"]]
    assert [item["id"] for item in refused] == [second["id"]]


async def test_an_unknown_publication_is_not_found(http, producer):
    answer = await http.get(f"{PATH}/nothing")

    assert (answer.status_code, answer.json()["code"]) == (404, "publication_not_found")


async def test_a_request_that_was_taken_over_meanwhile_publishes_nothing(http, producer, monkeypatch):
    def taken_over(*_args, **_kwargs):
        raise IdempotencyInProgress

    monkeypatch.setattr("plateforme.domains.access.idempotency.keep", taken_over)
    once = producer | {"Idempotency-Key": "abc"}

    answer = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=once)

    assert answer.status_code == 409
    assert (await http.get(PATH)).json()["items"] == []


async def test_a_worker_is_woken_when_there_is_something_to_find(http, producer, work, platform, monkeypatch):
    found = []
    monkeypatch.setattr(platform.jobs, "wake", lambda: found.append(work()))

    await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=producer | {"Idempotency-Key": "abc"})

    assert found == [True]


async def test_the_name_of_a_file_is_cleaned_of_what_cannot_be_stored(http, producer):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="../a\0b.csv"\r\n\r\nid\r\n1\r\n--b--\r\n'

    headers = producer | {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await http.post(PATH, content=body, headers=headers)

    assert (answer.status_code, answer.json()["source_name"]) == (202, "ab.csv")


async def test_a_list_leaves_the_reports_where_they_are(http, publish, platform):
    told = await publish(PARKS)
    read = []

    def note(_connection, _cursor, statement, *_more):
        read.append(statement)

    event.listen(platform.db._readers, "before_cursor_execute", note)
    listed = (await http.get(PATH)).json()["items"]

    assert told["report"]["valid"] is True
    assert listed == [told | {"report": None}]
    assert not any("publications.report" in statement for statement in read)


async def test_two_files_in_one_form_are_refused_rather_than_one_of_them_dropped(http, producer):
    files = [("file", ("a.csv", PARKS)), ("file", ("b.csv", PARKS))]

    refused = await http.post(PATH, files=files, headers=producer)

    assert (refused.status_code, refused.json()["code"]) == (422, "no_file")


async def test_a_file_sent_as_a_plain_field_is_told_what_it_lacks(http, producer):
    refused = await http.post(PATH, files={"file": (None, PARKS)}, headers=producer)

    assert refused.status_code == 422
    assert "`filename`" in refused.json()["errors"][0]["detail"]


@pytest.fixture
def source(web_server) -> str:
    """Address of a file on a producer's own web server."""

    class Source(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(PARKS)))
            self.end_headers()
            self.wfile.write(PARKS)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    return f"{web_server(Source)}/open/parcs.csv?v=2"


async def test_a_file_is_pulled_from_a_listed_host_and_published(http, producer, platform, source, shop):
    pulling = {"fetch_hosts": frozenset({"127.0.0.1"}), "fetch_private_addresses": True}
    object.__setattr__(platform, "settings", platform.settings.model_copy(update=pulling))

    sent = await http.post(PATH, files={"url": (None, source)}, headers=producer)
    assert work_next(replace(shop, fetch=LOCAL))

    told = (await http.get(sent.headers["Location"])).json()
    assert (told["state"], told["rows"], told["source_name"]) == ("published", 2, "parcs.csv")
    assert told["source_bytes"] == len(PARKS)
    assert told["source_url"] == source.removesuffix("?v=2")  # a query may hold a token


async def test_a_publication_that_waits_is_cancelled_by_its_own_organization(http, producer, bearer, work):
    sent = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=producer)
    address = f"{sent.headers['Location']}/cancellation"

    anonymous = await http.post(address)
    stranger = await http.post(address, headers=bearer("datasets:write", organization="rennes"))
    done = await http.post(address, headers=producer)
    again = await http.post(address, headers=producer)

    assert (anonymous.status_code, stranger.status_code) == (401, 403)
    assert (done.status_code, done.json()["state"], done.json()["cancel_requested"]) == (202, "cancelled", True)
    assert again.json() == done.json()
    assert not work()
    listed = (await http.get(PATH, params={"state": "cancelled"})).json()["items"]
    assert [item["id"] for item in listed] == [sent.json()["id"]]


async def test_what_has_ended_cannot_be_cancelled(http, producer, publish):
    done = await publish(PARKS)

    answer = await http.post(f"{done['url']}/cancellation", headers=producer)
    unknown = await http.post(f"{PATH}/nothing/cancellation", headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (409, "publication_ended")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "publication_not_found")


async def test_what_is_said_of_a_file_is_kept_and_believed(http, producer, work):
    said = {"delimiter": "|", "encoding": "cp1252", "header_row": "1", "sheet": "", "accept_breaking": "true"}
    content = "id|nom\n1|Châtaigneraie\n".encode("cp1252")

    sent = await http.post(PATH, files={"file": ("parcs.csv", content)}, data=said, headers=producer)
    work()

    assert sent.json()["hints"] == {"delimiter": "|", "encoding": "cp1252", "header_row": 1, "sheet": None}
    told = (await http.get(sent.headers["Location"])).json()
    assert (told["state"], told["accept_breaking"]) == ("published", True)
    assert (told["report"]["source"]["delimiter"], told["report"]["source"]["encoding"]) == ("|", "cp1252")
    rows = (await http.get("/v1/datasets/parcs/rows")).json()["items"]
    assert rows == [{"id": 1, "nom": "Châtaigneraie"}]


@pytest.mark.parametrize(
    "said", [{"header_row": "-1"}, {"header_row": "two"}, {"sheet": "x" * 101}, {"encoding": "a\x00b"}]
)
async def test_what_cannot_be_said_of_a_file_is_refused_at_once(http, producer, said):
    refused = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, data=said, headers=producer)

    assert (refused.status_code, refused.json()["code"]) == (422, "validation")
    assert (await http.get(PATH)).json()["items"] == []


async def test_a_form_of_many_parts_is_not_read_to_its_end(http, producer):
    files = [("file", (f"{n}.csv", PARKS)) for n in range(50)]
    fields = {f"field{n}": "x" for n in range(50)}

    for refused in (
        await http.post(PATH, files=files, headers=producer),
        await http.post(PATH, files={"file": ("a.csv", PARKS)}, data=fields, headers=producer),
    ):
        assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


async def test_all_errors_of_a_refused_file_are_a_csv(http, publish, producer):
    told = await publish(PARKS + b"2,Encore\n2,Toujours\n")

    answer = await http.get(told["errors_url"])
    part = await http.get(told["errors_url"], headers={"Range": "bytes=0-2"})
    head = await http.head(told["errors_url"])

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="parcs-')
    lines = answer.text.splitlines()
    assert lines[0] == "row,column,code,detail,remedy,value_class"
    assert len(lines) == 1 + sum(told["report"]["totals"].values())
    assert "Encore" not in answer.text
    assert (part.status_code, part.text) == (206, "row")
    assert (head.status_code, head.content) == (200, b"")


async def test_a_file_without_errors_has_no_list_of_them(http, publish):
    told = await publish(PARKS)

    answer = await http.get(f"{told['url']}/errors.csv")

    assert told["errors_url"] is None
    assert (answer.status_code, answer.json()["code"]) == (404, "errors_not_found")


async def test_progress_is_seen_by_those_who_ask(http, producer, platform, monkeypatch, shop):
    sent = await http.post(PATH, files={"file": ("parcs.csv", PARKS)}, headers=producer)
    reached, go_on = threading.Event(), threading.Event()
    ensure = platform.rows.ensure

    def held(table):
        reached.set()
        assert go_on.wait(20)
        ensure(table)

    monkeypatch.setattr(platform.rows, "ensure", held)
    thread = threading.Thread(target=work_next, args=(shop,))
    thread.start()
    assert await run_sync(reached.wait, 20)

    told = (await http.get(sent.headers["Location"])).json()
    listed = (await http.get(PATH)).json()["items"][0]
    go_on.set()
    await run_sync(thread.join, 20)

    assert (told["state"], told["stage"], told["rows"]) == ("running", "serving", 2)
    assert (listed["stage"], listed["rows"]) == ("serving", 2)


async def test_a_mistyped_field_of_the_form_is_refused_with_its_name(http, producer):
    answer = await http.post(PATH, files={"file": ("a.csv", PARKS), "sheeet": (None, "2")}, headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert answer.json()["errors"] == [
        {"pointer": "/sheeet", "code": "unknown", "detail": "This name means nothing here."}
    ]
