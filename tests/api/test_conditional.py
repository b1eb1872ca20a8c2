"""Conditional requests, as RFC 9110 §13 orders them."""

import pytest

from plateforme import __version__
from plateforme.api.conditional import etag, strong_match, verdict, weak_match

TAG = '"3-x"'
BEFORE, AT, AFTER = (f"Sun, 01 Mar 2026 {hour}:00:00 GMT" for hour in (11, 12, 13))
SEVEN = f'"7-{__version__}"'

VERDICTS = [
    ("GET", {}, None),
    ("GET", {"if-none-match": TAG}, 304),
    ("GET", {"if-none-match": 'W/"3-x"'}, 304),
    ("GET", {"if-none-match": '"2-x", "3-x"'}, 304),
    ("GET", {"if-none-match": "*"}, 304),
    ("GET", {"if-none-match": '"2-x"'}, None),
    ("PUT", {"if-none-match": "*"}, 412),
    ("PUT", {"if-match": TAG}, None),
    ("PUT", {"if-match": 'W/"3-x"'}, 412),
    ("PUT", {"if-match": '"2-x"'}, 412),
    ("PUT", {"if-match": "*"}, None),
    ("GET", {"if-match": '"2-x"', "if-none-match": TAG}, 412),
    ("GET", {"if-match": TAG, "if-none-match": TAG}, 304),
    ("PUT", {"if-unmodified-since": BEFORE}, 412),
    ("PUT", {"if-unmodified-since": AT}, None),
    ("PUT", {"if-match": TAG, "if-unmodified-since": BEFORE}, None),
    ("GET", {"if-modified-since": AFTER}, 304),
    ("GET", {"if-modified-since": BEFORE}, None),
    ("GET", {"if-none-match": '"2-x"', "if-modified-since": AFTER}, None),
    ("GET", {"if-modified-since": "yesterday"}, None),
    ("PUT", {"if-modified-since": AFTER}, None),
]


@pytest.mark.parametrize(("method", "headers", "expected"), VERDICTS)
def test_conditions_are_weighed_in_the_order_of_the_rfc(method, headers, expected):
    assert verdict(method, headers, TAG, AT) == expected


def test_a_thing_that_does_not_exist_matches_nothing():
    assert not strong_match("*", None)
    assert not weak_match("*", None)
    assert verdict("PUT", {"if-none-match": "*"}, None) is None


def test_the_tag_holds_the_revision_and_the_release():
    assert etag(7) == SEVEN


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-none-match": SEVEN}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": f'"nothing", W/{SEVEN}'}, 304),
        ({"if-none-match": '"6"'}, 200),
        ({"if-match": SEVEN}, 200),
        ({"if-match": f"W/{SEVEN}"}, 412),
        ({"if-modified-since": AFTER}, 304),
        ({"if-unmodified-since": BEFORE}, 412),
    ],
)
async def test_a_read_with_a_condition(web, headers, status):
    response = await web.get("/v1/benches/7", headers=headers)

    assert response.status_code == status
    if status == 304:
        assert response.content == b""
        assert response.headers["etag"] == SEVEN
        assert response.headers["cache-control"].startswith("public")
        assert "Accept-Encoding" in response.headers["vary"]
        assert "content-type" not in response.headers


async def test_an_answer_without_a_revision_gets_a_tag_from_its_body(web):
    first = await web.get("/v1/benches?limit=2")
    again = await web.get("/v1/benches?limit=2", headers={"if-none-match": first.headers["etag"]})
    other = await web.get("/v1/benches?limit=3", headers={"if-none-match": first.headers["etag"]})

    assert not first.headers["etag"].startswith("W/")
    assert (again.status_code, other.status_code) == (304, 200)


async def test_a_stream_has_no_tag_and_an_error_neither(web):
    stream = await web.get("/v1/benches/stream/3")
    error = await web.get("/v1/benches/errors/missing")

    assert "etag" not in stream.headers
    assert "etag" not in error.headers
