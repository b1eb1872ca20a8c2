"""Answers that need no waiting are written at once, in order, and nothing else about a connection changes."""

import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest
import uvicorn

from plateforme.api.middleware.at_once import Instant, lines_of
from plateforme.cli.at_once_protocol import BURST, AtOnceProtocol

LARGE = b"x" * 300_000


class Application:
    """Answers `/ready…` at once with what it was asked, everything else in its turn, and counts both."""

    def __init__(self):
        self.asked: Counter[str] = Counter()
        self.schemes = []

    def at_once(self, scope):
        path = scope["path"]
        self.schemes.append(scope["scheme"])
        if path == "/broken":
            raise LookupError
        if path == "/bent":
            return Instant(200, lines_of([(b"x-bent", b"a\r\nset-cookie: b")]), b"")
        if not path.startswith("/ready"):
            return None
        self.asked["at once"] += 1
        body = LARGE if "large" in path else path.encode()
        length = (b"content-length", str(len(body)).encode())
        return Instant(200, lines_of([length]), b"" if scope["method"] == "HEAD" else body)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return
        self.asked["in turn"] += 1
        body = scope["path"].encode()
        if scope["method"] == "POST":
            body += (await receive())["body"]
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


@contextmanager
def served(app, **settings):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=AtOnceProtocol, log_config=None, access_log=False, lifespan="off", **settings)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        with socket.create_connection(listening.getsockname(), timeout=30) as connection:
            yield connection
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def app():
    return Application()


@pytest.fixture
def connection(app):
    with served(app) as connection:
        yield connection


def request(path, *headers, method="GET", body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: here", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answers(connection, number, *, empty=False):
    """So many answers, as heads and bodies, in the order in which they come."""
    found: list[tuple[bytes, bytes]] = []
    data = b""
    while len(found) < number:
        while b"\r\n\r\n" not in data:
            data += connection.recv(1 << 20)
        head, _, data = data.partition(b"\r\n\r\n")
        length = 0 if empty else int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        while len(data) < length:
            data += connection.recv(1 << 20)
        found.append((head, data[:length]))
        data = data[length:]
    assert data == b""
    return found


def bodies(connection, number):
    return [body.decode() for _, body in answers(connection, number)]


def test_what_is_ready_needs_no_turn(app, connection):
    for number in range(3):
        connection.sendall(request(f"/ready/{number}"))
        assert bodies(connection, 1) == [f"/ready/{number}"]

    assert app.asked == {"at once": 3}


def test_the_head_is_that_of_any_answer_of_the_server(connection):
    connection.sendall(request("/ready") + request("/other"))
    (ready, _), (other, _) = answers(connection, 2)

    assert ready.splitlines()[0] == b"HTTP/1.1 200 OK"
    assert sorted(names(ready)) == sorted(names(other)) == [b"content-length", b"date", b"server"]


def names(head):
    return [line.partition(b":")[0] for line in head.splitlines()[1:]]


def test_answers_to_what_was_asked_together_come_in_its_order(app, connection):
    paths = [f"/{'other' if number % 7 == 3 else 'ready'}/{number}" for number in range(200)]
    connection.sendall(b"".join(map(request, paths)))

    assert bodies(connection, len(paths)) == paths
    assert app.asked["at once"] > 0


def test_what_was_asked_together_does_not_hold_everybody_up(app, connection):
    paths = [f"/ready/{number}" for number in range(3 * BURST)]
    connection.sendall(b"".join(map(request, paths)))

    assert bodies(connection, len(paths)) == paths
    assert app.asked["in turn"] > 0


def test_who_reads_slowly_gets_all_of_it(app, connection):
    connection.sendall(request("/ready/large") * 12)
    time.sleep(0.2)

    assert [len(body) if body[:1] == b"x" else body for _, body in answers(connection, 12)].count(len(LARGE)) >= 1
    assert app.asked.total() == 12


@pytest.mark.parametrize("path", ["/broken", "/bent"])
def test_what_fails_at_once_is_answered_in_its_turn(app, connection, path):
    connection.sendall(request(path))

    assert bodies(connection, 1) == [path]
    assert app.asked == {"in turn": 1}


def test_a_body_that_nobody_wants_is_passed_over(connection):
    connection.sendall(request("/ready/1", "Content-Length: 5", body=b"hello") + request("/ready/2"))

    assert bodies(connection, 2) == ["/ready/1", "/ready/2"]


def test_a_body_that_somebody_wants_arrives(connection):
    connection.sendall(request("/other", "Content-Length: 5", method="POST", body=b"hello"))

    assert bodies(connection, 1) == ["/otherhello"]


def test_head_is_answered_without_a_body(connection):
    connection.sendall(request("/ready", method="HEAD") + request("/ready", method="HEAD"))

    assert [body for _, body in answers(connection, 2, empty=True)] == [b"", b""]


@pytest.mark.parametrize("asked", [b"GET /ready HTTP/1.0\r\n\r\n", request("/ready", "Connection: close")])
def test_who_wants_to_close_is_let_go(app, connection, asked):
    connection.sendall(asked)

    assert bodies(connection, 1) == ["/ready"]
    assert connection.recv(1) == b""
    assert app.asked == {"in turn": 1}


@pytest.mark.parametrize(("trusted", "scheme"), [("127.0.0.1", "https"), ("10.0.0.1", "http")])
def test_a_proxy_is_heard_when_it_is_trusted(app, trusted, scheme):
    with served(app, forwarded_allow_ips=trusted) as connection:
        connection.sendall(request("/ready", "X-Forwarded-Proto: https", "X-Forwarded-For: 192.0.2.1"))
        assert bodies(connection, 1) == ["/ready"]

    assert app.schemes == [scheme]


def test_an_application_that_knows_nothing_of_it_is_served(app):
    async def plain(scope, receive, send):
        await app(scope, receive, send)

    with served(plain) as connection:
        connection.sendall(request("/ready"))
        assert bodies(connection, 1) == ["/ready"]
