"""Every error path answers one and the same kind of body, and none repeats what was sent."""

import re

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from plateforme.api.problems import HTTP_PROBLEMS, catalogue
from plateforme.api.problems.catalogue import _subclasses
from plateforme.api.problems.validation import json_pointer
from plateforme.kit.errors import Kind, PlateformeError

JSON = {"content-type": "application/json"}
B = "/v1/benches"

PATHS = [
    ("GET", "/nowhere", {}, 404, "not_found"),
    ("GET", "/v1/nowhere", {}, 404, "not_found"),
    ("GET", f"{B}/", {}, 404, "not_found"),
    ("GET", f"{B}/errors/missing", {}, 404, "bench_not_found"),
    ("GET", f"{B}/errors/nokey", {}, 401, "unauthenticated"),
    ("GET", f"{B}/errors/noscope", {}, 403, "insufficient_scope"),
    ("GET", f"{B}/errors/conflict", {}, 409, "conflict"),
    ("GET", f"{B}/errors/busy", {}, 503, "busy"),
    ("GET", f"{B}/errors/crash", {}, 500, "internal_error"),
    ("DELETE", B, {}, 405, "method_not_allowed"),
    ("GET", B, {"headers": {"accept": "text/html"}}, 406, "not_acceptable"),
    ("GET", f"{B}/7", {"headers": {"if-match": '"old"'}}, 412, "precondition_failed"),
    ("POST", B, {"content": b"x" * 2_001, "headers": JSON}, 413, "payload_too_large"),
    ("POST", B, {"content": b"{oops", "headers": JSON}, 400, "malformed_json"),
    ("POST", B, {"content": b'{"name": "\xff"}', "headers": JSON}, 400, "malformed_json"),
    ("POST", B, {"content": b"<a/>", "headers": {"content-type": "application/xml"}}, 415, "unsupported_media_type"),
    ("POST", f"{B}/7/publications", {"json": {"file": 1}}, 415, "unsupported_media_type"),
    ("POST", f"{B}/7/notes", {"json": {"note": "a"}}, 415, "unsupported_media_type"),
    ("POST", f"{B}/7/notes", {"data": {"other": "a"}}, 422, "no_note"),
    ("POST", B, {"json": {"name": "x"}}, 422, "validation"),
    ("GET", B, {"params": {"limit": "many"}}, 400, "bad_query"),
    ("GET", B, {"params": {"limt": "3"}}, 400, "bad_query"),
    ("GET", f"{B}/one", {}, 400, "bad_query"),
    ("PATCH", f"{B}/1", {"json": {"name": "ab", "seats": 1}, "headers": {"mood": "low"}}, 400, "bad_query"),
]


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), PATHS)
async def test_every_error_is_a_problem(web: httpx.AsyncClient, method, path, more, status, code):
    response = await web.request(method, path, **more)

    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == "*"
    assert body["type"] == f"http://town.test/problems/{code}"
    assert body["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert re.fullmatch(r"[A-Z1-9].*[.…]", body["detail"])
    assert body["title"]
    assert isinstance(body["errors"], list)


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"name": "x", "seats": 2}, "/name", "too_short"),
        ({"name": "bench", "seats": 10}, "/seats", "too_large"),
        ({"name": "bench", "seats": "zzzz"}, "/seats", "int_parsing"),
        ({"name": "bench"}, "/seats", "missing"),
        ({"name": "bench", "seats": 2, "colour": "zzzz"}, "/colour", "unknown"),
        ({"name": "bench", "seats": 2, "tags": {"a/b~c": "zzzz"}}, "/tags/a~1b~0c", "int_parsing"),
        ({"name": "secretzzzz", "seats": 2}, "/name", "value_error"),
    ],
)
async def test_a_fault_in_a_body_has_a_pointer_and_a_code_and_no_value(web, sent, pointer, code):
    response = await web.post(B, json=sent)

    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(pointer, code)]
    assert "zzzz" not in response.text


async def test_a_list_instead_of_an_object_is_a_fault_of_the_whole_body(web):
    response = await web.post(B, json=["zzzz"])

    assert response.json()["errors"] == [{"pointer": "", "code": "object_type", "detail": "A JSON object is expected."}]


async def test_an_unknown_parameter_is_refused_with_the_nearest_known_name(web):
    response = await web.get(B, params={"limt": "zzzz"})

    assert response.json()["errors"] == [
        {
            "parameter": "limt",
            "code": "unknown_parameter",
            "detail": "Did you mean `limit`? Known parameters: `colour`, `limit`.",
        }
    ]


async def test_a_parameter_that_does_not_look_like_a_name_is_not_repeated(web):
    response = await web.get(f"{B}?%3Cscript%3Ealert(1)=1")

    assert response.json()["errors"][0]["parameter"] == "?"
    assert "script" not in response.text


async def test_a_wrong_choice_lists_the_choices_and_not_the_value(web):
    response = await web.get(B, params={"colour": "zzzz"})

    [error] = response.json()["errors"]
    assert "'green' or 'brown'" in error["detail"]
    assert "zzzz" not in response.text


async def test_a_crash_says_nothing_of_its_cause(web):
    response = await web.get(f"{B}/errors/crash")

    assert response.status_code == 500
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text


async def test_a_crash_is_logged_with_its_cause(web):
    with capture_logs() as logs:
        await web.get(f"{B}/errors/crash")

    [entry] = [one for one in logs if one["log_level"] == "error"]
    assert (entry["method"], entry["path"], entry["exc_info"]) == ("GET", f"{B}/errors/crash", True)


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        (B, "GET, HEAD, OPTIONS, POST"),
        (f"{B}/7", "GET, HEAD, OPTIONS, PATCH"),
        (f"{B}/7/publications", "OPTIONS, POST"),
    ],
)
async def test_allow_is_complete_on_405_and_on_options(web, path, allow):
    refused = await web.delete(path)
    asked = await web.options(path)

    assert (refused.status_code, refused.headers["allow"]) == (405, allow)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, allow, b"")


async def test_415_lists_what_is_read(web):
    created = await web.post(B, content=b"<a/>", headers={"content-type": "application/xml"})
    patched = await web.patch(f"{B}/1", content=b"<a/>", headers={"content-type": "application/xml"})

    assert created.json()["accepted"] == ["application/json"]
    assert created.headers["accept"] == "application/json"
    assert patched.headers["accept-patch"] == "application/json"


async def test_a_merge_patch_is_read(web):
    headers = {"content-type": "application/merge-patch+json"}
    response = await web.patch(f"{B}/1", content=b'{"name": "bench", "seats": 2}', headers=headers)

    assert response.status_code == 200


async def test_401_tells_a_wrong_key_from_none(web):
    without = await web.get(f"{B}/errors/nokey")
    wrong = await web.get(f"{B}/errors/nokey", headers={"authorization": "Bearer plf_zzzz"})

    assert without.headers["www-authenticate"] == "Bearer"
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "zzzz" not in wrong.text


async def test_a_domain_error_keeps_its_faults_its_extras_and_its_patience(web):
    conflict = (await web.get(f"{B}/errors/conflict")).json()
    busy = await web.get(f"{B}/errors/busy")

    assert conflict["errors"] == [{"pointer": "/seats", "code": "taken", "detail": "Choose another."}]
    assert busy.json()["queue"] == 4
    assert busy.headers["retry-after"] == "30"


@pytest.mark.parametrize(
    ("parts", "pointer"), [([], ""), (["rows", 3, "name"], "/rows/3/name"), (["a/b", "c~d"], "/a~1b/c~0d")]
)
def test_pointers_follow_rfc_6901(parts, pointer):
    assert json_pointer(parts) == pointer


def test_one_code_has_one_title():
    published = catalogue()

    for error in _subclasses(PlateformeError):
        if hasattr(error, "code") and error.kind is not Kind.MOVED:  # a redirection is no problem
            assert published[error.code].title == error.title, error


def test_the_catalogue_knows_every_code_of_http():
    assert {problem.code for problem in HTTP_PROBLEMS} <= catalogue().keys()


def test_the_document_lists_problems_and_nothing_else_for_errors(small_surface: FastAPI):
    document = small_surface.openapi()

    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    shared = response.get("$ref", "").rpartition("/")[2]
                    answer = document["components"]["responses"][shared] if shared else response
                    assert list(answer["content"]) == ["application/problem+json"]
            assert {"400", "401", "500", "503"} <= operation["responses"].keys()


def test_the_document_names_the_codes_of_each_status(small_surface: FastAPI):
    responses = small_surface.openapi()["paths"]["/benches/{number}"]["get"]["responses"]

    assert responses["404"]["x-problem-codes"] == ["bench_not_found"]
    assert "422" not in responses
