"""Servers as processes on a core of their own, and what the kernel says that they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Self

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[-1], CORES[0]
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A server that listens on a port of this machine, and its main process."""

    name: str
    port: int
    pid: int

    def family(self) -> list[int]:
        """The process and its children."""
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            with suppress(OSError):
                waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """Processor time used so far, by all its processes."""
        total = 0
        for pid in self.family():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def resident_bytes(self) -> int:
        """Memory held now, by all its processes."""
        pages = 0
        for pid in self.family():
            with suppress(OSError):
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


class PeakMemory:
    """Watches how much a server's memory grows while a block runs."""

    def __init__(self, server: Server) -> None:
        """Watch this server."""
        self._server, self._done = server, Event()
        self._before = self.grown = 0
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> Self:
        """Begin."""
        self._before = self._server.resident_bytes()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            self.grown = max(self.grown, self._server.resident_bytes() - self._before)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pinned(command: Sequence[str | Path], **options: object) -> subprocess.Popen[bytes]:
    """Start a command on the servers' core."""
    code = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])}); os.execv(sys.argv[2], sys.argv[2:])"
    line = [sys.executable, "-c", code, str(SERVER_CORE), *map(str, command)]
    return subprocess.Popen(line, **options)  # type: ignore[call-overload,no-any-return]  # options are Popen's own


@contextmanager
def running(name: str, command: Sequence[str | Path], *, port: int, log: Path) -> Iterator[Server]:
    """A server that answers on its port, stopped at the end."""
    with log.open("wb") as output:
        process = pinned(command, stdout=output, stderr=output)
        try:
            _wait(process, port, log)
            yield Server(name, port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"a server did not start:\n{log.read_text(errors='replace')[-4000:]}")
