"""A real server process on a real port, with a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`plateforme serve` as its operator runs it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "plateforme.cli", "serve", "--home", str(self.home), "--port", str(self.port)],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.base}/v1/", timeout=2)
            except httpx.TransportError:
                assert self.process.poll() is None, (self.home / "server.log").read_text()
                time.sleep(0.05)
            else:
                return
        pytest.fail("the server did not answer within a minute")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process = None
        return code


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "home")
    server.start()
    yield server
    if server.process is not None:
        server.end(signal.SIGKILL)


@pytest.fixture
def key(server: Server) -> Callable[..., str]:
    """Make a key as the operator does, on the command line."""

    def make(*scopes: str, organization: str = "nantes") -> str:
        command = [sys.executable, "-m", "plateforme.cli", "keys", "create", "--consumer", f"{organization}-tests"]
        command += ["--organization", organization, "--home", str(server.home)]
        for scope in scopes:
            command += ["--scope", scope]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        return done.stdout.strip()

    return make
