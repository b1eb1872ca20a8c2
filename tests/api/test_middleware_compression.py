"""Compression and the tags that go with it."""

import gzip
import zlib

import httpx
import pytest
import zstandard

from plateforme.api.middleware.compression import chosen

TEXT = "/v1/benches/text/4000"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        (b"gzip, deflate, br, zstd", "zstd"),
        (b"gzip, deflate", "gzip"),
        (b"gzip;q=1.0, zstd;q=0.5", "gzip"),
        (b"zstd;q=0, gzip;q=0.2", "gzip"),
        (b"*", "zstd"),
        (b"*;q=0", None),
        (b"identity", None),
        (b"identity, gzip;q=0.5", None),
        (b"GZIP ; q=0.8", "gzip"),
        (b"gzip;q=banana", None),
        (b"", None),
        (b"br", None),
    ],
)
def test_the_heaviest_known_encoding_wins(header, encoding):
    assert chosen(header) == encoding


async def raw(web: httpx.AsyncClient, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    async with web.stream(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as it:
        return it, b"".join([chunk async for chunk in it.aiter_raw()])


@pytest.mark.parametrize(
    ("encoding", "unpack"),
    [("gzip", gzip.decompress), ("zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data))],
)
@pytest.mark.parametrize("path", [TEXT, "/v1/benches/stream/300"])
async def test_the_unpacked_answer_is_the_plain_one(web, encoding, unpack, path):
    _, plain = await raw(web, path)
    response, packed = await raw(web, path, accept_encoding=encoding)

    assert response.headers["content-encoding"] == encoding
    assert unpack(packed) == plain
    if path == TEXT:
        assert response.headers["content-length"] == str(len(packed))
        assert len(packed) < len(plain)


@pytest.mark.parametrize("path", ["/v1/benches/text/400", "/v1/benches/errors/missing"])
async def test_small_answers_are_left_alone(web, path):
    response = await web.get(path, headers={"accept-encoding": "zstd"})

    assert "content-encoding" not in response.headers


async def test_each_chunk_of_a_stream_can_be_read_when_it_arrives(small_app):
    sent: list[bytes] = []

    async def send(message):
        sent.append(message.get("body", b""))

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.4"},
        "method": "GET",
        "path": "/v1/benches/stream/2",
        "headers": [(b"accept-encoding", b"gzip")],
        "query_string": b"",
    }
    await small_app(scope, receive, send)

    assert zlib.decompressobj(wbits=31).decompress(sent[1]) == b"0;bench\n"


async def test_each_encoding_has_its_own_tag(web):
    tags = {
        encoding: (await web.get(TEXT, headers={"accept-encoding": encoding})).headers["etag"]
        for encoding in ("identity", "gzip", "zstd")
    }

    plain = tags["identity"][:-1]
    assert tags == {"identity": f'{plain}"', "gzip": f'{plain}-gzip"', "zstd": f'{plain}-zstd"'}


@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
async def test_the_tag_of_any_encoding_is_known_again_and_repeated_as_it_was(web, encoding):
    tag = (await web.get(TEXT, headers={"accept-encoding": encoding})).headers["etag"]
    again = await web.get(TEXT, headers={"accept-encoding": encoding, "if-none-match": f'"other", {tag}'})

    assert (again.status_code, again.headers["etag"]) == (304, tag)


async def test_a_compressed_tag_holds_for_if_match(web):
    tag = (await web.get(TEXT, headers={"accept-encoding": "gzip"})).headers["etag"]

    assert (await web.get(TEXT, headers={"if-match": tag})).status_code == 200


async def test_a_write_is_never_compressed(web):
    body = {"name": "bench", "seats": 2, "tags": {f"tag{n}": n for n in range(90)}}
    response = await web.post("/v1/benches", json=body, headers={"accept-encoding": "gzip"})

    assert len(response.content) > 500
    assert "content-encoding" not in response.headers
