"""`plateforme publish`: one file, or what an address holds, published through the API as any producer does."""

import asyncio
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from plateforme.cli.asking import ask
from plateforme.cli.options import Api, Key, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import PublicationOut
    from plateforme.consumers.loader.progress import Step
    from plateforme.consumers.loader.publishing import Published, Said

SHOWN_FAULTS: Final = 10
REJECTED: Final = 4
WAITING: Final = 5
STOPPED: Final = 130

console = Console(stderr=True, highlight=False)


def publish(
    source: Annotated[str, typer.Argument(metavar="FILE_OR_URL", help="The file to publish, or its address.")],
    *,
    dataset: Annotated[str, typer.Option(help="Slug of the dataset.")],
    api: Api,
    key: Key,
    create: Annotated[bool, typer.Option("--create", help="Describe the dataset first if it does not exist.")] = False,
    title: Annotated[str | None, typer.Option(help="Title of the dataset, with --create.")] = None,
    primary_key: Annotated[
        list[str] | None, typer.Option(help="Column that identifies a row, with --create; repeat for more.")
    ] = None,
    frequency: Annotated[str, typer.Option(help="How often it should change, with --create.")] = "UNKNOWN",
    licence: Annotated[str, typer.Option("--license", help="SPDX licence, with --create.")] = "notspecified",
    sheet: Annotated[str | None, typer.Option(help="Sheet of a spreadsheet: its name, or its number from 1.")] = None,
    header_row: Annotated[
        int | None, typer.Option(min=0, help="Row that holds the labels, from 1; 0 when there is none.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Character encoding, such as cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the cells: one character, or tab.")] = None,
    accept_breaking: Annotated[
        bool, typer.Option("--accept-breaking", help="Accept columns that break what readers rely on.")
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Write all faults of a refused file here, as CSV.", show_default=False)
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the publication until it serves.")] = True,
) -> None:
    """Publish a file, or what an address holds, as the next version of a dataset, and follow it until it serves.

    The key needs the scope `datasets:write`. Ctrl-C cancels the publication. Exit codes: 0 published or unchanged, 1
    the platform could not be reached or said no, 2 the command line is wrong, 4 the file breaks rules (the first faults
    are shown, `--errors` writes all), 5 its columns break what readers rely on and wait for `dataset accept`,
    130 cancelled.
    """
    from plateforme.consumers.loader.publishing import Said  # noqa: PLC0415  # the client is heavy

    is_url = source.startswith(("http://", "https://"))
    if not is_url and not Path(source).is_file():
        raise fail(f"There is no file {source}. Name a file, or a full http or https address.", code=2)
    if create and not title:
        raise fail("A new dataset needs a title: give --title with --create.", code=2)
    said = Said(sheet, header_row, encoding, delimiter, accept_breaking)
    work = _Work(source if is_url else Path(source), dataset, said, wait=wait)
    if create:
        work.described = {"title": title, "primary_key": primary_key or [], "frequency": frequency, "license": licence}
    _run(work, api, key, errors)


class _Work:
    """What the command was asked to do."""

    def __init__(self, source: Path | str, dataset: str, said: "Said", *, wait: bool) -> None:
        self.source, self.dataset, self.said, self.wait = source, dataset, said, wait
        self.described: dict[str, object] | None = None

    async def do(self, api: str, key: str, tell: "Callable[[Step], None]") -> str:
        """Do it, and say in one line what came of it."""
        from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415  # the client is heavy
        from plateforme.consumers.loader.publishing import publish_file, send  # noqa: PLC0415  # idem

        async with PlateformeV1(api, key) as client:
            await self._describe(client)
            if not self.wait:
                return (await send(client, self.dataset, self.source, said=self.said)).url
            done = await publish_file(client, self.dataset, self.source, said=self.said, progress=tell)
            return _told(self.source, done)

    async def _describe(self, client: "PlateformeV1") -> None:
        from plateforme.client.v1 import DatasetNotFound  # noqa: PLC0415  # the client is heavy
        from plateforme.client.v1_types import DatasetIn  # noqa: PLC0415  # idem

        if self.described is None:
            return
        try:
            await client.get_dataset(self.dataset)
        except DatasetNotFound:
            await client.create_dataset(DatasetIn.model_validate({"slug": self.dataset, **self.described}))


def _run(work: _Work, api: str, key: str, errors: Path | None) -> None:
    """Run the work, show how far it is, and turn what can go wrong into a sentence and an exit code."""
    from plateforme.client.errors import ClientError  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.publishing import PublicationError  # noqa: PLC0415  # idem

    try:
        with _shown() as tell:
            line = asyncio.run(work.do(api, key, tell))
    except PublicationError as refused:
        _explain(refused.publication)
        _save_errors(refused.publication, errors, api, key)
        code = {"rejected": REJECTED, "waiting": WAITING}.get(refused.publication.state, 1)
        raise fail(str(refused), code=code) from None
    except ClientError as error:
        raise fail(f"Nothing was published: {error}") from None
    except KeyboardInterrupt:
        raise fail("Stopped: the publication was cancelled, readers see the present version.", code=STOPPED) from None
    typer.echo(line)


def _told(source: Path | str, done: "Published") -> str:
    name = source.name if isinstance(source, Path) else source
    verb = "is now" if done.is_new else "is already"
    return f"{name} {verb} version {done.version} of {done.dataset}: {_spaced(done.rows)} rows."


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _save_errors(publication: "PublicationOut", target: Path | None, api: str, key: str) -> None:
    """Write all faults to the file that was asked for, if there are any."""
    from plateforme.consumers.steward.publications import save_errors  # noqa: PLC0415  # the client is heavy

    if target is None or publication.errors_url is None:
        return
    try:
        ask(api, key, lambda client: save_errors(client, publication, target))
    except OSError as error:
        raise fail(f"The faults could not be written to {target}: {error.strerror}.") from None
    console.print(f"All faults are in {target}.", markup=False, soft_wrap=True)


def _explain(publication: "PublicationOut") -> None:
    """Show what breaks, or the first faults as a table, and say where to go on from there."""
    from plateforme.cli.dataset_screen import schema_changes  # noqa: PLC0415  # the client is heavy

    if publication.state == "waiting":
        schema_changes(console, publication.schema_changes or ())
        command = f"plateforme dataset accept {publication.dataset} {publication.id}"
        console.print(f"To publish it all the same: {command}", markup=False, soft_wrap=True)
        return
    report = publication.report
    if report is None or not report.errors:
        return
    table = Table("Row", "Column", "What is wrong", "How to mend it", box=None, pad_edge=False)
    for fault in report.errors[:SHOWN_FAULTS]:
        row = "" if fault.row is None else str(fault.row)
        table.add_row(row, *(_plain(text) for text in (fault.column or "", fault.detail, fault.remedy)))
    console.print(table)
    total = sum(report.totals.values())
    if total > SHOWN_FAULTS:
        where = publication.errors_url or publication.url
        console.print(f"{_spaced(total)} faults in all: {where}", markup=False, soft_wrap=True)


def _plain(text: str) -> str:
    """A text of the file's in which nothing is taken for markup."""
    return text.replace("[", r"\[")


@contextmanager
def _shown() -> "Iterator[Callable[[Step], None]]":
    """A bar on a terminal; on a pipe, one plain line for each step."""
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("connecting", total=None, rows="")

        def tell(step: "Step") -> None:
            rows = "" if step.done is None else f"{_spaced(step.done)} rows"
            total = None if step.percent is None else 100
            bar.update(task, description=step.text, completed=step.percent or 0, total=total, rows=rows)

        yield tell


class _Lines:
    """Tells each step once."""

    def __init__(self) -> None:
        self._last: Step | None = None

    def __call__(self, step: "Step") -> None:
        """Tell a step, unless it was the last one told."""
        told = replace(step, percent=None)
        if told != self._last:
            self._last = told
            rows = "" if step.done is None else f" ({_spaced(step.done)} rows)"
            console.print(f"{step.text}{rows}", markup=False)
