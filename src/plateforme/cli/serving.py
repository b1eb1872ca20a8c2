"""`plateforme serve` and `plateforme migrate`: the server and its store."""

import signal
import socket
import sys
from typing import Annotated

import typer

from plateforme.cli.options import Home, Port, fail, settings_for
from plateforme.kit.settings import Settings

GRACEFUL_SECONDS = 15


def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Number of worker processes.")] = 1,
    home: Home = None,
) -> None:
    """Serve the API, its documentation and its background work until Ctrl-C or SIGTERM.

    With the embedded database, the store is brought up to date first; with PostgreSQL, run `plateforme migrate` before.
    """
    import uvicorn  # noqa: PLC0415  # the other commands start faster without it

    settings = settings_for(home)
    require_free_port(host, port)
    prepare(settings)
    # uvicorn raises the signal again once it has stopped in order: a stop that was asked for is no failure
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "plateforme.main:app_from_environment",
        factory=True,
        http="plateforme.cli.at_once_protocol:AtOnceProtocol",
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        access_log=False,  # nobody would see it, and making its lines costs as much as a kept answer
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


def migrate(*, home: Home = None) -> None:
    """Bring the relational store up to date. Safe to run again."""
    settings = settings_for(home)
    _upgrade(settings)
    typer.echo("The store is up to date.", err=True)


def prepare(settings: Settings) -> None:
    """Make the home folder, and bring the embedded store up to date or require that the named one is."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        settings.resolved_secret()
    except OSError as error:
        raise fail(f"The home folder cannot be used: {error.strerror}. Choose another with --home.", code=3) from None
    if settings.database_url is None:
        _upgrade(settings)
    else:
        _require_store(settings)


def _require_store(settings: Settings) -> None:
    """Stop with a sentence when the store cannot be reached or is not of this release, instead of a trace later on."""
    from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError  # noqa: PLC0415  # heavy

    from plateforme.cli.migrating import is_current  # noqa: PLC0415  # alembic is heavy

    try:
        current = is_current(settings.resolved_database_url)
    except OperationalError:
        raise fail("The store does not answer. Is it running, and is PLATEFORME_DATABASE_URL right?", code=3) from None
    except (ArgumentError, SQLAlchemyError, ImportError):
        raise fail("PLATEFORME_DATABASE_URL is no address of a store. See docs/settings.md.", code=2) from None
    if not current:
        raise fail("The store is empty or not of this release. Run `plateforme migrate` first.", code=3)


def _upgrade(settings: Settings) -> None:
    from alembic.util import CommandError  # noqa: PLC0415  # alembic is heavy

    from plateforme.cli.migrating import upgrade  # noqa: PLC0415  # idem

    try:
        upgrade(settings.resolved_database_url)
    except CommandError:
        raise fail(
            "The store was made by a release of the platform that this one does not know. "
            "Use that release or a later one, or choose another folder with --home.",
            code=3,
        ) from None


def require_free_port(host: str, port: int) -> None:
    """Stop with a sentence when the port is taken, instead of a trace from the server."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise fail(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --host or --port.", code=3
            ) from None
