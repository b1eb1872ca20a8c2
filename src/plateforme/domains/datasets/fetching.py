"""Pulling a file from an address that a producer named, without becoming a way into the inside network.

The host must be on the operator's list; the address is checked after resolution and the connection goes to the very
address that was checked, so a name that resolves differently the second time gains nothing; redirects start over.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Final, Self
from urllib.parse import SplitResult, urljoin, urlsplit

from plateforme.domains.datasets.errors import FetchRefused
from plateforme.kit.settings import Settings

UNREACHABLE: Final = "The source could not be reached. Check that it is up, then publish again."
MAX_REDIRECTS: Final = 3
TIMEOUT_SECONDS: Final = 30
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class FetchRules:
    """From where the platform may pull files; an empty set of hosts turns pulling off."""

    hosts: frozenset[str]
    max_bytes: int
    allow_private: bool = False
    seconds: float = 600
    """For one file, from the first byte asked to the last: a source that drips must not hold a worker for ever."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The rules that the operator set."""
        return cls(settings.fetch_hosts, settings.max_upload_bytes, settings.fetch_private_addresses)


def check_address(url: str, rules: FetchRules) -> SplitResult:
    """Refuse an address that the rules exclude, before anything is resolved or stored."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused("The field url is no valid address. Give a full http or https address.") from error
    if not url.isprintable() or " " in url:
        raise FetchRefused("The field url holds a blank or a character that cannot be seen. Escape it with %.")
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise FetchRefused("Only http and https addresses without user name can be pulled.")
    if host.lower() not in rules.hosts:
        known = ", ".join(sorted(rules.hosts)) or "none (pulling is off)"
        raise FetchRefused(f"This host is not on the list of hosts the platform pulls from. The list holds: {known}.")
    return parts


@contextmanager
def fetched(url: str, rules: FetchRules) -> Iterator[BinaryIO]:
    """The body at that address as a stream that refuses to yield more bytes than the rules allow."""
    for _ in range(MAX_REDIRECTS + 1):
        parts = check_address(url, rules)
        with (
            closing(_connection(parts, _checked_ip(parts, rules))) as connection,
            _cut_after(_connect(connection), rules.seconds),
        ):
            answer = _ask(connection, parts)
            if answer.status in REDIRECTS:
                url = urljoin(url, answer.headers.get("Location", ""))
                continue
            if answer.status != http.HTTPStatus.OK:
                raise FetchRefused(f"The source answered with status {answer.status}. Check the address and try again.")
            yield _Bounded(answer, rules.max_bytes)  # type: ignore[misc]  # it reads, which is all that is asked of it
            return
    raise FetchRefused(f"The source redirects more than {MAX_REDIRECTS} times. Give the final address.")


@contextmanager
def _cut_after(line: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the line if the block lasts longer; whoever reads then finds it broken off."""

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connect(connection: http.client.HTTPConnection) -> socket.socket:
    try:
        connection.connect()
    except OSError as error:
        raise FetchRefused(UNREACHABLE) from error
    line: socket.socket = connection.sock
    return line


def _ask(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", target, headers={"Host": parts.netloc, "User-Agent": "plateforme", "Accept": "*/*"})
        return connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchRefused(UNREACHABLE) from error


def _checked_ip(parts: SplitResult, rules: FetchRules) -> str:
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchRefused("The host name of the source cannot be resolved. Check the address.") from error
    addresses = [str(item[4][0]) for item in found]
    if not rules.allow_private and not all(ipaddress.ip_address(address).is_global for address in addresses):
        raise FetchRefused("The source resolves to an address inside a private network, which is not allowed.")
    return addresses[0]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(address, _port(parts), timeout=TIMEOUT_SECONDS)
    connection = http.client.HTTPSConnection(host, _port(parts), timeout=TIMEOUT_SECONDS)

    def connect() -> None:
        raw = socket.create_connection((address, _port(parts)), TIMEOUT_SECONDS)
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)

    connection.connect = connect  # type: ignore[method-assign]  # the name is verified, the address is the checked one
    return connection


class _Bounded:
    """A reader that fails when the source sends more than it may, or breaks off."""

    def __init__(self, answer: http.client.HTTPResponse, limit: int) -> None:
        self._answer = answer
        self._left = limit
        self._limit = limit

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._answer.read(size if size >= 0 else self._left + 1)
        except (OSError, http.client.HTTPException) as error:
            raise FetchRefused("The source broke off in the middle of the file. Publish again later.") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise FetchRefused(f"The file is larger than {self._limit} bytes, the limit for publications.")
        if not chunk and (self._answer.length or 0) > 0:
            raise FetchRefused("The source sent less than it announced. Publish again later.")
        return chunk
