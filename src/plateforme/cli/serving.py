"""`plateforme serve` and `plateforme migrate`: the server and its store."""

import socket
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
    uvicorn.run(
        "plateforme.main:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


def migrate(*, home: Home = None) -> None:
    """Bring the relational store up to date. Safe to run again."""
    from plateforme.cli.migrating import upgrade  # noqa: PLC0415  # alembic is heavy

    settings = settings_for(home)
    upgrade(settings.resolved_database_url)
    typer.echo("The store is up to date.", err=True)


def prepare(settings: Settings) -> None:
    """Make the home folder and, for the embedded database, bring the store up to date."""
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.resolved_secret()
    if settings.database_url is None:
        from plateforme.cli.migrating import upgrade  # noqa: PLC0415  # alembic is heavy

        upgrade(settings.resolved_database_url)


def require_free_port(host: str, port: int) -> None:
    """Stop with a sentence when the port is taken, instead of a trace from the server."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise fail(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.", code=3
            ) from None
