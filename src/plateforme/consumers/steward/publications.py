"""Attempts to publish: which one waits, accepting what it breaks, and all faults of a refused one as a file."""

from pathlib import Path

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import PublicationOut


class NothingWaitsError(Exception):
    """No publication of the dataset waits to be accepted, or several do."""


async def waiting(api: PlateformeV1, slug: str, publication: str | None = None) -> PublicationOut:
    """The publication to accept: the one that is named, else the only one that waits."""
    if publication is not None:
        return await api.get_publication(slug, publication)
    found = [one async for one in api.iter_publications(slug, state="waiting")]
    if not found:
        raise NothingWaitsError(f"No publication of {slug} waits to be accepted.")
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        raise NothingWaitsError(f"Several publications of {slug} wait. Say which: {ids}.")
    return found[0]


async def save_errors(api: PlateformeV1, publication: PublicationOut, target: Path) -> None:
    """Write all faults of a refused file as CSV, whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            async for chunk in api.get_publication_errors(publication.dataset, publication.id):
                file.write(chunk)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
