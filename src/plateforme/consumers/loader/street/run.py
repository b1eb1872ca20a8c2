"""Brings in a file, or what an endpoint tells since a day: as anyone could with curl and the documentation."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plateforme.client.v1 import PlateformeV1
from plateforme.consumers.loader.progress import Progress, silent
from plateforme.consumers.loader.street.foreign import Foreign, windows
from plateforme.consumers.loader.street.journal import Journal
from plateforme.consumers.loader.street.loading import ImportTally, StreetImport, each, known_categories
from plateforme.consumers.loader.street.mapping import SourceMapping
from plateforme.consumers.loader.street.records import count_lines, read_csv
from plateforme.consumers.loader.street.rejects import Rejects


@dataclass(frozen=True)
class Target:
    """Into which organization, how to read the source, and what to tell on the way."""

    organization: str
    mapping: SourceMapping
    rejects: Rejects
    at_a_time: int = 2


async def load_file(api: PlateformeV1, path: Path, target: Target, *, progress: Progress = silent) -> ImportTally:
    """Bring in every line of a CSV file; bringing it in again changes nothing."""
    work = await _work(api, target, total=count_lines(path), progress=progress)
    return await work.bring_in(each(read_csv(path, target.mapping.file)))


async def load_open311(
    api: PlateformeV1,
    foreign: Foreign,
    target: Target,
    *,
    since: datetime,
    until: datetime,
    journal: Path | None = None,
    progress: Progress = silent,
) -> ImportTally:
    """Bring in the requests of a foreign Open311 endpoint made between two instants, 90 days at a time, oldest first.

    With a `journal`, a load that broke off goes on with the first window that is not in.
    """
    work = await _work(api, target, total=None, progress=progress)
    kept = Journal(journal, url=foreign.url, since=since)
    for window in windows(since, until):
        if not kept.is_done(window):
            await work.bring_in(each(await foreign.requests(window)))
            kept.finish(window)
    kept.close()
    return work.tally


async def _work(api: PlateformeV1, target: Target, *, total: int | None, progress: Progress) -> StreetImport:
    categories = await known_categories(api, target.organization, target.mapping)
    return StreetImport(
        api,
        target.organization,
        target.mapping,
        target.rejects,
        categories,
        total=total,
        progress=progress,
        at_a_time=target.at_a_time,
    )
