"""Pulling files by URL: only from listed hosts, never from the inside network, never more than allowed."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from plateforme.domains.datasets import fetching
from plateforme.domains.datasets.errors import FetchRefused
from plateforme.domains.datasets.fetching import FetchRules, Unreachable, asked, check_address
from plateforme.kit.interrupts import Interrupt, Interrupted

LOCAL = FetchRules(hosts=frozenset({"127.0.0.1", "localhost"}), max_bytes=1000, allow_private=True)


class Source(BaseHTTPRequestHandler):
    """A producer's web server, with its moods."""

    pages: ClassVar = {"/file.csv": b"id,nom\n1,Parc\n"}

    def do_GET(self) -> None:  # the library's name
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path if self.path == "/moved/loop" else "/file.csv")
            self.end_headers()
            return
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest")
            self.end_headers()
            return
        body = self.pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def source(web_server: Callable[[type[BaseHTTPRequestHandler]], str]) -> str:
    return web_server(Source)


@contextmanager
def fetched(url: str, rules: FetchRules) -> Iterator[http.client.HTTPResponse]:
    with asked(url, rules, headers={}, deadline=time.monotonic() + rules.seconds) as answer:
        yield answer


def test_a_file_is_pulled_from_a_listed_host(source):
    with fetched(f"{source}/file.csv", LOCAL) as answer:
        assert answer.read(100) == b"id,nom\n1,Parc\n"


def test_a_redirect_on_the_same_host_is_followed(source):
    with fetched(f"{source}/moved", LOCAL) as answer:
        assert answer.read(100) == b"id,nom\n1,Parc\n"


def test_redirects_that_lead_nowhere_end(source):
    with pytest.raises(FetchRefused, match="redirects more than"), fetched(f"{source}/moved/loop", LOCAL):
        pass


def test_a_redirect_to_another_host_is_checked_again(source):
    with pytest.raises(FetchRefused, match="not on the list"), fetched(f"{source}/away", LOCAL):
        pass


def test_a_redirect_to_a_private_address_of_a_listed_host_is_refused(source, monkeypatch):
    rules = replace(LOCAL, hosts=LOCAL.hosts | {"169.254.169.254"}, allow_private=False)
    checked = fetching._is_public
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1" or checked(address))

    with pytest.raises(FetchRefused, match="private network"), fetched(f"{source}/away", rules):
        pass


def test_a_source_that_is_not_there_is_unreachable():
    with pytest.raises(Unreachable), fetched("http://127.0.0.1:9/file.csv", LOCAL):
        pass


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing at all, not even hello."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_handshake_that_never_ends_is_cut_at_the_deadline():
    began = time.monotonic()
    rules = replace(LOCAL, seconds=0.3)
    with silent() as port, pytest.raises(Unreachable), fetched(f"https://127.0.0.1:{port}/file.csv", rules):
        pass
    assert time.monotonic() - began < 5


def test_a_handshake_that_never_ends_is_cut_when_the_work_is_cancelled():
    began, interrupt = time.monotonic(), Interrupt()
    with silent() as port, interrupt.in_force():
        timer = threading.Timer(0.3, interrupt.fire)
        timer.start()
        with pytest.raises((Unreachable, Interrupted)), fetched(f"https://127.0.0.1:{port}/file.csv", LOCAL):
            pass
        timer.join()
    assert time.monotonic() - began < 5


def test_hundreds_of_silent_addresses_do_not_outlast_the_deadline(monkeypatch):
    tried = []

    def silence(address, timeout):
        tried.append(address)
        time.sleep(min(timeout, 0.05))
        raise TimeoutError

    monkeypatch.setattr("socket.create_connection", silence)
    monkeypatch.setattr(fetching, "_checked_addresses", lambda *_: ["127.0.0.1"] * 500)
    with pytest.raises(Unreachable), fetched("http://127.0.0.1/file.csv", replace(LOCAL, seconds=0.3)):
        pass
    assert len(tried) < 20


def test_a_private_address_is_refused_even_when_its_host_is_listed(source):
    rules = FetchRules(hosts=LOCAL.hosts, max_bytes=1000)
    with pytest.raises(FetchRefused, match="private network"), fetched(f"{source}/file.csv", rules):
        pass


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.1.2.3", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "ff02::1",
    ],
)  # fmt: skip
def test_an_address_of_the_inside_is_known_in_every_dress(address):
    assert not fetching._is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_an_address_of_the_outside_is_let_through(address):
    assert fetching._is_public(address)


@pytest.mark.parametrize(
    ("listed", "url", "allowed"),
    [
        ("data.example.fr", "https://data.example.fr/a", True),
        ("data.example.fr", "https://DATA.example.fr:8443/a", True),
        ("data.example.fr:8443", "https://data.example.fr:8443/a", True),
        ("data.example.fr:8443", "https://data.example.fr/a", False),
        ("data.example.fr:443", "https://data.example.fr/a", True),
        ("data.example.fr:80", "https://data.example.fr/a", False),
        ("example.fr", "https://data.example.fr/a", False),
        ("[::1]:8080", "http://[::1]:8080/a", True),
        ("[::1]:8080", "http://[::1]/a", False),
        ("::1", "http://[::1]/a", True),
    ],
)
def test_a_listed_host_may_name_its_port(listed, url, allowed):
    rules = FetchRules(hosts=frozenset({listed}), max_bytes=1)

    if allowed:
        assert check_address(url, rules)
    else:
        with pytest.raises(FetchRefused, match="not on the list"):
            check_address(url, rules)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/file.csv",
        "http://user@127.0.0.1/file.csv",
        "http://example.org/file.csv",
        "http://[::1/file.csv",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "nonsense",
        "",
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(url):
    with pytest.raises(FetchRefused):
        check_address(url, LOCAL)


@pytest.mark.parametrize("sign", ["\0", " ", "\u202e", "\x7f"])
def test_an_address_holds_only_what_can_be_seen_and_stored(sign):
    with pytest.raises(FetchRefused):
        check_address(f"http://localhost/a{sign}b.csv", LOCAL)
