"""A load generator that costs less than what it measures: raw keep-alive sockets, one thread, a bounded count.

Every connection always has one request under way: the next is written as soon as the answer was read.
"""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

END = b"\r\n\r\n"
LAST_CHUNK = b"\r\n0\r\n\r\n"
CHUNK = 1 << 20
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """One answer, as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Load:
    """What one round saw."""

    seconds: float
    requests: int
    p50_ms: float
    p95_ms: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


class Connection:
    """One keep-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        """Write a request."""
        self.socket.sendall(request)

    def receive(self) -> bytes:
        """Read one whole answer: it says its length, or comes in chunks of text that hold no line end of HTTP's."""
        data = self.socket.recv(CHUNK)
        while (end := data.find(END)) < 0:
            data += self._more()
        if _is_chunked(data[:end]):
            while not data.endswith(LAST_CHUNK):
                data += self._more()
            return data
        expected = end + len(END) + _length(data[:end])
        while len(data) < expected:
            data += self._more()
        return data

    def _more(self) -> bytes:
        data = self.socket.recv(CHUNK)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        """Give the connection back."""
        self.socket.close()


def _is_chunked(head: bytes) -> bool:
    return b"\r\ntransfer-encoding: chunked" in head.lower()


def _joined(body: bytes) -> bytes:
    """Put chunks together."""
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        parts.append(body[:length])
        body = body[length + 2 :]
    return b"".join(parts)


def _length(head: bytes) -> int:
    if head.startswith((b"HTTP/1.1 304", b"HTTP/1.1 204")):
        return 0
    place = head.lower().find(b"\r\ncontent-length:")
    if place < 0:
        raise ValueError("this load needs answers that say their length")
    return int(head[place + 17 :].split(b"\r\n", 1)[0])


def request_bytes(path: str, headers: dict[str, str] | None = None) -> bytes:
    """A GET request, ready to be written."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ask(port: int, request: bytes) -> Answer:
    """One request, read in full."""
    connection = Connection(port)
    try:
        connection.send(request)
        head, _, body = connection.receive().partition(END)
    finally:
        connection.close()
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(body)
    return Answer(int(first.split()[1]), headers, body)


def run(port: int, request: bytes | Sequence[bytes], *, requests: int, clients: int) -> Load:
    """Send `requests` requests over `clients` connections and time them; several different ones are sent in turn."""
    asked = [request] if isinstance(request, bytes) else request
    connections = [Connection(port) for _ in range(clients)]
    expected = None
    durations: list[float] = []
    sent_at = [0.0] * clients
    clock = time.perf_counter
    started = clock()
    for place, connection in enumerate(connections):
        sent_at[place] = clock()
        connection.send(asked[place % len(asked)])
    for number in range(requests):
        place = number % clients
        answer = connections[place].receive()
        now = clock()
        durations.append(now - sent_at[place])
        status = answer[9:12]
        if expected is None:
            expected = status
        if status != expected:
            raise RuntimeError(f"an answer differs from the first: {answer[:200]!r}")
        if number + clients < requests:
            sent_at[place] = now
            connections[place].send(asked[(number + clients) % len(asked)])
    seconds = clock() - started
    for connection in connections:
        connection.close()
    durations.sort()
    return Load(seconds, requests, median(durations) * 1000, durations[int(len(durations) * 0.95)] * 1000)
