"""Having the file of a dataset fetched: set, changed, paused, asked for now, and given up."""

import re
from typing import Final

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import PublicationHints, PullIn, PullOut
from plateforme.consumers.steward.overview import pull_of

MINUTES: Final = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def minutes(rhythm: str) -> int:
    """Minutes of a rhythm such as `15m`, `6h`, `1d` or `2w`; a bare number counts minutes."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([mhdw]?)", rhythm.strip().lower())
    if not found:
        raise ValueError("Say how often as a number and a unit: 15m, 6h, 1d or 2w.")
    return int(found[1]) * MINUTES[found[2] or "m"]


async def fetch_from(api: PlateformeV1, slug: str, url: str, *, every_minutes: int | None = None) -> PullOut:
    """Have the file fetched from an address. What was said of the file before still holds, and so does the rhythm."""
    known = await pull_of(api, slug)
    if known is None:
        return await api.put_pull(slug, PullIn(url=url, every_minutes=every_minutes))
    return await _put(api, known, url=url, every_minutes=every_minutes or known.every_minutes, paused=False)


async def change(
    api: PlateformeV1, slug: str, *, paused: bool | None = None, every_minutes: int | None = None
) -> PullOut:
    """Pause, take up again, or look more or less often; the address and the rest stay."""
    known = await api.get_pull(slug)
    return await _put(
        api,
        known,
        url=known.url,
        every_minutes=every_minutes or known.every_minutes,
        paused=known.paused if paused is None else paused,
    )


async def remove(api: PlateformeV1, slug: str) -> None:
    """Fetch the file no more."""
    known = await api.get_pull(slug)
    await api.delete_pull(slug, if_match=known.etag)


async def _put(api: PlateformeV1, known: PullOut, *, url: str, every_minutes: int, paused: bool) -> PullOut:
    hints = PublicationHints.model_validate(known.hints.model_dump(exclude_none=True))
    wanted = PullIn(url=url, every_minutes=every_minutes, hints=hints, paused=paused)
    return await api.put_pull(known.dataset, wanted, if_match=known.etag)
