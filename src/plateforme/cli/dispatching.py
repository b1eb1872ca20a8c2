"""`plateforme dispatch` and `plateforme mirror`: two services that follow the feed, clients like any other."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import STOPPED, ask, err, out, spaced
from plateforme.cli.options import Api, Key, fail

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.consumers.dispatcher.run import Dispatched
    from plateforme.consumers.mirror.run import Mirrored

Organization = Annotated[str, typer.Option(help="Slug of the organization that answers for the reports.")]
Every = Annotated[
    int | None, typer.Option(min=1, help="Again after so many seconds, until Ctrl-C.", show_default=False)
]
SHOWN = 20


def dispatch(
    *,
    api: Api,
    key: Key,
    organization: Organization,
    memory: Annotated[
        Path, typer.Option(dir_okay=False, help="File with the place in the feed and what was told already.")
    ] = Path("dispatch.json"),
    ahead: Annotated[int, typer.Option(min=0, max=60, help="Days before a promise ends at which to warn.")] = 2,
    every: Every = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
) -> None:
    """Give new reports to their team by the organization's rules, warn before promises, propose duplicates.

    The decision is that of `GET /v1/reports/{reference}/routing`; the key needs the scope `reports:triage`. Warnings
    and proposals are internal notes, written once; a promise that passed while nobody looked is warned of late. Exit
    codes: 0 done, 1 the platform could not be reached or refused, 130 stopped.
    """
    from plateforme.consumers.dispatcher.memory import Memory  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.dispatcher.run import Orders  # noqa: PLC0415  # idem
    from plateforme.consumers.dispatcher.run import dispatch as go  # noqa: PLC0415  # idem

    def passage() -> None:
        known = Memory.read(memory)
        orders = Orders(organization, datetime.now(UTC), timedelta(days=ahead), dry_run=dry_run)

        async def work(client: "PlateformeV1") -> "Dispatched":
            return await go(client, known, orders)

        _show(ask(api, key, work))
        if not dry_run:
            known.write(memory)

    _repeat(passage, every)


def mirror(
    dataset: Annotated[
        str, typer.Argument(metavar="SLUG", help="Slug of the dataset; it is made when it is not there.")
    ],
    *,
    api: Api,
    key: Key,
    organization: Organization,
    memory: Annotated[
        Path, typer.Option(dir_okay=False, help="File with the place in the feed, and of which dataset.")
    ] = Path("mirror.txt"),
    samples: Annotated[bool, typer.Option("--samples", help="Made-up reports too, as in the demo.")] = False,
    every: Every = None,
) -> None:
    """Publish the public street reports of an organization as an open dataset, and keep it up to date as they change.

    Everything the first time, and when the file is of another dataset; then what changed; what is erased or hidden is
    deleted. The key needs the scope
    `datasets:write`. Exit codes: 0 done, 1 the platform could not be reached or refused, 130 stopped.
    """
    from plateforme.consumers.mirror.memory import read_place, write_place  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.mirror.run import Wanted  # noqa: PLC0415  # idem
    from plateforme.consumers.mirror.run import mirror as go  # noqa: PLC0415  # idem

    wanted = Wanted(dataset, organization, samples=samples)

    def passage() -> None:
        place = read_place(memory, wanted)

        async def work(client: "PlateformeV1") -> "Mirrored":
            return await go(client, wanted, place=place)

        done = ask(api, key, work)
        write_place(memory, wanted, done.place)
        counts = f"{spaced(done.added)} added, {spaced(done.changed)} changed, {spaced(done.removed)} removed"
        version = "has no version yet" if done.version is None else f"is at version {done.version}"
        err.print(f"{dataset} {version}: {counts}{' (compared whole)' if done.is_whole else ''}.")

    _repeat(passage, every)


def _repeat(passage: Callable[[], None], every: int | None) -> None:
    """Do it once, or again and again; in a loop, what fails now may succeed the next time."""
    try:
        while True:
            try:
                passage()
            except typer.Exit as refused:
                if every is None or refused.exit_code == STOPPED:
                    raise
            if every is None:
                return
            time.sleep(every)
    except KeyboardInterrupt:
        raise fail("Stopped.", code=STOPPED) from None


def _show(done: "Dispatched") -> None:
    for reference, (team, why) in list(done.assigned.items())[:SHOWN]:
        out.print(f"{reference}  → {team}  ({why})")
    for reference, names in list(done.proposed.items())[:SHOWN]:
        out.print(f"{reference}  perhaps the same as {', '.join(names)}")
    for reference in done.warned[:SHOWN]:
        out.print(f"{reference}  promised soon, or late")
    for reference, code in list(done.refused.items())[:SHOWN]:
        out.print(f"{reference}  refused ({code}); tried again next time")
    restarted = " The place in the feed was too old: every open report was looked at." if done.restarted else ""
    err.print(
        f"{done.seen} reports looked at: {len(done.assigned)} assigned, {len(done.unassigned)} without a team by the "
        f"rules, {len(done.warned)} warnings, {len(done.proposed)} possible duplicates.{restarted}"
    )
