"""The shapes of what is answered to those who send requests and updates, and of updates, in JSON."""

from collections.abc import Mapping
from typing import Any, Final

from plateforme.domains.reports.exchange.partner_words import WORDS

_NULL_TEXT: Final = ["string", "null"]


def _list(**members: Any) -> dict[str, Any]:
    required = [name for name, member in members.items() if member.pop("needed", True)]
    return {"type": "array", "items": {"type": "object", "required": required, "properties": members}}


def _text(said: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": said, **more}


def _maybe(said: str, **more: Any) -> dict[str, Any]:
    return {"type": _NULL_TEXT, "description": said, **more}


POSTED: Final = _list(
    service_request_id=_text("Identifier of the request that was made; absent where there is a token.", needed=False),
    token=_text("What to ask for the identifier with, at `/tokens/{token}`; absent otherwise.", needed=False),
    service_notice=_maybe("What the sender should know, in French: requests nearby, a text to be read over…"),
    account_id=_maybe("Always null: the platform has no accounts of people."),
)
TOKENS: Final = _list(
    service_request_id=_text("Identifier that the request got; absent while it waits.", needed=False),
    token=_text("The token that was asked about."),
)
UPDATES: Final = _list(
    update_id=_text("Identifier of the update here."),
    service_request_id=_text("Identifier of the request."),
    status=_text("What happened to it.", enum=list(WORDS)),
    updated_datetime=_text("When the platform was told: windows of dates are about this.", format="date-time"),
    description=_text("What the public was told; may be empty."),
    media_url=_maybe("Always null: photos are on the request."),
    external_status_code=_text("Status and outcome in the platform's own words, such as `closed/fixed`."),
    extras={
        "type": "object",
        "description": "`happened_at`: when it happened. `number`: its place in the history of the request.",
        "required": ["happened_at", "number"],
        "properties": {
            "happened_at": _text("When it happened.", format="date-time"),
            "number": {"type": "integer", "minimum": 1, "description": "Place in the history, from 1."},
        },
    },
)
TAKEN: Final = _list(update_id=_text("Identifier of the update here."))

SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "posted_requests": POSTED,
    "tokens": TOKENS,
    "service_request_updates": UPDATES,
    "taken_updates": TAKEN,
}
"""By their names among the schemas of the document."""

ROOTS: Final[Mapping[str, str]] = {
    "posted_requests": "service_requests",
    "tokens": "service_requests",
    "taken_updates": "service_request_updates",
}
"""The root of the XML, where it has another name than the shape."""
