"""Photos that come with a request: in the form itself, or at an address that the sender hosts (`media_url`).

Each is made anew before anything is written, and one that cannot be had never costs its request. An address is asked
only when its host is one of those that the operator pulls from: any other is kept beside the report, unasked.
"""

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from plateforme.api.deps import Platform
from plateforme.api.open311.posting_notices import Told, told
from plateforme.domains.datasets.errors import FetchRefused
from plateforme.domains.datasets.fetching import FetchRules, Unreachable, asked, check_address
from plateforme.domains.reports.photos import photos
from plateforme.kit.errors import PlateformeError
from plateforme.kit.settings import Settings

SECONDS: Final = 5.0
"""For one photo: its sender waits."""


@dataclass(frozen=True)
class Pictures:
    """Photos that were made anew, why others could not be, and the addresses that are kept as they came."""

    received: tuple[photos.Received, ...] = ()
    refused: tuple[Told, ...] = ()
    links: tuple[str, ...] = ()


def received(platform: Platform, files: Iterable[bytes], links: Iterable[str], *, most: int, now: datetime) -> Pictures:
    """Make the photos anew, those of the form first; at most so many."""
    found: list[photos.Received] = []
    refused: list[Told] = []
    kept: list[str] = []
    sources: list[bytes | str] = [*files, *links]
    for source in sources:
        if len(found) == most:
            refused.append(
                told(french=f"Ce service en accepte {most} au plus.", english=f"This service takes {most} at most.")
            )
            kept += [source] if isinstance(source, str) else []
            continue
        try:
            content = fetched(source, platform.settings) if isinstance(source, str) else source
            found.append(photos.receive(platform.storage, content, settings=platform.settings, now=now))
        except FetchRefused:
            kept += [str(source)]
        except PlateformeError as error:
            refused.append(told(french=error.french or error.detail, english=error.detail))
    return Pictures(tuple(found), tuple({one["fr"]: one for one in refused}.values()), tuple(kept))


def fetched(url: str, settings: Settings) -> bytes:
    """What is at an address of the operator's list; FetchRefused when it is not, or does not answer in time."""
    rules = FetchRules(settings.fetch_hosts, settings.max_photo_bytes, settings.fetch_private_addresses, SECONDS)
    check_address(url, rules)
    with asked(url, rules, headers={}, deadline=time.monotonic() + SECONDS) as answer:
        if answer.status != HTTPStatus.OK:
            raise Unreachable("The address of the photo does not answer with a file.")
        try:
            return answer.read(rules.max_bytes + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable("The photo was cut off on its way.") from error
