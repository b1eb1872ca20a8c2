"""Reading a dataset as it was: by number, by date, by schema."""

import pytest
from tests.api.v1.versions.conftest import PATH, THREE_COLUMNS, TWO_COLUMNS

FOUND = {
    "as_of=1": "1",
    "as_of=2026-03-02": "1",
    "as_of=2026-03-03": "2",
    "as_of=2026-03-02T09:00:00Z": "1",
    "as_of=2026-03-02T23:59:00+01:00": "1",  # its + arrives as a space
    "as_of=2030-01-01T00:00:00%2B02:00": "2",
    "schema=1.0.0": "1",
    "schema=1.1.0": "2",
    "schema=1": "2",
    "version=1": "1",
    "fields=id": "2",
}
REFUSED = {
    "as_of=2020-01-01": (404, "no_version_then"),
    "as_of=2026-03-02T08:59:59Z": (404, "no_version_then"),
    "as_of=99": (404, "version_not_found"),
    "schema=7": (404, "schema_version_not_found"),
    "as_of=yesterday": (400, "bad_value"),
    "as_of=2026-02-30": (400, "bad_value"),
    "as_of=2026-03-02T12:00:00": (400, "bad_value"),
    "as_of=9999-12-31": (400, "bad_value"),
    "schema=1.2": (400, "bad_value"),
    "version=1&as_of=1": (400, "bad_value"),
    "schema=1&schema=1": (400, "bad_value"),
}
TWICE = {"schema=1&schema=1": (400, "bad_query")}
"""Where no column can have the name of a parameter, whatever is given twice is refused before it is read."""


@pytest.fixture
async def history(publish, later):
    """Version 1 of the morning of 2 March, version 2 a day later with one more column."""
    await publish(TWO_COLUMNS)
    later(days=1)
    await publish(THREE_COLUMNS)
    later(days=1)


async def test_a_moment_or_a_schema_finds_its_version(http, history):
    for where in ("rows", "rows/1", "exports/csv"):
        answers = {asked: await http.get(f"{PATH}/{where}?{asked}") for asked in FOUND}

        assert {asked: answer.headers.get("Plateforme-Version") for asked, answer in answers.items()} == FOUND
        schemas = {answer.headers["Plateforme-Schema-Version"] for answer in answers.values()}
        assert schemas == {"1.0.0", "1.1.0"}


async def test_the_columns_are_those_of_that_version(http, history):
    for asked, version in FOUND.items():
        if asked != "fields=id":
            told = (await http.get(f"{PATH}/schema?{asked}")).json()
            assert (asked, len(told["fields"]), told["version"]) == (asked, 1 + int(version), int(version))


async def test_what_finds_no_version_says_what_to_do(http, history):
    for where in ("rows", "schema", "exports/csv"):
        answers = {asked: await http.get(f"{PATH}/{where}?{asked}") for asked in REFUSED}

        refused = REFUSED | TWICE if where == "schema" else REFUSED
        assert {asked: (one.status_code, one.json()["code"]) for asked, one in answers.items()} == refused


async def test_an_answer_for_a_moment_links_to_where_it_stays_for_good(http, history):
    links = (await http.get(f"{PATH}/rows?as_of=2026-03-02&nom__startswith=Parc")).headers["Link"]

    assert f'{PATH}/rows?nom__startswith=Parc&version=1>; rel="memento"' in links


async def test_a_walk_as_of_a_moment_stays_on_its_version(http, history):
    first = (await http.get(f"{PATH}/rows?as_of=2026-03-02&limit=1")).json()

    second = await http.get(first["links"]["next"])

    assert second.headers["Plateforme-Version"] == "1"
    assert [row["id"] for row in second.json()["items"]] == [2]


async def test_a_column_named_like_a_word_of_ours_is_reached_with_an_operator(http, publish):
    await publish(b"id,schema\n1,a\n2,b\n")

    rows = (await http.get(f"{PATH}/rows?schema__eq=b")).json()["items"]

    assert [row["id"] for row in rows] == [2]
