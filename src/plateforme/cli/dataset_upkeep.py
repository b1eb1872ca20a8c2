"""What a steward decides about a dataset and its versions: taking back, going back, accepting, renaming, deleting."""

from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import ask, err
from plateforme.cli.options import Api, Dataset, Key, fail

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import DatasetOut, PublicationOut, VersionOut

WAITING = 5

Number = Annotated[int, typer.Argument(metavar="N", min=1, help="Number of the version.")]
Reason = Annotated[str, typer.Option(help="Why, in one sentence that anyone can read: name no person.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask back.")]


def withdraw(
    slug: Dataset,
    number: Number,
    *,
    reason: Reason,
    api: Api,
    key: Key,
    final: Annotated[
        bool, typer.Option("--final", help="Remove the content now, for good: personal data. It cannot be undone.")
    ] = False,
) -> None:
    """Take a version back: its rows answer 410 with the reason, and the newest that can be read becomes current.

    `reinstate` undoes it while the content is kept. The key needs the scope `datasets:write`. Exit codes: 0 done,
    1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import Withdrawal  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "DatasetOut":
        await client.withdraw_version(slug, number, Withdrawal(reason=reason, is_final=final))
        return await client.get_dataset(slug)

    present = ask(api, key, work).version
    serves = f"version {present} serves" if present else "no version serves"
    typer.echo(f"Version {number} of {slug} is withdrawn; {serves}.")


def reinstate(slug: Dataset, number: Number, *, api: Api, key: Key) -> None:
    """Undo the withdrawal of a version.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "VersionOut":
        return await client.cancel_withdrawal(slug, number)

    version = ask(api, key, work)
    typer.echo(f"Version {number} of {slug} answers again{' and is the current one' if version.is_current else ''}.")


def restore(
    slug: Dataset,
    number: Number,
    *,
    api: Api,
    key: Key,
    accept_breaking: Annotated[
        bool, typer.Option("--accept-breaking", help="Accept columns that break what readers rely on now.")
    ] = False,
) -> None:
    """Publish the content of an earlier version again, as a new version.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import Restoration  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "VersionOut":
        return await client.restore_version(slug, Restoration(from_version=number, accept_breaking=accept_breaking))

    version = ask(api, key, work)
    typer.echo(f"Version {version.number} of {slug} serves, with the content of version {number}.")


def accept(
    slug: Dataset,
    publication: Annotated[
        str | None, typer.Argument(metavar="[PUBLICATION]", help="Its identifier; the only one that waits without it.")
    ] = None,
    *,
    api: Api,
    key: Key,
    yes: Yes = False,
) -> None:
    """Accept what a waiting publication breaks: it serves, and the notice of the earlier columns begins.

    The changes are shown first, and the command asks back. The key needs the scope `datasets:write`. Exit codes:
    0 published, 1 the platform could not be reached or said no, or you did; 5 it waits still, because something else
    breaks too.
    """
    from plateforme.cli.dataset_screen import schema_changes  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.steward.publications import NothingWaitsError, waiting  # noqa: PLC0415  # idem

    async def look(client: "PlateformeV1") -> "PublicationOut":
        return await waiting(client, slug, publication)

    async def agree(client: "PlateformeV1") -> "PublicationOut":
        return await client.accept_publication(slug, found.id)

    try:
        found = ask(api, key, look)
    except NothingWaitsError as error:
        raise fail(str(error)) from None
    schema_changes(err, found.schema_changes or ())
    if not yes:
        typer.confirm("Publish it all the same?", abort=True, err=True)
    done = ask(api, key, agree)
    if done.state == "waiting":
        schema_changes(err, done.schema_changes or ())
        raise fail("The present columns changed meanwhile, and more breaks: accept again.", code=WAITING)
    typer.echo(f"{done.source_name} is now version {done.version} of {slug}.")


def rename(
    slug: Dataset, new: Annotated[str, typer.Argument(metavar="NEW", help="The new slug.")], *, api: Api, key: Key
) -> None:
    """Give a dataset another slug; the present one goes on leading to it, for good.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import DatasetChange  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "DatasetOut":
        known = await client.get_dataset(slug)
        return await client.update_dataset(slug, DatasetChange(slug=new), if_match=known.etag)

    typer.echo(f"{slug} is called {ask(api, key, work).slug} now; its old address leads there.")


def delete(
    slug: Dataset,
    *,
    reason: Reason,
    api: Api,
    key: Key,
    successor: Annotated[str | None, typer.Option(help="Slug of the dataset that takes its place.")] = None,
    yes: Yes = False,
) -> None:
    """Take a dataset out of the catalogue, saying why; `undelete` brings it back for a while.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no, or
    you did.
    """

    async def look(client: "PlateformeV1") -> "DatasetOut":
        return await client.get_dataset(slug)

    async def work(client: "PlateformeV1") -> None:
        await client.delete_dataset(slug, reason=reason, successor=successor, if_match=known.etag)

    known = ask(api, key, look)
    if not yes:
        typer.confirm(f"Delete “{known.title}” ({known.slug})? Its addresses will answer 410.", abort=True, err=True)
    ask(api, key, work)
    typer.echo(f"{slug} is deleted. `plateforme dataset undelete {slug}` brings it back while its versions are kept.")


def undelete(slug: Dataset, *, api: Api, key: Key) -> None:
    """Bring a deleted dataset back, as it was.

    The key needs the scope `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "DatasetOut":
        return await client.restore_dataset(slug)

    back = ask(api, key, work)
    typer.echo(f"{back.slug} is back, at version {back.version}." if back.version else f"{back.slug} is back.")
