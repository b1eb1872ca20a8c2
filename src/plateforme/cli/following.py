"""`plateforme follow`: a copy of a dataset on this machine, kept up to date by what changed."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import STOPPED, ask, spaced
from plateforme.cli.options import AnyKey, Api, Dataset, fail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plateforme.client.v1 import PlateformeV1
    from plateforme.consumers.follower import Followed


def follow(
    slug: Dataset,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", dir_okay=False, help="The copy: a name that ends in .ndjson or .csv.")
    ],
    *,
    api: Api,
    key: AnyKey = None,
    every: Annotated[
        int | None, typer.Option(min=1, help="Look again after so many seconds, until Ctrl-C.", show_default=False)
    ] = None,
) -> None:
    """Keep a copy of a dataset: whole the first time, then only what changed; readers of the copy never see half of it.

    What is remembered lies beside it, in `TARGET.followed.json`. Rows that are new come at the end. A copy that was
    edited, or whose version is gone, is downloaded again. Exit codes: 0 up to date, 1 the platform could not be reached
    or said no (the copy stays as it was), 2 the name says no format, 130 stopped.
    """
    from plateforme.consumers.follower.following import CannotFollowError, form_of  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.follower.following import follow as bring  # noqa: PLC0415  # idem

    async def work(client: "PlateformeV1") -> "Followed":
        return await bring(client, slug, target)

    try:
        form_of(target)
    except CannotFollowError as error:
        raise fail(str(error), code=2) from None
    try:
        while True:
            _pass(api, key, work, target, is_last=every is None)
            if every is None:
                return
            time.sleep(every)
    except KeyboardInterrupt:
        raise fail("Stopped; the copy is whole.", code=STOPPED) from None


def _pass(
    api: str,
    key: str | None,
    work: "Callable[[PlateformeV1], Awaitable[Followed]]",
    target: Path,
    *,
    is_last: bool,
) -> None:
    """Bring the copy up to date once; in a loop, what fails now may succeed the next time."""
    from plateforme.consumers.follower.following import CannotFollowError  # noqa: PLC0415  # the client is heavy

    try:
        typer.echo(_told(ask(api, key, work), target))
    except CannotFollowError as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"{target} cannot be written: {error.strerror}. The copy is as it was.") from None
    except typer.Exit as refused:
        if is_last or refused.exit_code == STOPPED:
            raise


def _told(done: "Followed", target: Path) -> str:
    rows = f"{spaced(done.rows)} rows"
    if done.how == "unchanged":
        return f"{target.name} is version {done.version} of {done.dataset} already: {rows}."
    if done.how == "applied":
        counts = f"{spaced(done.added)} added, {spaced(done.changed)} changed, {spaced(done.removed)} removed"
        return f"{target.name} is version {done.version} of {done.dataset} now: {rows} ({counts})."
    why = f" ({done.why})" if done.why else ""
    return f"{target.name} was downloaded{why}: version {done.version} of {done.dataset}, {rows}."
