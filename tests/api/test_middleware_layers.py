"""What every answer carries: id, CORS, security, caching; HEAD; and the limit of bodies."""

from uuid import UUID, uuid4

import pytest
import structlog

B = "/v1/benches"


async def test_the_callers_uuid_is_the_request_id(web):
    mine = str(uuid4())
    response = await web.get(f"{B}/errors/missing", headers={"x-request-id": mine.upper()})

    assert response.headers["x-request-id"] == mine
    assert response.json()["instance"] == f"urn:uuid:{mine}"


@pytest.mark.parametrize("given", [None, "zzzz", "x" * 500, "00000000-0000-0000-0000-00000000000g"])
async def test_anything_else_gets_a_new_id(web, given):
    response = await web.get(B, headers={"x-request-id": given} if given else {})

    assert UUID(response.headers["x-request-id"]).version == 4
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.parametrize("path", [B, f"{B}/errors/crash", "/nowhere"])
async def test_every_answer_is_open_and_guarded(web, path):
    headers = (await web.get(path)).headers

    assert headers["access-control-allow-origin"] == "*"
    assert "ETag" in headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_preflight_opens_reads_and_nothing_else(web):
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    response = await web.options(B, headers=asked)

    assert response.status_code == 204
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["access-control-max-age"] == "7200"
    assert "Authorization" in response.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", B, {}, "public, max-age=60, stale-while-revalidate=300"),
        ("GET", B, {"authorization": "Bearer x"}, "private, no-cache"),
        ("GET", f"{B}/errors/missing", {}, "no-store"),
        ("GET", "/nowhere", {}, "no-store"),
        ("POST", B, {}, "no-store"),
        ("OPTIONS", B, {}, "no-store"),
    ],
)
async def test_what_may_be_kept(web, method, path, headers, expected):
    body = {"json": {"name": "bench", "seats": 1}} if method == "POST" else {}
    response = await web.request(method, path, headers=headers, **body)

    assert response.headers["cache-control"] == expected


async def test_the_version_of_the_contract_is_on_its_answers_only(web):
    assert (await web.get(B)).headers["api-version"] == "1.2.3"
    assert (await web.get(f"{B}/errors/missing")).headers["api-version"] == "1.2.3"
    assert "api-version" not in (await web.get("/nowhere")).headers


async def test_vary_is_one_header(web):
    assert (await web.get(B)).headers.get_list("vary") == ["Accept, Accept-Encoding, Authorization"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [B, f"{B}/7", f"{B}/text/4000", f"{B}/errors/missing", "/nowhere"])
async def test_head_says_what_get_says_without_the_body(web, path, encoding):
    asked = {"accept-encoding": encoding, "x-request-id": str(uuid4())}
    got = await web.get(path, headers=asked)
    head = await web.head(path, headers=asked)

    assert head.content == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


async def test_head_of_a_long_stream_stops_it(web, stream_log):
    response = await web.head(f"{B}/stream/100000")

    assert response.status_code == 200
    assert len(stream_log) < 100


@pytest.mark.parametrize("path", [B, f"{B}/7/publications"])
async def test_a_body_that_is_announced_too_large_is_refused_unread(web, path):
    response = await web.post(path, content=b"x", headers={"content-length": "100000", "authorization": "Bearer x"})

    assert response.status_code == 413
    assert response.json()["max_bytes"] > 1_000


async def test_a_body_that_turns_out_too_large_is_refused_on_the_way(web):
    async def chunks():
        for _ in range(30):
            yield b" " * 100

    response = await web.post(B, content=chunks(), headers={"content-type": "application/json"})

    assert (response.status_code, response.json()["max_bytes"]) == (413, 2_000)
    assert response.headers["access-control-allow-origin"] == "*"


async def test_a_published_file_may_be_larger_than_other_bodies(web):
    file = {"file": ("a.csv", b"x" * 15_000)}
    published = await web.post(f"{B}/7/publications", files=file)
    elsewhere = await web.post(B, files=file)

    assert (published.status_code, elsewhere.status_code) == (200, 413)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.5", 200),
        ("text/html, */*;q=0.1", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("application/json;q=0", 406),
    ],
)
async def test_an_answer_nobody_wants_is_not_given(web, accept, status):
    response = await web.get(B, headers={"accept": accept})

    assert response.status_code == status
    if status == 406:
        assert response.json()["offers"] == ["application/json"]
