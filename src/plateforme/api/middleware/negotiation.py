"""An answer in a media type that the caller refuses is no answer: 406 says what there is."""

from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.problems import answer

UNNEGOTIATED = "/open311/"
"""Under this, addresses themselves name the format of the answer (GeoReport v2 §Format): `Accept` has no say."""


@lru_cache(maxsize=512)
def accepts(header: str, media_type: str) -> bool:
    """Whether an `Accept` header takes a media type; the most precise range that fits decides."""
    return weight_of(header, media_type) > 0


@lru_cache(maxsize=512)
def weight_of(header: str, media_type: str) -> float:
    """How much an `Accept` header wants a media type: 0 when it does not."""
    main = media_type.partition("/")[0]
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
    ranges = (media_type, f"{main}/*", "*/*")
    return next((weights[one] for one in ranges if one in weights), 0.0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


class Negotiation:
    """ASGI layer: looks at reads that succeed; a write is done when it is done, whatever form its answer has."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn a 200 that the caller cannot read into a 406 that names what is offered."""
        accept = b""
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(UNNEGOTIATED):
            accept = b",".join(value for name, value in scope["headers"] if name == b"accept")
        if not accept or (b"*/*" in accept and b"q=0" not in accept):
            await self.app(scope, receive, send)
            return
        is_refused = False

        async def send_acceptable(message: Message) -> None:
            nonlocal is_refused
            if is_refused:
                return
            if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004
                offer = _media_type(message)
                if offer and not accepts(accept.decode("latin-1"), offer):
                    is_refused = True
                    detail = f"This address answers {offer}. Name it in `Accept`, or leave the header out."
                    french = f"Cette adresse répond en {offer}. Nommez-le dans `Accept`, ou retirez cet en-tête."
                    refusal = answer(scope, "not_acceptable", detail, french=french, extra={"offers": [offer]})
                    await refusal(scope, receive, send)
                    return
            await send(message)

        await self.app(scope, receive, send_acceptable)


def _media_type(head: Message) -> str:
    for name, value in head["headers"]:
        if name == b"content-type":
            return str(value.decode("latin-1")).partition(";")[0].strip().lower()
    return ""
