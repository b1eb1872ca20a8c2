"""`plateforme demo`: real files published through the public API, checked by a client of it, in one command.

The server, the loader and the checker are separate processes. The loader and the checker get an address and a key, in
an environment that holds nothing of the platform; what the table at the end shows was read from the API, too.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from plateforme.cli.options import Home, Port, fail, settings_for
from plateforme.cli.serving import prepare, require_free_port
from plateforme.kit.settings import Settings

CHECKER: Final = "quality-checker"
TOWN: Final = "vannes"
"""Whose street reports the demo holds."""
HOST: Final = "127.0.0.1"
START_SECONDS: Final = 60

console = Console(stderr=True, highlight=False)


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop the server at the end instead of serving on.")] = False,
    port: Port = 8000,
    home: Home = None,
) -> None:
    """Publish real data, check it, show what is stale and why, and serve it until Ctrl-C.

    Everything is kept in the home folder; a second run finds it there and takes seconds.
    """
    begun = time.monotonic()
    settings = settings_for(home or Path(os.environ.get("PLATEFORME_HOME", "var/demo")))
    require_free_port(HOST, port)
    console.print(f"[bold]1/5[/] Preparing [cyan]{settings.home}[/]")
    prepare(settings)
    keys = _keys(settings)
    api = f"http://{HOST}:{port}/v1"
    console.print(f"[bold]2/5[/] Starting the server on [cyan]{api}[/]")
    with _server(settings, port) as server:
        _run_consumers(settings, api, keys)
        _show(api)
        console.print(f"Done in {time.monotonic() - begun:.0f} s.")
        if not once:
            console.print("Serving until Ctrl-C.")
            _serve_on(server)


def _keys(settings: Settings) -> dict[str, str]:
    """One key per process, kept in the home folder with owner-only rights: a demonstration is run again and again.

    A release whose consumers need other rights makes them anew.
    """
    from plateforme.cli.keys import Grantee, grant  # noqa: PLC0415  # SQLAlchemy is heavy
    from plateforme.consumers.loader.organizations import DEMO  # noqa: PLC0415  # idem

    path = settings.home / "demo-keys.json"
    scopes = {each.slug: list(each.scopes) for each in DEMO} | {CHECKER: ["quality:write"]}
    kept = json.loads(path.read_text()) if path.exists() else {}
    if kept.get("scopes") == scopes:
        known: dict[str, str] = kept["keys"]
        return known
    keys = {
        each.slug: grant(
            settings,
            Grantee(each.slug, name=each.name, kind=each.kind, siren=each.siren),
            consumer=each.consumer,
            scopes=each.scopes,
        )
        for each in DEMO
    }
    keys[CHECKER] = grant(settings, Grantee(DEMO[0].slug), consumer=CHECKER, scopes=scopes[CHECKER])
    path.touch(mode=0o600)
    path.write_text(json.dumps({"scopes": scopes, "keys": keys}, indent=1))
    return keys


@contextmanager
def _server(settings: Settings, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as a process of its own, stopped cleanly at the end."""
    log_path = settings.home / "server.log"
    with log_path.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  # our own program
            [*_command("serve"), "--home", str(settings.home), "--port", str(port)],
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches us first; we stop it in order
        )
    try:
        _await_ready(process, port, log_path)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _await_ready(process: subprocess.Popen[bytes], port: int, log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/v1/", timeout=1):  # loopback
                return
        except OSError:
            time.sleep(0.1)
    raise fail(f"The server did not start; see {log_path}.", code=3)


def _run_consumers(settings: Settings, api: str, keys: Mapping[str, str]) -> None:
    console.print("[bold]3/5[/] Publishing real files through the API ([cyan]plateforme load demo[/])")
    for organization, key in keys.items():
        if organization != CHECKER:
            _run(["load", "demo", "--organization", organization], api, key)
    console.print("[bold]4/5[/] Street reports to their teams, and as a dataset ([cyan]plateforme dispatch, mirror[/])")
    town, memory = ["--organization", TOWN], settings.home
    _run(["dispatch", *town, "--memory", str(memory / "dispatch.json")], api, keys[TOWN])
    _run(["mirror", "signalements", *town, "--samples", "--memory", str(memory / "mirror.txt")], api, keys[TOWN])
    console.print("[bold]5/5[/] Checking what is fresh and what is stale ([cyan]plateforme check --once[/])")
    _run(["check", "--once"], api, keys[CHECKER])


def _run(arguments: Sequence[str], api: str, key: str) -> None:
    """Run one of our own clients as a stranger would: with an address and a key, and no way to the database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLATEFORME_")}
    environment |= {"PLATEFORME_API": api, "PLATEFORME_KEY": key}
    done = subprocess.run([*_command(*arguments)], env=environment, check=False)  # noqa: S603  # our own program
    if done.returncode != 0:
        raise fail(f"`plateforme {' '.join(arguments)}` ended with code {done.returncode}.", code=done.returncode)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "plateforme.cli", *arguments]


def _show(api: str) -> None:
    from plateforme.cli.summary import summarize  # noqa: PLC0415  # the client is heavy

    asyncio.run(summarize(api, Console()))


def _serve_on(server: subprocess.Popen[bytes]) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.wait()
    except KeyboardInterrupt:
        console.print("Stopping.")
