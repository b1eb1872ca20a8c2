"""`plateforme load reports`: bring in street reports that another system kept."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from plateforme.cli.asking import spaced
from plateforme.cli.loading import run_load
from plateforme.cli.options import Api, Key, fail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plateforme.consumers.loader.progress import Step
    from plateforme.consumers.loader.street.loading import ImportTally

REJECTED = 4
EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001  # gets the source's time zone

console = Console(stderr=True, highlight=False)

Source = Annotated[
    Path | None,
    typer.Argument(exists=True, dir_okay=False, readable=True, help="The CSV file to read.", show_default=False),
]


def reports(
    source: Source = None,
    *,
    organization: Annotated[str, typer.Option(help="Slug of the organization that answers for the reports.")],
    api: Api,
    key: Key,
    mapping: Annotated[
        str, typer.Option(help="A TOML file, or the name of a mapping that comes with the platform: see the guide.")
    ] = "open311",
    open311: Annotated[
        str | None, typer.Option(help="Address of a foreign Open311 endpoint, to read instead of a file.")
    ] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="The `jurisdiction_id` that the endpoint wants.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day to ask the endpoint for; needed with it.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day to ask the endpoint for. Default: today.")
    ] = None,
    journal: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File that lets a load that broke off go on where it stopped.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File for what could not be brought in, and why (JSON lines).")
    ] = None,
    at_a_time: Annotated[int, typer.Option(min=1, max=8, help="How many batches are on their way at once.")] = 2,
) -> None:
    """Bring in street reports of the past, with their dates, their promises and how they ended.

    From a CSV file, by a mapping of its columns, or from a foreign Open311 endpoint. The key needs the scope
    `reports:triage` of that organization. Bringing the same source in again changes nothing, and adds what was done
    since. Exit codes: 0 all is in, 1 the platform or the endpoint could not be reached or said no, 2 the mapping or an
    option is wrong, 4 some records were refused.
    """
    if (source is None) == (open311 is None):
        raise fail("Give either a CSV file or --open311 with the address of an endpoint.", code=2)
    if open311 is not None and since is None:
        raise fail("Say with --since from which day on to ask the endpoint, such as --since 2026-01-01.", code=2)
    from plateforme.consumers.loader.street.answers import ForeignError  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.loader.street.foreign import Foreign  # noqa: PLC0415  # idem
    from plateforme.consumers.loader.street.mapping import MappingError, read_mapping  # noqa: PLC0415  # idem
    from plateforme.consumers.loader.street.rejects import Rejects  # noqa: PLC0415  # idem
    from plateforme.consumers.loader.street.run import Target, load_file, load_open311  # noqa: PLC0415  # idem

    try:
        with Rejects(rejects) as kept:
            target = Target(organization, read_mapping(mapping), kept, at_a_time=at_a_time)
            if source is not None:
                work = partial(load_file, path=source, target=target)
            else:
                start, end = _span(since, until, target.mapping.zone)
                foreign = Foreign(open311 or "", jurisdiction=jurisdiction)
                work = partial(load_open311, foreign=foreign, target=target, since=start, until=end, journal=journal)
            tally = _run(api, key, work)
    except MappingError as error:
        raise fail(str(error), code=2) from None
    except ForeignError as error:
        raise fail(f"The load broke off: {error}") from None
    _tell(tally, kept.refused, kept.remarks, rejects)
    if tally.refused:
        raise typer.Exit(REJECTED)


def _span(since: datetime | None, until: datetime | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of a day to the end of another, or to now."""
    start = (since or EARLIEST).replace(tzinfo=zone)
    end = (until + timedelta(days=1)).replace(tzinfo=zone) if until else datetime.now(UTC)
    return start, end


def _run(api: str, key: str, load: "Callable[..., Awaitable[ImportTally]]") -> "ImportTally":
    from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415  # the client is heavy

    async def work(tell: "Callable[[Step], None]") -> "ImportTally":
        client: PlateformeV1
        async with PlateformeV1(api, key) as client:
            return await load(client, progress=tell)

    return run_load(work)


def _tell(tally: "ImportTally", refused: Counter[str], remarks: Counter[str], rejects: Path | None) -> None:
    console.print(
        f"{spaced(tally.seen)} records: {spaced(tally.created)} new, {spaced(tally.changed)} changed, "
        f"{spaced(tally.kept)} as before, {spaced(tally.refused)} refused."
    )
    for name, counts in (("refused", refused), ("remark", remarks)):
        for code, number in counts.most_common():
            console.print(f"  {name}: {code}, {spaced(number)}")
    if rejects is not None and (refused or remarks):
        console.print(f"Each of these is in {rejects}.", markup=False)
