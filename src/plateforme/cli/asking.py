"""What every command that speaks to the API shares: a client, and a sentence for whatever goes wrong."""

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

from rich.console import Console

from plateforme.cli.options import fail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plateforme.client.v1 import PlateformeV1

T = TypeVar("T")

STOPPED: Final = 130

out = Console(highlight=False)
"""What was asked for; on a pipe, plain text of 80 columns."""

err = Console(stderr=True, highlight=False)
"""What is told beside it."""


def ask(api: str, key: str | None, work: "Callable[[PlateformeV1], Awaitable[T]]") -> T:
    """Do some work with a client of the API; what the platform refuses is said in its own words."""
    from plateforme.client.errors import ClientError  # noqa: PLC0415  # the client is heavy
    from plateforme.client.v1 import PlateformeV1  # noqa: PLC0415  # idem

    async def go() -> T:
        client: PlateformeV1
        async with PlateformeV1(api, key) as client:
            return await work(client)

    try:
        return asyncio.run(go())
    except ClientError as error:
        raise fail(str(error)) from None
    except KeyboardInterrupt:
        raise fail("Stopped.", code=STOPPED) from None


def spaced(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}".replace(",", " ")
