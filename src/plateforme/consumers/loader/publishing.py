"""Publishing one file as a dataset: describe it, send it only when it is new, follow it until it serves."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plateforme.client.v1 import DatasetNotFound, PlateformeV1, PublicationEnded
from plateforme.client.v1_types import DatasetChange, DatasetIn, DatasetOut, PublicationOut
from plateforme.consumers.loader.comparing import says
from plateforme.consumers.loader.progress import Progress, Step, silent

AT_WORK = frozenset({"queued", "running"})
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between two looks at a publication; the last one is repeated."""


class PublicationError(Exception):
    """The platform did not publish the file; `publication` holds the validation report."""

    def __init__(self, publication: PublicationOut) -> None:
        """Say why, in the platform's words."""
        super().__init__(f"{publication.source_name} {_verb(publication)}: {_why(publication)}")
        self.publication = publication


def _verb(publication: PublicationOut) -> str:
    return "is waiting" if publication.state == "waiting" else f"was {publication.state}"


def _why(publication: PublicationOut) -> str:
    if publication.problem:
        return publication.problem.detail
    breaking = [change.detail for change in publication.schema_changes or () if change.breaking]
    if publication.state == "waiting":
        return f"{' '.join(breaking)} Somebody of your organization has to accept that, or send it again accepting it."
    return "The platform gave no reason."


@dataclass(frozen=True)
class Said:
    """What the producer says of a file, so that nothing has to be guessed."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    accept_breaking: bool = False


NOTHING_SAID: Final = Said()


@dataclass(frozen=True)
class Published:
    """The version that serves now; `publication` is None when the same file was already there."""

    dataset: str
    version: int
    rows: int
    publication: PublicationOut | None

    @property
    def is_new(self) -> bool:
        """Whether this file made a new version."""
        return self.publication is not None and self.publication.state == "published"


async def describe(api: PlateformeV1, wanted: DatasetIn) -> DatasetOut:
    """The dataset, made when it is missing and corrected when its description differs."""
    if wanted.slug is None:
        raise ValueError("A dataset that is loaded again and again needs a slug of its own.")
    try:
        known = await api.get_dataset(wanted.slug)
    except DatasetNotFound:
        return await api.create_dataset(wanted)
    fields = wanted.model_dump(mode="json", exclude_unset=True, exclude={"slug", "table_schema"})
    if says(known.model_dump(mode="json"), fields):
        return known
    return await api.update_dataset(wanted.slug, DatasetChange.model_validate(fields), if_match=known.etag)


async def publish_file(
    api: PlateformeV1,
    dataset: str,
    source: Path | str,
    *,
    said: Said = NOTHING_SAID,
    progress: Progress = silent,
    part: str = "files",
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Published:
    """Publish a file, or what an address holds, as the next version of a dataset.

    A file whose very bytes made the current version is not sent again. Raises `PublicationError`, with the report,
    when the file is refused; readers then still see the present version. When the caller is cancelled, so is the
    publication.
    """
    if isinstance(source, Path) and said == NOTHING_SAID:
        known = await _known(api, dataset, source)
        if known is not None:
            progress(Step(part, dataset, "unchanged", known.rows, known.rows))
            return known
    progress(Step(part, dataset, "sending"))
    publication = await send(api, dataset, source, said=said)
    try:
        publication = await _ended(api, publication, progress, part, sleep)
    except asyncio.CancelledError:
        with suppress(PublicationEnded):
            await api.cancel_publication(dataset, publication.id)
        raise
    if publication.version is None or publication.state not in {"published", "unchanged"}:
        raise PublicationError(publication)
    version = await api.get_version(dataset, publication.version)
    progress(Step(part, dataset, publication.state, version.rows, version.rows))
    return Published(dataset, version.number, version.rows, publication)


async def send(api: PlateformeV1, dataset: str, source: Path | str, *, said: Said = NOTHING_SAID) -> PublicationOut:
    """Ask for the publication of a file, or of what an address holds, and do not wait for it."""
    return await api.create_publication(
        dataset,
        file=source if isinstance(source, Path) else None,
        url=source if isinstance(source, str) else None,
        sheet=said.sheet,
        header_row=said.header_row,
        encoding=said.encoding,
        delimiter=said.delimiter,
        accept_breaking=said.accept_breaking or None,
    )


async def _known(api: PlateformeV1, dataset: str, path: Path) -> Published | None:
    """The current version, when it came from the very bytes of this file."""
    present = await api.get_dataset(dataset)
    if present.version is None:
        return None
    version = await api.get_version(dataset, present.version)
    return Published(dataset, version.number, version.rows, None) if version.source_digest == digest(path) else None


async def _ended(
    api: PlateformeV1,
    publication: PublicationOut,
    progress: Progress,
    part: str,
    sleep: Callable[[float], Awaitable[None]],
) -> PublicationOut:
    """The publication once nobody works on it any more."""
    looks = 0
    while publication.state in AT_WORK:
        await sleep(PAUSES[min(looks, len(PAUSES) - 1)])
        looks += 1
        publication = await api.get_publication(publication.dataset, publication.id)
        told = publication.percent if publication.state in AT_WORK else None
        progress(Step(part, publication.dataset, publication.stage, publication.rows, percent=told))
    return publication


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
