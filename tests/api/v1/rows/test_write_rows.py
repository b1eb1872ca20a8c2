"""`PATCH …/rows`: batches of upserts and deletes, over the whole application."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES_ROWS, EVERY_TYPE

ROWS = "/v1/datasets/communes/rows"


@pytest.fixture
def communes(publish: Callable[..., None]) -> None:
    publish("communes")


@pytest.fixture
def write(http: httpx.AsyncClient, communes: None, bearer: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """Send a batch: `await write({"upserts": […]})`, or other content with its type."""
    headers = bearer("datasets:write")

    async def send(body: Any, *, kind: str = "application/json", query: str = "", **more: str) -> httpx.Response:
        content = {"json": body} if isinstance(body, dict) else {"content": body}
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return await http.patch(ROWS + query, headers={**headers, "content-type": kind, **named}, **content)

    return send


async def rows(http: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await http.get(ROWS + query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_batch_adds_changes_and_deletes_rows_in_one_version(http, write):
    answer = await write(
        {
            "upserts": [
                {"code": "44109", "population": 325070},
                {"Code INSEE": "01002", "nom": "L'Abergement-de-Varey"},
            ],
            "deletes": ["2A004", {"code": "99999"}],
        }
    )

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["counts"] == {"added": 1, "changed": 1, "removed": 1, "unchanged": 0, "absent": 1}
    assert (told["previous_version"], told["version"], told["changed"], told["dry_run"]) == (1, 2, True, False)
    assert [(each["position"], each["key"], each["result"]) for each in told["results"]] == [
        (1, {"code": "44109"}, "changed"),
        (2, {"code": "01002"}, "added"),
        (3, {"code": "2A004"}, "removed"),
        (4, {"code": "99999"}, "absent"),
    ]
    assert answer.headers["plateforme-version"] == "2"
    assert [(row["code"], row["nom"], row["population"]) for row in await rows(http)] == [
        ("01001", "L'Abergement-Clémenciat", 832),
        ("01002", "L'Abergement-de-Varey", None),
        ("44109", "Nantes", 325070),
        ("44143", "Rezé", 43237),
        ("97411", "Saint-Denis", None),
    ]
    assert len(await rows(http, "?version=1")) == len(COMMUNES_ROWS)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-ndjson", b'{"code":"44109","population":1}\n\n{"_delete":true,"code":"2A004"}\n'),
        ("text/csv", b"code;population;_delete\n44109;1;\n2A004;;oui\n"),
        ("text/csv; charset=utf-8", b"\xef\xbb\xbfCode INSEE,Population,_delete\r\n44109,1,false\r\n2A004,,true\r\n"),
    ],
)
async def test_ndjson_and_csv_say_the_same_as_json(http, write, kind, body):
    answer = await write(body, kind=kind)

    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"] == {"added": 0, "changed": 1, "removed": 1, "unchanged": 0, "absent": 0}
    assert (await http.get(f"{ROWS}/44109")).json() == {"code": "44109", "nom": "Nantes", "population": 1, "limit": 3}


async def test_versions_follow_one_another_and_the_newest_is_one_difference_from_the_file(http, write):
    for population in range(1, 5):
        answer = await write({"upserts": [{"code": "44109", "population": population}, {"code": f"5{population}"}]})
        assert answer.json()["version"] == population + 1
    back = await write({"upserts": [{"code": "44109", "population": 323204}], "deletes": ["51", "52", "53", "54"]})

    assert back.json()["version"] == 6
    assert await rows(http) == await rows(http, "?version=1")
    assert [row["population"] for row in await rows(http, "?version=3&code=44109")] == [2]


async def test_an_emptied_cell_and_a_batch_that_changes_nothing(http, write):
    emptied = await write({"upserts": [{"code": "44109", "population": None}]})
    again = await write({"upserts": [{"code": "44109", "population": ""}], "deletes": ["00000"]})

    assert emptied.json()["counts"]["changed"] == 1
    assert again.json()["changed"] is False
    assert again.json()["version"] == again.json()["previous_version"] == 2
    assert again.headers["etag"] == emptied.headers["etag"]


async def test_a_faulty_operation_refuses_the_whole_batch_and_tells_every_place(http, write):
    answer = await write(
        {
            "upserts": [
                {"code": "44109", "population": "many"},
                {"code": "44143", "populaton": 1},
                {"nom": "Nulle part"},
                {"code": 44},
                {"code": "97411"},
            ],
            "deletes": ["97411"],
        }
    )

    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["error_count"]) == ("edits_refused", 5)
    assert [(each["pointer"], each["code"]) for each in told["errors"]] == [
        ("/upserts/0/population", "type-error"),
        ("/upserts/1", "unknown-column"),
        ("/upserts/2/code", "primary-key"),
        ("/upserts/3/code", "type-error"),
        ("/deletes/0/code", "duplicate-key"),
    ]
    assert "Did you mean population?" in told["errors"][1]["detail"]
    assert "Operations 5 and 6" in told["errors"][4]["detail"]
    assert "many" not in answer.text
    assert (await http.get(ROWS)).headers["plateforme-version"] == "1"


async def test_a_character_that_no_text_holds_and_a_value_of_another_kind_are_refused(write):
    answer = await write({"upserts": [{"code": "1\0"}, {"code": "2", "nom": ["x"]}, {"code": "3", "population": 1e30}]})

    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/upserts/0/code",
        "/upserts/1/nom",
        "/upserts/2/population",
    ]


async def test_if_match_takes_the_tag_of_the_rows_and_of_the_last_write(http, write):
    tag = (await http.get(ROWS)).headers["etag"]
    first = await write({"upserts": [{"code": "1"}]}, if_match=tag)
    late = await write({"upserts": [{"code": "2"}]}, if_match=tag)
    second = await write({"upserts": [{"code": "2"}]}, if_match=first.headers["etag"])

    assert [first.status_code, late.status_code, second.status_code] == [200, 412, 200]
    plain = await http.get(ROWS, headers={"accept-encoding": "identity"})
    assert plain.headers["etag"] == second.headers["etag"]


async def test_a_write_does_not_guess_which_of_two_answers_counts(http, write):
    answer = await write({"deletes": ["44109"]}, query="?dry_run=true&dry_run=false")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")
    assert answer.json()["errors"] == [{"parameter": "dry_run", "code": "given_twice", "detail": "Give it once."}]
    assert (await http.get("/v1/datasets/communes/rows/44109")).status_code == 200


async def test_a_dry_run_is_not_given_again_for_the_write_itself(write):
    batch = {"deletes": ["44109"]}
    tried = await write(batch, query="?dry_run=true", idempotency_key="a-batch")
    written = await write(batch, idempotency_key="a-batch")

    assert (tried.status_code, tried.json()["dry_run"]) == (200, True)
    assert (written.status_code, written.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_dry_run_tells_everything_and_writes_nothing(http, write):
    answer = await write({"upserts": [{"code": "1"}], "deletes": ["44109"]}, query="?dry_run=true")

    told = answer.json()
    assert (told["dry_run"], told["changed"], told["version"]) == (True, True, 1)
    assert told["counts"]["added"] == told["counts"]["removed"] == 1
    assert len(await rows(http)) == len(COMMUNES_ROWS)


async def test_a_repeated_request_is_carried_out_once(http, write):
    batch = {"upserts": [{"code": "1"}]}
    first = await write(batch, idempotency_key="a-batch")
    again = await write(batch, idempotency_key="a-batch")
    other = await write({"upserts": [{"code": "2"}]}, idempotency_key="a-batch")

    assert first.json() == again.json()
    assert again.headers["plateforme-version"] == "2"
    assert again.headers["etag"] == first.headers["etag"]
    assert (first.json()["counts"]["added"], other.json()["code"]) == (1, "idempotency_key_reused")
    assert (await http.get(ROWS)).headers["plateforme-version"] == "2"


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("application/json", b"{", 422, "edits_unreadable"),
        ("application/json", b'{"rows": []}', 422, "edits_unreadable"),
        ("application/json", b'{"upserts": 1}', 422, "edits_unreadable"),
        ("application/x-ndjson", b'{"code": "1"}\n{"code"\n', 422, "edits_unreadable"),
        ("application/x-ndjson", b"[1]\n", 422, "edits_refused"),
        ("text/csv", b"code,nom\n1\n", 422, "edits_unreadable"),
        ("text/csv", b"code,code\n1,2\n", 422, "edits_unreadable"),
        ("text/csv", "code,nom\n1,Rezé".encode("cp1252"), 422, "edits_unreadable"),
        ("text/csv", b"code,_delete\n1,peut-etre\n", 422, "edits_unreadable"),
        ("application/xml", b"<rows/>", 415, "unsupported_media_type"),
        ("application/x-ndjson", b'{"code":"1"}\n' * 10_001, 422, "edits_unreadable"),
    ],
)
async def test_a_body_of_another_form_is_refused_with_what_is_expected(http, write, kind, body, status, code):
    answer = await write(body, kind=kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await http.get(ROWS)).headers["plateforme-version"] == "1"


async def test_a_body_may_be_larger_than_others_and_not_without_end(http, write):
    large = await write({"upserts": [{"code": str(at), "nom": "x" * 500} for at in range(5_000)]})
    too_large = await write(b" " * (16 * 1024 * 1024 + 1))

    assert large.status_code == 200, large.text[:500]
    assert too_large.status_code == 413


async def test_only_those_who_keep_the_table_write_it(http, communes, bearer):
    batch = {"upserts": [{"code": "1"}]}
    nobody = await http.patch(ROWS, json=batch)
    reader = await http.patch(ROWS, json=batch, headers=bearer("reports:write"))
    stranger = await http.patch(ROWS, json=batch, headers=bearer("datasets:write", organization="rennes"))

    assert [each.status_code for each in (nobody, reader, stranger)] == [401, 403, 403]


async def test_a_table_without_a_key_or_without_a_version_says_what_is_missing(http, publish, bearer):
    publish("sans-cle", EVERY_TYPE, [])
    headers = bearer("datasets:write")
    keyless = await http.patch("/v1/datasets/sans-cle/rows", json={"upserts": []}, headers=headers)
    unknown = await http.patch("/v1/datasets/nulle-part/rows", json={"upserts": []}, headers=headers)

    assert (keyless.status_code, keyless.json()["code"]) == (409, "key_required")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "dataset_not_found")


async def test_readers_page_filter_count_and_export_what_was_written(http, write):
    await write({"upserts": [{"code": "44108", "population": 50_000}], "deletes": ["01001"]})

    page = (await http.get(f"{ROWS}?population__gte=43237&sort=-population&count=exact&limit=2")).json()
    following = (await http.get(page["links"]["next"])).json()
    exported = await http.get("/v1/datasets/communes/exports/csv?fields=code")
    parquet = await http.get("/v1/datasets/communes/exports/parquet")

    assert page["count"]["value"] == 4
    assert [row["code"] for row in page["items"] + following["items"]] == ["44109", "2A004", "44108", "44143"]
    assert exported.text.split() == ["code", "2A004", "44108", "44109", "44143", "97411"]
    assert exported.headers["plateforme-rows"] == parquet.headers["plateforme-rows"] == "5"
    assert parquet.content[:4] == b"PAR1"
