"""Rows before there is a version: the declared schema says what the table is."""

from typing import Any

import pytest

DATASET = "/v1/datasets/parcs"
ROWS = f"{DATASET}/rows"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom", "type": "string", "title": "Nom du parc", "constraints": {"required": True}},
        {"name": "ouvert", "type": "date"},
        {"name": "surface", "type": "number"},
        {"name": "vu", "type": "datetime"},
    ],
    "primaryKey": "id",
}
PARKS = [
    {"id": 2, "nom": "Procé", "surface": 12.5, "vu": "2026-03-01T08:30:00+01:00"},
    {"id": 1, "nom": "Jardin des plantes", "ouvert": "1860-05-01"},
]


@pytest.fixture
def describe(http, bearer):
    """Describe a dataset, and write its rows: `await write(body, "?dry_run=true")`."""
    headers = bearer("datasets:write")

    async def describe(**more):
        body = {"slug": "parcs", "title": "Parcs", **more}
        answer = await http.post("/v1/datasets", json=body, headers=headers)
        assert answer.status_code == 201, answer.text

        async def write(body, query="", **named):
            sent = {name.replace("_", "-"): value for name, value in named.items()}
            return await http.patch(ROWS + query, json=body, headers={**headers, **sent})

        return write

    return describe


async def test_the_first_rows_make_version_1_of_what_the_schema_declares(http, describe):
    write = await describe(table_schema=SCHEMA)

    first = await write({"upserts": PARKS, "deletes": [9]})
    later = await write({"upserts": [{"id": 1, "surface": 7}]})

    assert first.status_code == 200, first.text
    assert (first.json()["version"], first.json()["previous_version"]) == (1, 0)
    assert first.json()["counts"] == {"added": 2, "changed": 0, "removed": 0, "unchanged": 0, "absent": 1}
    assert first.headers["plateforme-version"] == "1"
    one = (await http.get(f"{ROWS}?version=1")).json()["items"]
    assert one == [
        {"id": 1, "nom": "Jardin des plantes", "ouvert": "1860-05-01", "surface": None, "vu": None},
        {"id": 2, "nom": "Procé", "ouvert": None, "surface": 12.5, "vu": "2026-03-01T07:30:00Z"},
    ]
    assert later.json()["version"] == 2
    assert (await http.get(f"{ROWS}/1")).json()["surface"] == 7
    changes = (await http.get(f"{DATASET}/changes?since=1")).json()
    assert len(changes["items"]) == 1
    version = (await http.get(f"{DATASET}/versions/1")).json()
    assert (version["rows"], version["schema_version"]) == (2, "1.0.0")


async def test_nothing_is_made_of_a_trial_of_nothing_or_of_faults(http, describe):
    write = await describe(table_schema=SCHEMA)

    trial = await write({"upserts": PARKS}, "?dry_run=true")
    nothing = await write({"upserts": []})
    faulty = await write({"upserts": [{"id": 1}]})
    conditional = await write({"upserts": PARKS}, if_match='"0"')

    assert (trial.status_code, trial.json()["counts"]["added"], trial.json()["version"]) == (200, 2, 0)
    assert (nothing.status_code, nothing.json()["version"], nothing.json()["changed"]) == (200, 0, False)
    assert (faulty.status_code, faulty.json()["errors"][0]["pointer"]) == (422, "/upserts/0/nom")
    assert conditional.status_code == 412
    assert "etag" not in trial.headers
    assert (await http.get(ROWS)).json()["code"] == "nothing_published"


async def test_the_key_may_be_declared_beside_the_schema(http, describe):
    keyless = {name: value for name, value in SCHEMA.items() if name != "primaryKey"}
    write = await describe(table_schema=keyless, primary_key=["id"])

    assert (await write({"upserts": PARKS})).json()["version"] == 1


async def test_without_a_schema_the_refusal_says_what_to_declare(describe):
    write = await describe(primary_key=["id"])
    undeclared = await write({"upserts": PARKS})

    assert (undeclared.status_code, undeclared.json()["code"]) == (404, "nothing_published")
    assert "table_schema" in undeclared.json()["detail"]


async def test_without_a_key_the_refusal_says_what_to_declare(describe):
    write = await describe(table_schema={"fields": SCHEMA["fields"]})
    unnamed = await write({"upserts": PARKS})

    assert (unnamed.status_code, unnamed.json()["code"]) == (409, "key_required")


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("surface", "12,5", "12.5"), ("ouvert", "01/03/2026", "2024-12-31")],
)
async def test_french_numbers_and_dates_are_refused_with_how_to_write_them(describe, http, bearer, column, value, told):
    write = await describe(table_schema=SCHEMA)
    await write({"upserts": PARKS})
    body = f'id;{column}\n1;"{value}"\n'.encode()
    answer = await http.patch(ROWS, content=body, headers={**bearer("datasets:write"), "content-type": "text/csv"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "type-error")
    assert told in answer.json()["errors"][0]["detail"]
    assert value not in answer.text


async def test_the_marks_that_a_schema_declares_are_those_of_files_and_the_refusal_says_so(describe, http, bearer):
    fields = [{"name": "id", "type": "integer"}, {"name": "surface", "type": "number", "decimalChar": ","}]
    write = await describe(table_schema={"fields": fields, "primaryKey": "id"})
    body = b'id;surface\n1;"12,5"\n'
    answer = await http.patch(ROWS, content=body, headers={**bearer("datasets:write"), "content-type": "text/csv"})

    assert "as rows are read, with a decimal point: 12.5." in answer.json()["errors"][0]["detail"]
    assert (await write({"upserts": [{"id": 1, "surface": 12.5}]})).status_code == 200
    assert (await http.get(f"{ROWS}/1")).json() == {"id": 1, "surface": 12.5}


async def test_columns_may_have_the_names_that_the_platform_uses_at_work(http, describe):
    names = ["position", "is_delete", "live_row", "base_row", "result", "n0", "o0", "s0", "v0", "c0", "t", "row_id"]
    fields = [{"name": name, "type": "string", "constraints": {"unique": name != "t"}} for name in names]
    fields[-1]["name"] = "rowid"  # the engine has a column of this name
    write = await describe(table_schema={"fields": fields, "primaryKey": "position"})
    rows = [{name: f"{name} {at}" for name in names} for at in "abc"]
    await write({"upserts": rows})
    rows[0] |= {"result": "x", "t": "y", "row_id": "z"}

    changed = await write({"upserts": [rows[0]], "deletes": ["position b"]})
    again = await write({"upserts": [{"position": "position d", "n0": "n"}, {"position": "position c", "t": "t"}]})
    twice = await write({"upserts": [{"position": "position e", "n0": "n"}]})

    assert changed.json()["counts"] == {"added": 0, "changed": 1, "removed": 1, "unchanged": 0, "absent": 0}
    assert again.json()["counts"]["added"] == again.json()["counts"]["changed"] == 1
    assert twice.json()["errors"][0]["code"] == "unique-error"
    items = (await http.get(ROWS)).json()["items"]
    assert items[:2] == [rows[0], rows[2] | {"t": "t"}]
    assert items[2]["n0"] == "n"
