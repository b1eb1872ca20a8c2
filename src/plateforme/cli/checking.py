"""`plateforme check`: the quality checker, a client like any other."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from plateforme.cli.options import Api, Key, fail

SHOWN = 10

console = Console(stderr=True, highlight=False)


def check(
    *,
    api: Api,
    key: Key,
    once: Annotated[bool, typer.Option("--once", help="One passage, then stop.")] = False,
    every: Annotated[int, typer.Option(min=60, help="Seconds between two passages, without --once.")] = 3600,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Evaluate and show, record nothing.")] = False,
) -> None:
    """Read datasets, reports and services through the API, find what is stale, and record findings.

    The key needs the scope `quality:write`. Running twice changes nothing. Exit codes: 0 done, 1 the platform could not
    be reached or refused.
    """
    while True:
        passage(api, key, dry_run=dry_run)
        if once:
            return
        time.sleep(every)


def passage(api: str, key: str, *, dry_run: bool) -> None:
    """Evaluate everything once and say what was found."""
    from plateforme.client.errors import ClientError  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.checker.run import run  # noqa: PLC0415  # idem

    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("Reading policies")

        def tell(kind: str, done: int) -> None:
            bar.update(task, description=f"{done} {kind}s evaluated")

        try:
            summary = asyncio.run(run(api, key, now=datetime.now(UTC), progress=tell, dry_run=dry_run))
        except ClientError as error:
            raise fail(f"The check broke off: {error}") from None
    subjects = ", ".join(f"{count} {kind}s" for kind, count in summary.subjects.items())
    changed = ", ".join(f"{count} {name}" for name, count in summary.changes.items() if count) or "nothing to record"
    console.print(f"Evaluated {subjects or 'nothing'}: {len(summary.stale)} stale. Findings: {changed}.")
    for item in summary.stale[:SHOWN] if dry_run else ():
        console.print(f"  {item.kind} {item.id}: {item.why}")
