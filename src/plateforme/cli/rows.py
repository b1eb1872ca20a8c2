"""`plateforme rows`: look at rows, and write some without publishing a file."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import ask, err, out, spaced
from plateforme.cli.options import AnyKey, Api, Dataset, Key, fail

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import RowPageOut
    from plateforme.consumers.steward.row_files import Written

app = typer.Typer(no_args_is_help=True, help="Look at the rows of a dataset, and write some.")


@app.callback()
def rows() -> None:
    """Look at the rows of a dataset, and write some."""


@app.command("show")
def show(
    slug: Dataset,
    key_of_row: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY]…", help="Key of one row: a value for each of its columns.")
    ] = None,
    *,
    api: Api,
    key: AnyKey = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many rows, without a key.")] = 10,
) -> None:
    """Show the first rows of a dataset as a table, or one row by its key, a column a line.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    if not key_of_row:

        async def some(client: "PlateformeV1") -> "RowPageOut":
            return await client.list_rows(slug, limit=limit, count="exact")

        _table(slug, ask(api, key, some))
        return

    async def one(client: "PlateformeV1") -> dict[str, Any]:
        from plateforme.client.transport import row_key  # noqa: PLC0415  # the client is heavy

        return await client.get_row(slug, row_key(*key_of_row))

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in ask(api, key, one).items():
        grid.add_row(name, _text(value))
    out.print(grid)


@app.command("write")
def write(
    slug: Dataset,
    path: Annotated[
        Path, typer.Argument(metavar="FILE", allow_dash=True, help="CSV, NDJSON or JSON; - reads what is piped in.")
    ],
    *,
    api: Api,
    key: Key,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, write nothing.")] = False,
) -> None:
    """Add and change rows by their key, and delete those with `_delete`: a batch is applied whole or not at all.

    A row changes the columns that it has and leaves the others; an empty cell empties. 10 000 rows make a batch, and
    each batch a version. The key needs the scope `datasets:write`. Exit codes: 0 written, or nothing to change, 1 the
    platform could not be reached or said no, 2 the file cannot be read.
    """
    from plateforme.consumers.steward import row_files  # noqa: PLC0415  # the client is heavy

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise fail(f"{path} cannot be read: {reason}.", code=2) from None

    async def work(client: "PlateformeV1") -> "Written":
        return await row_files.write_text(client, slug, path.name, text, dry_run=dry_run)

    try:
        _say(slug, ask(api, key, work), dry_run=dry_run)
    except row_files.RowsFileError as error:
        raise fail(str(error), code=2) from None


def _say(slug: str, done: "Written", *, dry_run: bool) -> None:
    told = ", ".join(f"{spaced(count)} {name}" for name, count in done.counts.items() if count) or "nothing sent"
    if dry_run:
        typer.echo(f"{slug}, version {done.version}, would change: {told}. Nothing was written.")
    else:
        typer.echo(f"{slug} serves version {done.version}: {told}.")


def _table(slug: str, page: "RowPageOut") -> None:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    columns = list(page.items[0]) if page.items else []
    for name in columns:
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    for row in page.items:
        table.add_row(*(_text(row[name]) for name in columns))
    out.print(table)
    total = page.count.value or 0
    err.print(f"{slug}, version {page.version}: {len(page.items)} of {spaced(total)} rows", markup=False)


def _text(value: Any) -> Text:
    if value is None:
        return Text("-", style="dim")
    return Text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
