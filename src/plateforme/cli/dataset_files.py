"""The files around a dataset: those that explain it, and the one that is fetched for it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import ask
from plateforme.cli.options import Api, Dataset, Key, fail

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import AttachmentOut, PullOut


def attach(
    slug: Dataset,
    path: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="The file to attach.")
    ],
    *,
    api: Api,
    key: Key,
    title: Annotated[str | None, typer.Option(help="What the file is, in one line; its name without it.")] = None,
    description: Annotated[str | None, typer.Option(help="What readers find in it.")] = None,
) -> None:
    """Attach a file that explains a dataset; one of the same name is replaced, the very same is not sent twice.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import attachments  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "AttachmentOut":
        return await attachments.attach(client, slug, path, title=title, description=description)

    made = ask(api, key, work)
    typer.echo(f"{made.name} is attached to {slug}: {made.url}")


def detach(
    slug: Dataset,
    which: Annotated[str, typer.Argument(metavar="NAME_OR_ID", help="Name of the attached file, or its identifier.")],
    *,
    api: Api,
    key: Key,
    save: Annotated[Path | None, typer.Option(help="Write it here before it goes.", show_default=False)] = None,
) -> None:
    """Take an attached file away.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no, or
    there is no such file.
    """
    from plateforme.consumers.steward import attachments  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "AttachmentOut":
        if save is not None:
            await attachments.download(client, slug, which, save)
        return await attachments.detach(client, slug, which)

    try:
        gone = ask(api, key, work)
    except (attachments.AttachmentError, OSError) as error:
        raise fail(str(error)) from None
    typer.echo(f"{gone.name} is no longer attached to {slug}.")


def pull(
    slug: Dataset,
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Address of the file.")] = None,
    *,
    api: Api,
    key: Key,
    every: Annotated[str | None, typer.Option(help="How often to look: 15m, 6h, 1d, 2w.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Fetch and publish now, whether or not it changed.")] = False,
    pause: Annotated[bool | None, typer.Option("--pause/--resume", help="Leave the source alone, or not.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Fetch it no more; what was published stays.")] = False,
) -> None:
    """Have the file of a dataset fetched on a schedule, or change how; without options, say how it is fetched.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no,
    2 the command line is wrong.
    """
    from plateforme.consumers.steward import pulls  # noqa: PLC0415  # the client is heavy

    if remove and (url or every or now or pause is not None):
        raise fail("--remove goes alone.", code=2)
    if url and pause is not None:
        raise fail("An address is fetched from the moment it is set: pause or resume it without one.", code=2)
    try:
        minutes = pulls.minutes(every) if every else None
    except ValueError as error:
        raise fail(str(error), code=2) from None

    async def work(client: "PlateformeV1") -> "PullOut | str":
        if remove:
            await pulls.remove(client, slug)
            return f"{slug} is no longer fetched; what was published stays."
        if url:
            known = await pulls.fetch_from(client, slug, url, every_minutes=minutes)
        elif minutes is not None or pause is not None:
            known = await pulls.change(client, slug, paused=pause, every_minutes=minutes)
        else:
            known = await client.get_pull(slug)
        if now:
            run = await client.run_pull(slug)
            return f"Fetching {known.url} now: {run.url}"
        return known

    done = ask(api, key, work)
    typer.echo(done if isinstance(done, str) else _told(done))


def _told(known: "PullOut") -> str:
    from plateforme.cli.dataset_screen import moment, rhythm  # noqa: PLC0415  # the client is heavy

    if known.paused:
        return f"{known.dataset} is not fetched for now: paused, from {known.url}."
    last = f" Last look: {known.outcome}, {moment(known.checked_at)}." if known.outcome else ""
    detail = f" {known.detail}" if known.detail else ""
    return f"{known.dataset} is fetched {rhythm(known.every_minutes)} from {known.url}.{last}{detail}"
