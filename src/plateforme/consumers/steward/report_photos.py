"""Photos of street reports: sent from files, listed, saved to a folder, taken away."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportPhotoOut


async def add(
    api: PlateformeV1, reference: str, files: Iterable[Path], *, title: str | None = None
) -> list[ReportPhotoOut]:
    """Send photos one after the other; one that the report has already is not kept twice."""
    return [await api.create_report_photo(reference, file=path, title=title) for path in files]


async def every(api: PlateformeV1, reference: str) -> list[ReportPhotoOut]:
    """The photos that the key may see, in order."""
    return [one async for one in api.iter_report_photos(reference)]


async def save(api: PlateformeV1, reference: str, folder: Path, *, small: bool = False) -> list[Path]:
    """Write each photo that can be seen into a folder that is there, whole or not at all, and say where."""
    written = []
    for photo in await every(api, reference):
        if photo.url is None:
            continue
        target = folder / f"{reference}-{photo.number}{'-small' if small else ''}.jpg"
        part = target.with_name(f".{target.name}.part")
        read = api.get_report_photo_thumbnail if small else api.get_report_photo_content
        try:
            await _write(read(reference, photo.number), part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        written.append(target)
    return written


async def remove(api: PlateformeV1, reference: str, number: int) -> None:
    """Take a photo away."""
    await api.delete_report_photo(reference, number)


async def _write(chunks: AsyncIterator[bytes], target: Path) -> None:
    with target.open("wb") as file:
        async for chunk in chunks:
            file.write(chunk)
