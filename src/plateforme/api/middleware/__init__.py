"""The HTTP layer around every surface: pure ASGI, built once, in one order."""

from collections.abc import Mapping

from starlette.middleware import Middleware

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

__all__ = ["CatchAll", "KeptAnswers", "layers"]


def layers(
    *,
    max_body: int,
    max_upload: int,
    public_url: str | None = None,
    versions: Mapping[str, str] | None = None,
) -> list[Middleware]:
    """All layers, outermost first; each sees what the ones after it made.

    HEAD becomes GET before anything looks at a body; tags are computed on plain bodies and renamed after compression.
    """
    return [
        Middleware(RequestId, public_url=public_url),
        Middleware(Cors),
        Middleware(SecurityHeaders),
        Middleware(HeadAsGet),
        Middleware(Delivery, versions=versions or {}),
        Middleware(EncodingTags),
        Middleware(Compression),
        Middleware(Conditional),
        Middleware(Negotiation),
        Middleware(BodyLimit, max_body=max_body, max_upload=max_upload),
        Middleware(CatchAll),
    ]
