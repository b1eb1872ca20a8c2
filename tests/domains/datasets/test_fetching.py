"""Pulling files by URL: only from listed hosts, never from the inside network, never more than allowed."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from plateforme.domains.datasets.errors import FetchRefused
from plateforme.domains.datasets.fetching import FetchRules, check_address, fetched

LOCAL = FetchRules(hosts=frozenset({"127.0.0.1", "localhost"}), max_bytes=1000, allow_private=True)


class Source(BaseHTTPRequestHandler):
    """A producer's web server, with its moods."""

    pages: ClassVar = {"/file.csv": b"id,nom\n1,Parc\n", "/large.csv": b"x" * 1001}

    def do_GET(self) -> None:  # the library's name
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/moved" if self.path == "/moved/loop" else "/file.csv")
            self.end_headers()
            return
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest")
            self.end_headers()
            return
        if self.path == "/drip.csv":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            with suppress(OSError):
                for _ in range(50):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
            return
        body = self.pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"") + (10 if self.path == "/short.csv" else 0)))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def source(web_server: Callable[[type[BaseHTTPRequestHandler]], str]) -> str:
    return web_server(Source)


def test_a_file_is_pulled_from_a_listed_host(source):
    with fetched(f"{source}/file.csv", LOCAL) as stream:
        assert stream.read(100) == b"id,nom\n1,Parc\n"


def test_a_redirect_on_the_same_host_is_followed(source):
    with fetched(f"{source}/moved", LOCAL) as stream:
        assert stream.read(100) == b"id,nom\n1,Parc\n"


def test_a_redirect_to_another_host_is_checked_again(source):
    with pytest.raises(FetchRefused, match="not on the list"), fetched(f"{source}/away", LOCAL):
        pass


def test_a_file_that_is_too_large_is_refused_while_it_comes(source):
    with fetched(f"{source}/large.csv", LOCAL) as stream, pytest.raises(FetchRefused, match="larger than 1000"):
        stream.read(2000)


def test_a_source_that_drips_is_cut_off(source):
    hurried = replace(LOCAL, seconds=0.3)

    begun = time.monotonic()
    with fetched(f"{source}/drip.csv", hurried) as stream, pytest.raises(FetchRefused):
        list(iter(lambda: stream.read(100), b""))

    assert time.monotonic() - begun < 3


def test_a_missing_file_is_told_with_the_answer_of_the_source(source):
    with pytest.raises(FetchRefused, match="status 404"), fetched(f"{source}/nothing.csv", LOCAL):
        pass


def test_a_private_address_is_refused_even_when_its_host_is_listed(source):
    rules = FetchRules(hosts=LOCAL.hosts, max_bytes=1000)
    with pytest.raises(FetchRefused, match="private network"), fetched(f"{source}/file.csv", rules):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/file.csv",
        "http://user@127.0.0.1/file.csv",
        "http://example.org/file.csv",
        "http://[::1/file.csv",
        "http://127.0.0.1:99999/",
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
