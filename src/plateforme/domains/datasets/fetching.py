"""Asking a producer's server for a file without becoming a way into the inside network.

The host must be on the operator's list; the address is checked after resolution and the connection goes to the very
address that was checked, so a name that resolves differently the second time gains nothing; redirects start over.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import SplitResult, urljoin, urlsplit

from plateforme.domains.datasets.errors import FetchRefused
from plateforme.kit import interrupts
from plateforme.kit.settings import Settings

UNREACHABLE: Final = "The source could not be reached. Check that it is up, then publish again."
MAX_REDIRECTS: Final = 3
TIMEOUT_SECONDS: Final = 30
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Unreachable(FetchRefused):
    """The source does not answer now; it may later."""


@dataclass(frozen=True)
class FetchRules:
    """From where the platform may pull files; an empty set of hosts turns pulling off."""

    hosts: frozenset[str]
    """Names such as `data.example.fr`, which allow every port, or `data.example.fr:8443`, which allow that one."""
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
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused("The field url is no valid address. Give a full http or https address.") from error
    if not url.isprintable() or " " in url:
        raise FetchRefused("The field url holds a blank or a character that cannot be seen. Escape it with %.")
    if parts.scheme not in {"http", "https"} or not host or port == 0 or parts.username is not None:
        raise FetchRefused("Only http and https addresses without user name can be pulled.")
    shown = f"[{host}]" if ":" in host else host
    if rules.hosts.isdisjoint({host.lower(), shown.lower(), f"{shown.lower()}:{_port(parts)}"}):
        known = ", ".join(sorted(rules.hosts)) or "none (pulling is off)"
        raise FetchRefused(f"This host is not on the list of hosts the platform pulls from. The list holds: {known}.")
    return parts


@contextmanager
def asked(
    url: str, rules: FetchRules, *, headers: Mapping[str, str], deadline: float
) -> Iterator[http.client.HTTPResponse]:
    """The answer of the source, whatever its status, after at most three redirects; its body is still to be read.

    `deadline` is an instant of the monotonic clock: the line is cut there, and when the work is interrupted.
    """
    for _ in range(MAX_REDIRECTS + 1):
        parts = check_address(url, rules)
        with closing(_connected(parts, _checked_addresses(parts, rules), deadline)) as connection:
            cut = _cutter(connection.sock)
            with _cut_at(deadline, cut), interrupts.reaching(cut):
                answer = _ask(connection, parts, headers)
                if answer.status in REDIRECTS:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                yield answer
                return
    raise FetchRefused(f"The source redirects more than {MAX_REDIRECTS} times. Give the final address.")


def _cutter(line: socket.socket) -> Callable[[], None]:
    """How the line is cut from another thread: whoever reads then finds it broken off."""

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    return cut


@contextmanager
def _cut_at(deadline: float, cut: Callable[[], None]) -> Iterator[None]:
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult, headers: Mapping[str, str]
) -> http.client.HTTPResponse:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ours = {"Host": parts.netloc, "User-Agent": "plateforme", "Accept": "*/*"}
    try:
        connection.request("GET", target, headers={**ours, **headers})
        return connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        interrupts.check()
        raise Unreachable(UNREACHABLE) from error


def _checked_addresses(parts: SplitResult, rules: FetchRules) -> list[str]:
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("The host name of the source cannot be resolved. Check the address.") from error
    addresses = [str(item[4][0]) for item in found]
    if not rules.allow_private and not all(_is_public(address) for address in addresses):
        raise FetchRefused("The source resolves to an address inside a private network, which is not allowed.")
    return addresses


def _is_public(address: str) -> bool:
    """Whether anybody on the internet reaches the same machine there; an address wrapped in another one counts too."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo): these lead to the IPv4 address inside
        nat64 = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        teredo = ip.teredo[1] if ip.teredo else None
        inner = ip.ipv4_mapped or ip.sixtofour or teredo or nat64
        if inner is not None:
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _connected(parts: SplitResult, addresses: list[str], deadline: float) -> http.client.HTTPConnection:
    """A connection to the first of the checked addresses that answers; a certificate is held against the name.

    The deadline holds here too: a name may have hundreds of silent addresses, and a handshake may drip.
    """
    connection = http.client.HTTPConnection(parts.hostname or "", _port(parts), timeout=TIMEOUT_SECONDS)
    failure: OSError | None = None
    for address in addresses:
        interrupts.check()
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            line = socket.create_connection((address, _port(parts)), min(TIMEOUT_SECONDS, left))
        except OSError as error:
            failure = error
            continue
        try:
            connection.sock = _secured(line, parts, deadline)
        except OSError as error:
            line.close()
            failure = error
            continue
        connection.sock.settimeout(TIMEOUT_SECONDS)
        return connection
    raise Unreachable(UNREACHABLE) from failure


def _secured(line: socket.socket, parts: SplitResult, deadline: float) -> socket.socket:
    if parts.scheme == "http":
        return line
    secured = ssl.create_default_context().wrap_socket(
        line, server_hostname=parts.hostname, do_handshake_on_connect=False
    )
    cut = _cutter(secured)
    try:
        with _cut_at(deadline, cut), interrupts.reaching(cut):
            secured.do_handshake()
    except (OSError, ValueError) as error:  # what is cut in the middle of a handshake has no TLS any more
        secured.close()
        raise OSError("no handshake") from error
    return secured
