"""The emitter, on a small document that holds one of everything."""

import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from plateforme.client.emit import emit
from plateforme.client.rendering import docstring

THING = {"$ref": "#/components/schemas/ThingOut"}


def answered(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return {"responses": {status: {"content": {"application/json": {"schema": schema}}}}}


def argument(name: str, place: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


ID = argument("thing", "path", {"type": "string"}, required=True)
LIMIT = argument("limit", "query", {"type": "integer", "default": 20})
CURSOR = argument("cursor", "query", {"anyOf": [{"type": "string"}, {"type": "null"}]})
FREE = argument("filters", "query", {"type": "object", "additionalProperties": {"type": "string"}})
FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}, "note": {"type": "string"}},
    "required": ["note"],
}
SCHEMAS = {
    "State": {"type": "string", "enum": ["open", "closed"], "description": "Where it stands."},
    "ThingOut": {
        "description": "A thing.",
        "type": "object",
        "required": ["name", "title", "state", "due"],
        "properties": {
            "name": {"type": "string", "maxLength": 3, "description": "Its name."},
            "title": {"type": "string", "title": "Title"},
            "state": {"$ref": "#/components/schemas/State"},
            "due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        },
    },
    "Page_ThingOut_": {
        "type": "object",
        "required": ["items", "links"],
        "properties": {
            "items": {"type": "array", "items": THING},
            "links": {"$ref": "#/components/schemas/PageLinks"},
        },
    },
    "PageLinks": {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    },
    "Body_send_thing": FORM,
    "Problem": {"type": "object", "properties": {"code": {"type": "string"}}},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "/v1"}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "summary": "List Things",
                "description": "All of them.",
                "parameters": [
                    LIMIT,
                    CURSOR,
                    argument("state", "query", {"$ref": "#/components/schemas/State"}),
                    argument("due", "query", {"type": "string", "format": "date"}),
                ],
                **answered({"$ref": "#/components/schemas/Page_ThingOut_"}),
            },
            "post": {
                "operationId": "create_thing",
                "summary": "Make a thing",
                "parameters": [argument("Idempotency-Key", "header", {"type": "string"})],
                "requestBody": {"content": {"application/json": {"schema": THING}}},
                **answered(THING, "201"),
            },
        },
        "/things/{thing}": {
            "patch": {
                "operationId": "update_thing",
                "summary": "Change a thing",
                "parameters": [ID, argument("If-Match", "header", {"type": "string"}, required=True)],
                "requestBody": {"content": {"application/merge-patch+json": {"schema": THING}}},
                **answered(THING),
            },
            "delete": {
                "operationId": "delete_thing",
                "summary": "Drop a thing",
                "parameters": [ID],
                "responses": {"204": {"description": "Gone."}},
            },
        },
        "/things/{thing}/files": {
            "post": {
                "operationId": "send_thing",
                "summary": "Send a file",
                "parameters": [ID],
                "requestBody": {
                    "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Body_send_thing"}}}
                },
                **answered(THING, "202"),
            },
        },
        "/things/{thing}/export": {
            "get": {
                "operationId": "export_thing",
                "summary": "Take it home",
                "parameters": [ID, LIMIT, FREE],
                "responses": {"200": {"content": {"text/csv": {"schema": {"type": "string"}}}}},
            },
        },
    },
    "components": {"schemas": SCHEMAS},
    "x-problems": {"thing_missing": {"status": 404, "title": "No such thing", "description": "There is none."}},
}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return emit(DOCUMENT)


@pytest.fixture
def client(files: dict[str, str]) -> Iterator[ModuleType]:
    """The emitted modules, imported under names of their own."""
    names = {"v1_types.py": "plateforme.client.small_types", "v1.py": "plateforme.client.small"}
    modules = {file: ModuleType(name) for file, name in names.items()}
    for file, name in names.items():
        sys.modules[name] = modules[file]
        text = files[file].replace("plateforme.client.v1_types", names["v1_types.py"])
        exec(compile(text, file, "exec"), modules[file].__dict__)  # noqa: S102  # what else is generated code for
    yield modules["v1.py"]
    for name in names.values():
        del sys.modules[name]


class Recorder:
    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.request: Any = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.request = request
        return self.answer


def thing(**changes: Any) -> dict[str, Any]:
    return {"name": "a", "title": "A", "state": "open", "due": "2026-03-01"} | changes


def speaking(client: ModuleType, answer: httpx.Response) -> tuple[Any, Recorder]:
    recorder = Recorder(answer)
    return client.PlateformeV1("https://data.example.org", "plf_x", transport=httpx.MockTransport(recorder)), recorder


def test_the_same_document_gives_the_same_files(files):
    assert emit(DOCUMENT) == files


def test_lines_are_as_short_as_ours(files):
    assert max(len(line) for line in files["v1.py"].splitlines()) <= 120


def test_a_block_of_code_in_a_description_keeps_its_lines():
    text = "Write rows.\n\nAs here:\n```sh\ncurl -X PATCH \\\n  --json '{}'\n\ncurl again\n```\n\n- one"

    assert docstring(text, "    ") == (
        '    """Write rows.\n\n    As here:\n\n    ```sh\n    curl -X PATCH \\\\\n      --json \'{}\'\n\n'
        '    curl again\n    ```\n\n    - one\n    """'
    )


def test_errors_and_forms_make_no_types(files):
    assert "class Problem(" not in files["v1_types.py"]
    assert "BodySendThing" not in files["v1_types.py"]


def test_a_list_of_values_is_written_out_where_it_is_asked_with(files):
    assert 'state: Literal["open", "closed"] | None = None' in files["v1.py"]


async def test_an_answer_may_hold_a_value_that_was_added_since(client):
    page = {"items": [thing(state="mended")], "links": {"next": None}}
    api, _ = speaking(client, httpx.Response(200, json=page))

    found = await api.list_things()

    assert found.items[0].state == "mended"


async def test_a_method_sends_its_query_and_reads_its_type(client):
    page = {"items": [thing()], "links": {"next": None}}
    api, recorder = speaking(client, httpx.Response(200, json=page))

    found = await api.list_things(state="open", due=date(2026, 3, 1))

    assert found.items[0].due == date(2026, 3, 1)
    assert recorder.request.url.query == b"state=open&due=2026-03-01"


async def test_a_list_has_a_twin_that_goes_through_all_pages(client):
    api, recorder = speaking(client, httpx.Response(200, json={"items": [thing()], "links": {"next": None}}))

    names = [one.name async for one in api.iter_things()]

    assert names == ["a"]
    assert recorder.request.url.query == b"limit=200"


async def test_a_creating_post_draws_its_own_idempotency_key(client):
    api, recorder = speaking(client, httpx.Response(201, json=thing()))

    await api.create_thing(client.ThingOut(**thing()))

    assert len(recorder.request.headers["idempotency-key"]) == 36


async def test_a_patch_sends_its_match_and_its_media_type(client):
    api, recorder = speaking(client, httpx.Response(200, json=thing()))

    await api.update_thing("a", client.ThingOut(**thing()), if_match='"1-a"')

    assert recorder.request.headers["if-match"] == '"1-a"'
    assert recorder.request.headers["content-type"] == "application/merge-patch+json"


async def test_no_content_answers_nothing(client):
    api, _ = speaking(client, httpx.Response(204))

    assert await api.delete_thing("a") is None


async def test_the_fields_of_a_form_are_arguments(client, tmp_path: Path):
    api, recorder = speaking(client, httpx.Response(202, json=thing()))
    (tmp_path / "a.csv").write_bytes(b"id\n")

    await api.send_thing("a", file=tmp_path / "a.csv", note="hello")

    assert b'filename="a.csv"' in recorder.request.content


async def test_free_filters_reach_the_query_of_a_download(client):
    api, recorder = speaking(client, httpx.Response(200, content=b"x"))

    download: AsyncIterator[bytes] = api.export_thing("a", name__ne="b")

    assert [chunk async for chunk in download] == [b"x"]
    assert recorder.request.url.query == b"name__ne=b"


async def test_each_published_code_has_its_exception(client):
    content_type = {"content-type": "application/problem+json"}
    api, _ = speaking(client, httpx.Response(404, json={"code": "thing_missing"}, headers=content_type))

    with pytest.raises(client.ThingMissing):
        await api.delete_thing("a")
