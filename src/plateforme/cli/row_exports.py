"""`plateforme rows export`: all rows that match, as a file that was checked."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from plateforme.cli.asking import ask, spaced
from plateforme.cli.options import AnyKey, Api, Dataset, fail
from plateforme.cli.row_groups import Where, read_filters

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import ExportDigestOut

FORMATS: Final = ("csv", "tsv", "json", "ndjson", "geojson", "parquet", "arrow", "xlsx")


def export(
    slug: Dataset,
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to write; its ending names the format, unless --format does.")
    ],
    *,
    api: Api,
    key: AnyKey = None,
    form: Annotated[str | None, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")] = None,
    where: Where = None,
    sort: Annotated[str | None, typer.Option(help="Columns, - in front to reverse: -population,nom.")] = None,
    fields: Annotated[str | None, typer.Option(help="Columns to write, in this order.")] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV for a French Excel: semicolons, decimal comma, labels, no formulas.")
    ] = False,
) -> None:
    """Write the rows of a dataset to a file, and check its SHA-256 against the one that the platform tells.

    The file appears when it is whole. Exit codes: 0 written, 1 the platform could not be reached or said no, or the
    file is not what was announced, 2 no such format.
    """
    chosen = form or {"arrows": "arrow"}.get(target.suffix[1:], target.suffix[1:])
    if chosen not in FORMATS:
        raise fail(f"Name the format: one of {', '.join(FORMATS)}.", code=2)
    asked: dict[str, Any] = {"sort": sort, "fields": fields, **read_filters(where)}
    if excel:
        asked |= {"delimiter": "semicolon", "decimal": "comma", "with_bom": "true"}
        asked |= {"labels": "true", "escape_formulas": "true"}
    part = target.with_name(f".{target.name}.part")

    async def work(client: "PlateformeV1") -> "tuple[str, ExportDigestOut]":
        asked["version"] = (await client.get_dataset(slug)).version  # both questions are about the same one
        seen = hashlib.sha256()
        with part.open("wb") as file:
            async for chunk in client.export_rows(slug, chosen, **asked):  # type: ignore[arg-type]  # checked above
                seen.update(chunk)
                file.write(chunk)
        return seen.hexdigest(), await client.get_export_digest(slug, chosen, **asked)  # type: ignore[arg-type]

    try:
        seen, told = ask(api, key, work)
        if seen != told.sha256:
            raise fail("The file is not the one that the platform announced. Download it again.")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    typer.echo(f"{target}: {spaced(told.rows)} rows of {slug}, version {told.version}, {spaced(told.bytes)} bytes")
