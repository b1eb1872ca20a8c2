"""A platform that is really served, for commands that speak to it."""

import socket
import threading
import time

import pytest
import structlog
import uvicorn
from pydantic import SecretStr
from typer.testing import CliRunner

from plateforme.cli import app as commands
from plateforme.kit.settings import Settings
from plateforme.main import create_app


@pytest.fixture
def settings(tmp_path):
    """A platform with its background work on, that pulls from this machine."""
    return Settings(
        home=tmp_path / "home",
        secret=SecretStr("a-secret-for-tests-only-0123456789"),
        job_threads=1,
        fetch_hosts=frozenset({"127.0.0.1"}),
        fetch_private_addresses=True,
    )


@pytest.fixture
def logs_of_its_own():
    """As in production: what the platform logs is no part of what a command prints, though they share a process."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    yield
    structlog.configure(**before)


@pytest.fixture
def address(settings, sqlite_url, logs_of_its_own):
    """Address of the platform."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        protocol = "plateforme.cli.at_once_protocol:AtOnceProtocol"  # that of `plateforme serve`
        server = uvicorn.Server(
            uvicorn.Config(create_app(settings), http=protocol, log_config=None, access_log=False, lifespan="on")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def environment(address, a_key):
    return {
        "PLATEFORME_API": address,
        "PLATEFORME_KEY": a_key("datasets:write"),
        "COLUMNS": "200",
    }


@pytest.fixture
def command(environment):
    """Run a command as a steward would, with address and key in the environment."""

    def run(*arguments, typed=None, **more):
        return CliRunner().invoke(commands, [*map(str, arguments)], env=environment | more, input=typed)

    return run
