"""An upload is refused before it is received."""

import pytest

PATH = "/v1/datasets/parcs/publications"


@pytest.fixture
def send(app):
    """Send a file as a server would, and tell how much of it was asked for before the answer came."""

    async def post(authorization: str, *more: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes], int]:
        sent, read = [], 0

        async def receive():
            nonlocal read
            read += 1
            return {"type": "http.request", "body": b"x" * 1000, "more_body": read < 5}

        async def take(message):
            sent.append(message)

        headers = [
            (b"host", b"plateforme.test"),
            (b"authorization", authorization.encode()),
            (b"content-type", b"multipart/form-data; boundary=abc"),
            *more,
        ]
        scope = {"type": "http", "method": "POST", "path": PATH, "raw_path": PATH.encode(), "headers": headers}
        await app(scope | {"query_string": b"", "scheme": "http", "server": ("plateforme.test", 80)}, receive, take)
        return sent[0]["status"], dict(sent[0]["headers"]), read

    return post


@pytest.mark.parametrize("more", [(), ((b"idempotency-key", b"abc"),)])
async def test_a_file_under_an_unknown_key_is_refused_unread(send, more):
    status, headers, read = await send("Bearer plf_unknown", *more)

    assert (status, read) == (401, 0)
    assert headers[b"www-authenticate"] == b'Bearer error="invalid_token"'
    assert headers[b"content-type"] == b"application/problem+json"


async def test_a_file_under_a_key_that_may_not_publish_is_refused_unread(send, bearer):
    status, headers, read = await send(bearer("reports:write")["Authorization"])

    assert (status, read) == (403, 0)
    assert headers[b"www-authenticate"] == b'Bearer error="insufficient_scope"'


async def test_a_file_under_a_key_that_may_publish_is_read(send, bearer):
    _, _, read = await send(bearer("datasets:write")["Authorization"])

    assert read


async def test_a_large_file_without_a_key_is_told_that_a_key_is_missing(http, settings):
    large = b"x" * (settings.max_body_bytes + 1)

    answer = await http.post(PATH, files={"file": ("parcs.csv", large)})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert "datasets:write" in answer.json()["detail"]
