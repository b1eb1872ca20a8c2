"""Publishing one file as a dataset: describe it, send it only when it is new, wait until it serves."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from plateforme.client.v1 import DatasetNotFound, PlateformeV1
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
        why = publication.problem.detail if publication.problem else "The platform gave no reason."
        super().__init__(f"{publication.source_name} was {publication.state}: {why}")
        self.publication = publication


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
    path: Path,
    *,
    progress: Progress = silent,
    part: str = "files",
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Published:
    """Publish a file as the next version of a dataset, unless the current version came from the same bytes.

    Raises `PublicationError`, with the report, when the file is refused; readers then still see the present version.
    """
    known = await api.get_dataset(dataset)
    if known.version is not None:
        version = await api.get_version(dataset, known.version)
        if version.source_digest == digest(path):
            progress(Step(part, dataset, "unchanged", version.rows, version.rows))
            return Published(dataset, version.number, version.rows, None)
    progress(Step(part, dataset, "sending"))
    publication = await api.create_publication(dataset, file=path)
    looks = 0
    while publication.state in AT_WORK:
        await sleep(PAUSES[min(looks, len(PAUSES) - 1)])
        looks += 1
        publication = await api.get_publication(dataset, publication.id)
        progress(Step(part, dataset, publication.stage, publication.rows))
    if publication.version is None or publication.state not in {"published", "unchanged"}:
        raise PublicationError(publication)
    version = await api.get_version(dataset, publication.version)
    progress(Step(part, dataset, publication.state, version.rows, version.rows))
    return Published(dataset, version.number, version.rows, publication)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
