"""`plateforme load`: publish files through the API, as any producer does."""

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from plateforme.cli.options import Api, Key, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from plateforme.consumers.loader.progress import LoadSummary, Step
    from plateforme.consumers.loader.publishing import Published
    from plateforme.consumers.loader.report_settings import SettingsLoad

T = TypeVar("T")
SHOWN_FAULTS = 10
REJECTED = 4

console = Console(stderr=True, highlight=False)
app = typer.Typer(no_args_is_help=True, help="Publish data through the API.")


@app.callback()
def load() -> None:
    """Publish data through the API."""


@app.command("file")
def file(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to publish.")],
    *,
    dataset: Annotated[str, typer.Option(help="Slug of the dataset, which exists already.")],
    api: Api,
    key: Key,
) -> None:
    """Publish a file as the next version of a dataset, and wait until it serves.

    The key needs the scope `datasets:write`. Exit codes: 0 published or unchanged, 1 the platform could not be reached
    or said no, 4 the file breaks rules: the first faults are shown.
    """
    from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.publishing import publish_file  # noqa: PLC0415  # idem

    async def work(tell: "Callable[[Step], None]") -> "Published":
        client: PlateformeV1
        async with PlateformeV1(api, key) as client:
            return await publish_file(client, dataset, path, progress=tell)

    done = run_load(work)
    verb = "is now" if done.is_new else "is already"
    console.print(f"{path.name} {verb} version {done.version} of {done.dataset}: {done.rows} rows.")


@app.command("demo")
def demo(
    *,
    organization: Annotated[str, typer.Option(help="Slug of the demonstration's organization whose part to load.")],
    api: Api,
    key: Key,
) -> None:
    """Load one organization's part of the demonstration. Loading it again changes nothing."""
    from plateforme.consumers.loader.organizations import DEMO  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.run import run  # noqa: PLC0415  # idem

    found = [each for each in DEMO if each.slug == organization]
    if not found:
        raise fail(f"The demonstration has these organizations: {', '.join(each.slug for each in DEMO)}.", code=2)
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()

    async def work(tell: "Callable[[Step], None]") -> "LoadSummary":
        return await run(api, key, organization=organization, parts=found[0].parts, today=today, progress=tell)

    summary = run_load(work)
    for one in summary.datasets:
        state = "published" if one.is_new else "unchanged"
        console.print(f"  {one.slug}: {one.rows:,} rows, version {one.version}, {state}".replace(",", " "))
    tallies = (("services", summary.services), ("settings", summary.settings), ("reports", summary.reports))
    for name, tally in tallies:
        if tally.total:
            console.print(
                f"  {tally.total} {name}: {tally.created} new, {tally.changed} changed, {tally.kept} as before"
            )


@app.command("report-settings")
def report_settings(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file, TOML or JSON.")],
    *,
    organization: Annotated[str, typer.Option(help="Slug of the organization, the one of the key.")],
    api: Api,
    key: Key,
) -> None:
    """Settle teams, categories, coverages and routing of an organization's street reports from one file.

    The key needs the scope `reports:configure`. Loading the file again changes nothing; what it does not name stays as
    it is. Exit codes: 0 settled, 1 the platform could not be reached or said no, 4 the file cannot be used, or one of
    its checks does not hold.
    """
    from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.report_settings import load_settings  # noqa: PLC0415  # idem
    from plateforme.consumers.loader.report_settings_file import ReportSettingsError  # noqa: PLC0415  # idem

    async def work(tell: "Callable[[Step], None]") -> "SettingsLoad":
        client: PlateformeV1
        async with PlateformeV1(api, key) as client:
            return await load_settings(client, organization, path, progress=tell)

    try:
        done = run_load(work)
    except ReportSettingsError as refused:
        for fault in refused.faults:
            console.print(f"  {fault}", markup=False)
        raise fail(str(refused), code=REJECTED) from None
    tally = done.tally
    console.print(f"{tally.total} settings: {tally.created} new, {tally.changed} changed, {tally.kept} as before.")
    if done.checks:
        console.print(f"{done.checks} checks hold.")
    for name in done.unnamed:
        console.print(f"  {name} is in force and not in the file; name it under retired to let it go.")


def run_load(work: "Callable[[Callable[[Step], None]], Coroutine[None, None, T]]") -> T:
    """Run the work, show how far it is, and turn what can go wrong into a sentence and an exit code."""
    from plateforme.client.errors import ClientError  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.publishing import PublicationError  # noqa: PLC0415  # idem

    try:
        with _bar() as tell:
            return asyncio.run(work(tell))
    except PublicationError as refused:
        report = refused.publication.report
        for fault in report.errors[:SHOWN_FAULTS] if report else ():
            place = ", ".join(
                f"{name} {value}" for name, value in (("row", fault.row), ("column", fault.column)) if value
            )
            console.print(
                f"  {fault.code}{f' ({place})' if place else ''}: {fault.detail} {fault.remedy}", markup=False
            )
        raise fail(str(refused), code=REJECTED) from None
    except ClientError as error:
        raise fail(f"The load broke off: {error}") from None


@contextmanager
def _bar() -> "Iterator[Callable[[Step], None]]":
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[of]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Connecting", total=None, of="")

        def tell(step: "Step") -> None:
            of = f"{step.done}/{step.total}" if step.done is not None and step.total is not None else ""
            bar.update(
                task, description=f"{step.subject}: {step.text}", completed=step.done or 0, total=step.total, of=of
            )

        yield tell
