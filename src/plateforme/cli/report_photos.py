"""`plateforme photos`: the photos of a street report, from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import ask
from plateforme.cli.options import AnyKey, Api, Key

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import ReportPhotoOut

app = typer.Typer(
    no_args_is_help=True, help="Photos of street reports: send, list, save, take away.", rich_markup_mode="markdown"
)

Reference = Annotated[str, typer.Argument(help="Public reference of the report, such as 2026-0302-7QK2M9.")]


@app.command()
def add(
    reference: Reference,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, readable=True, help="The photos.")
    ],
    *,
    api: Api,
    key: Key,
    title: Annotated[str | None, typer.Option(help="What they show, in one line.", show_default=False)] = None,
) -> None:
    """Add photos to a report of yours, or of your organization.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_photos  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "list[ReportPhotoOut]":
        return await report_photos.add(client, reference, files, title=title)

    for photo in ask(api, key, work):
        typer.echo(_told(photo))


@app.command("list")
def list_(reference: Reference, *, api: Api, key: AnyKey = None) -> None:
    """List the photos of a report: what is public, and with your key what you have sent.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_photos  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "list[ReportPhotoOut]":
        return await report_photos.every(client, reference)

    found = ask(api, key, work)
    for photo in found:
        typer.echo(_told(photo))
    if not found:
        typer.echo(f"{reference} has no photo that you may see.")


@app.command()
def save(
    reference: Reference,
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where to write them.")],
    *,
    api: Api,
    key: AnyKey = None,
    small: Annotated[bool, typer.Option("--small", help="Thumbnails only.")] = False,
) -> None:
    """Write the photos of a report into a folder.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_photos  # noqa: PLC0415  # the client is heavy

    folder.mkdir(parents=True, exist_ok=True)

    async def work(client: "PlateformeV1") -> list[Path]:
        return await report_photos.save(client, reference, folder, small=small)

    for path in ask(api, key, work):
        typer.echo(str(path))


@app.command()
def remove(
    reference: Reference,
    number: Annotated[int, typer.Argument(min=1, help="Number of the photo.")],
    *,
    api: Api,
    key: Key,
) -> None:
    """Take a photo away: one that you have sent, or one of a report that your organization answers for.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_photos  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> None:
        await report_photos.remove(client, reference, number)

    ask(api, key, work)
    typer.echo(f"Photo {number} of {reference} is gone.")


def _told(photo: "ReportPhotoOut") -> str:
    place = photo.url or "its picture was deleted"
    return f"{photo.number}  {photo.status}  {photo.width}×{photo.height}  {place}"
