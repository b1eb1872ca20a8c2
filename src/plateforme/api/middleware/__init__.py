"""The HTTP layer around every surface: pure ASGI, built once, in one order."""

from collections.abc import Callable, Mapping, Sequence

from starlette.middleware import Middleware
from starlette.types import ASGIApp

from plateforme.api.conditional import Conditional
from plateforme.api.middleware.body_limit import BodyLimit
from plateforme.api.middleware.catch_all import CatchAll
from plateforme.api.middleware.compression import Compression
from plateforme.api.middleware.cors import Cors
from plateforme.api.middleware.delivery import Delivery
from plateforme.api.middleware.encoding_tags import EncodingTags
from plateforme.api.middleware.head import HeadAsGet
from plateforme.api.middleware.kept_answers import KeptAnswers
from plateforme.api.middleware.negotiation import Negotiation
from plateforme.api.middleware.request_id import RequestId
from plateforme.api.middleware.security import SecurityHeaders

_Layer = Callable[[ASGIApp], ASGIApp]

__all__ = ["CatchAll", "KeptAnswers", "layers"]


def layers(
    *,
    max_body: int,
    max_upload: int,
    max_photo: int,
    public_url: str | None = None,
    versions: Mapping[str, str] | None = None,
    dialects: Sequence[_Layer] = (),
) -> list[Middleware]:
    """All layers, outermost first; each sees what the ones after it made.

    HEAD becomes GET before anything looks at a body; tags are computed on plain bodies and renamed after compression.
    `dialects` are layers of surfaces whose errors have a form of their own: they see those of all layers after them.
    """
    return [
        Middleware(RequestId, public_url=public_url),
        Middleware(Cors),
        Middleware(SecurityHeaders),
        Middleware(HeadAsGet),
        Middleware(Delivery, versions=versions or {}),
        Middleware(EncodingTags),
        Middleware(Compression),
        *(Middleware(dialect) for dialect in dialects),
        Middleware(Conditional),
        Middleware(Negotiation),
        Middleware(BodyLimit, max_body=max_body, max_upload=max_upload, max_photo=max_photo),
        Middleware(CatchAll),
    ]
