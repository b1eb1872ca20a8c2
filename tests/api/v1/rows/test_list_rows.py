from datetime import date, datetime

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES, COMMUNES_ROWS, EVERY_TYPE

ROWS = "/v1/datasets/communes/rows"


async def test_anyone_reads_the_first_rows(http, publish):
    publish("communes")

    answer = await http.get(ROWS, params={"limit": "2", "count": "exact"})

    assert answer.status_code == 200
    body = answer.json()
    assert body["items"][0] == {"code": "01001", "nom": "L'Abergement-Clémenciat", "population": 832, "limit": 1}
    assert body["count"] == {"mode": "exact", "value": 5}
    assert body["version"] == 1
    assert 'rel="next"' in answer.headers["link"]
    assert body["links"]["self"].endswith("/v1/datasets/communes/rows?limit=2&count=exact")


async def test_a_filter_a_sort_and_fields_work_together(http, publish):
    publish("communes")

    answer = await http.get(ROWS, params={"population__gte": "1000", "sort": "-population", "fields": "nom"})

    assert answer.json()["items"] == [{"nom": "Nantes"}, {"nom": "Ajaccio"}, {"nom": "Rezé"}]
    assert answer.json()["links"]["next"] is None
    assert answer.json()["count"] == {"mode": "none", "value": None}


async def test_every_type_has_its_form(http, publish):
    row = ("é", 2**63 - 1, 1.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 8, 30))  # noqa: DTZ001
    publish("types", EVERY_TYPE, [row, (None,) * 6])

    body = (await http.get("/v1/datasets/types/rows")).json()["items"]

    assert body[0] == {
        "texte": "é",
        "entier": 9223372036854775807,
        "nombre": 1.5,
        "booleen": True,
        "jour": "2026-03-01",
        "instant": "2026-03-01T08:30:00Z",
        "_row": 1,
    }
    assert set(body[1].values()) == {None, 2}


@pytest.mark.parametrize("sort", ["", "-nom", "population", "-population", "limit,-nom"])
async def test_following_next_yields_each_row_once(http, publish, sort):
    publish("communes")
    url, seen = f"{ROWS}?limit=2&sort={sort}", []

    while url:
        body = (await http.get(url)).json()
        seen += [row["code"] for row in body["items"]]
        url = body["links"]["next"]

    assert sorted(seen) == [row[0] for row in COMMUNES_ROWS]


async def test_a_walk_stays_on_its_version_while_another_is_published(http, publish):
    publish("communes")
    first = (await http.get(ROWS, params={"limit": "3"})).json()

    publish("communes", COMMUNES, COMMUNES_ROWS[:1])
    second = (await http.get(first["links"]["next"])).json()
    now = (await http.get(ROWS)).json()

    assert [row["code"] for row in second["items"]] == ["44143", "97411"]
    assert (second["version"], now["version"]) == (1, 2)
    assert len(now["items"]) == 1


async def test_an_older_version_can_be_read(http, publish):
    publish("communes")
    publish("communes", COMMUNES, COMMUNES_ROWS[:1])

    assert len((await http.get(ROWS, params={"version": "1"})).json()["items"]) == 5
    assert (await http.get(ROWS, params={"version": "9"})).json()["code"] == "version_not_found"


async def test_what_the_caller_holds_is_not_computed_again(http, publish, platform, monkeypatch):
    publish("communes")
    tag = (await http.get(ROWS)).headers["etag"]
    monkeypatch.setattr(type(platform.rows), "page", None)

    again = await http.get(ROWS, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.headers["etag"] == tag


async def test_a_new_version_and_another_question_have_other_tags(http, publish):
    publish("communes")
    tags = {(await http.get(ROWS)).headers["etag"], (await http.get(ROWS, params={"nom": "Nantes"})).headers["etag"]}

    publish("communes", COMMUNES, COMMUNES_ROWS[:1])
    tags.add((await http.get(ROWS)).headers["etag"])

    assert len(tags) == 3


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("popluation=3", "unknown_parameter"),
        ("population__ge=3", "unknown_parameter"),
        ("q=%20", "bad_value"),
        ("sort=nmo", "unknown_parameter"),
        ("population=beaucoup", "bad_value"),
        ("limit=beaucoup", "bad_value"),
        ("count=beaucoup", "bad_value"),
        ("version=beaucoup", "bad_value"),
        ("cursor=beaucoup", "bad_cursor"),
        ("cursor=", "bad_cursor"),
    ],
)
async def test_a_wrong_question_is_refused_without_an_echo(http, publish, query, code):
    publish("communes")

    answer = await http.get(f"{ROWS}?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert "beaucoup" not in answer.text
    assert len(answer.json()["errors"]) == 1


async def test_a_cursor_that_was_changed_or_moved_is_refused(http, publish):
    publish("communes")
    following = (await http.get(ROWS, params={"limit": "2"})).json()["links"]["next"]
    cursor = following.partition("cursor=")[2]

    for query in (f"cursor={cursor[:-2]}AA", f"cursor={cursor}&sort=nom", f"cursor={cursor}&nom=Nantes"):
        assert (await http.get(f"{ROWS}?{query}")).json()["code"] == "bad_cursor"
    assert (await http.get(f"{ROWS}?limit=1&cursor={cursor}")).json()["items"][0]["code"] == "44109"


async def test_a_cursor_on_a_version_that_is_gone_says_so(http, publish, platform):
    publish("communes")
    following = (await http.get(ROWS, params={"limit": "2"})).json()["links"]["next"]
    publish("communes", COMMUNES, COMMUNES_ROWS[:1])
    with platform.db.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM dataset_versions WHERE number = 1")

    answer = await http.get(following)

    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")


async def test_a_dataset_that_is_not_there_says_so(http):
    assert (await http.get("/v1/datasets/absent/rows")).json()["code"] == "dataset_not_found"


async def test_ten_thousand_characters_of_filter_do_no_harm(http, publish):
    publish("communes")

    assert (await http.get(ROWS, params={"nom": "x" * 10_000})).json()["items"] == []


async def test_links_too_long_for_a_header_are_in_the_body_alone(http, publish):
    publish("communes")

    answer = await http.get(ROWS, params=[("nom__ne", f"a{number}") for number in range(300)])

    assert answer.status_code == 200
    assert "link" not in answer.headers
    assert "nom__ne=a299" in answer.json()["links"]["self"]
