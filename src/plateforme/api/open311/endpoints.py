"""The two endpoints of the surface, and what every route of them reads from its address.

Both have the same routes. `production` is about real reports; `test` is a sandbox, whose reports are seen nowhere else
and do not last.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from fastapi import Depends, Path, Request

from plateforme.api.deps import Site
from plateforme.api.open311.errors import MOUNT, UnknownFormat
from plateforme.api.open311.formats import Format


class Endpoint(StrEnum):
    """One of the endpoints, by the `type` that discovery gives it."""

    PRODUCTION = "production"
    TEST = "test"

    @property
    def is_sandbox(self) -> bool:
        """Whether its reports are thrown away."""
        return self is Endpoint.TEST

    @property
    def path(self) -> str:
        """Where its routes live on this platform."""
        return f"{MOUNT}{BELOW[self]}"


BELOW: Final[Mapping[Endpoint, str]] = {Endpoint.PRODUCTION: "/v2", Endpoint.TEST: "/test/v2"}
"""Where each endpoint lives under the mount."""


def endpoint_of(path: str) -> Endpoint:
    """The endpoint to which an address belongs."""
    return Endpoint.TEST if path.startswith(f"{Endpoint.TEST.path}/") else Endpoint.PRODUCTION


async def _endpoint(request: Request) -> Endpoint:
    return endpoint_of(request.scope["path"])


async def _wanted(
    written_as: Annotated[
        str,
        Path(
            alias="format", description="`xml` or `json`.", examples=["json"], json_schema_extra={"enum": list(Format)}
        ),
    ],
) -> Format:
    try:
        return Format(written_as)
    except ValueError:
        raise UnknownFormat from None


EndpointDep = Annotated[Endpoint, Depends(_endpoint)]
"""The endpoint that is being asked."""

FormatDep = Annotated[Format, Depends(_wanted)]
"""The format that the end of the address names; any other end is refused."""


async def _here(site: Site, endpoint: EndpointDep) -> str:
    return f"{site}{endpoint.path}"


Here = Annotated[str, Depends(_here)]
"""Absolute address of the endpoint that is being asked, such as `https://host/open311/v2`."""
