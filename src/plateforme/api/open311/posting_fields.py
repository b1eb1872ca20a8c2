"""What may be posted, as the OpenAPI document says it: the framework cannot see the fields of these forms."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from plateforme.api.open311.document import JURISDICTION, PAGES, argument, described
from plateforme.api.open311.posting_form import MULTIPART, URLENCODED
from plateforme.api.open311.posting_shapes import ROOTS

_KEY: Final = "Your key; the sandbox takes `sandbox` from anybody."

FIELDS: Final[Mapping[str, str]] = {
    "service_code": "Which service: a code of the list of services.",
    "api_key": _KEY,
    "jurisdiction_id": "Which organization. May be left out where one is known to answer for the point.",
    "lat": "Latitude in degrees (WGS 84); with `long`.",
    "long": "Longitude in degrees (WGS 84); with `lat`.",
    "address_string": "Where it is, in words, where no point is known.",
    "address_id": "Key of the address in the national address base (BAN); alone, it is a place known by its address.",
    "description": "What is wrong: 4,000 characters at most, plain text. It is public once it holds no personal data.",
    "attribute[CODE]": "An answer to what the service asks, by its code. `attribute[CODE][]`, repeated, for several.",
    "email": "E-mail address of whoever reports. Never public, nor are the next five.",
    "first_name": "First name of whoever reports.",
    "last_name": "Last name of whoever reports.",
    "phone": "Telephone number of whoever reports.",
    "device_id": "Identifier of the telephone, as the sender knows it.",
    "account_id": "Identifier of the person, as the sender knows it.",
    "media_url": "Address of a photo that the sender hosts; kept as it is where its host is not allowed.",
    "requested_datetime": "When the problem was seen, if not now.",
    "client_request_id": "Identifier drawn by the sender, such as a UUID: sent again it gives the same request.",
}

EXAMPLE: Final[Mapping[str, str]] = {
    "api_key": "sandbox",
    "jurisdiction_id": "nantes",
    "service_code": "illegal_dumping",
    "lat": "47.2173",
    "long": "-1.5534",
    "description": "Un canapé et des sacs au pied de l’immeuble.",
    "attribute[waste_kind]": "bulky",
}

UPDATE_FIELDS: Final[Mapping[str, str]] = {
    "api_key": _KEY,
    "service_request_id": "Identifier of the request.",
    "update_id": "Identifier of the update, drawn by the sender: each is taken in once.",
    "status": "What happened, in upper case: `OPEN`, `IN_PROGRESS`, `FIXED`, `CLOSED`, `DUPLICATE`, `REOPEN`…",
    "updated_datetime": "When it happened.",
    "description": "What the public is told.",
}

UPDATE_EXAMPLE: Final[Mapping[str, str]] = {
    "api_key": "sandbox",
    "service_request_id": "2026-0302-7QK2M9",
    "update_id": "6412",
    "status": "FIXED",
    "updated_datetime": "2026-03-04T10:30:00+01:00",
    "description": "Les encombrants ont été enlevés.",
}


def form(fields: Mapping[str, str], *, required: Iterable[str], example: Mapping[str, str]) -> dict[str, Any]:
    """The body of a request, in both encodings."""
    properties: dict[str, Any] = {name: {"type": "string", "description": said} for name, said in fields.items()}
    photos = {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Photos, a part each."}
    plain = {"type": "object", "required": list(required), "properties": properties}
    with_photos = {**plain, "properties": {**properties, "media": photos}}
    return {
        "required": True,
        "content": {
            URLENCODED: {"schema": plain, "example": dict(example)},
            MULTIPART: {"schema": with_photos, "example": dict(example)},
        },
    }


def answering(shape: str, *arguments: Mapping[str, Any], body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a route of this half of the surface says of itself; those that take a key may refuse it."""
    takes_key = body is not None or any(one["name"] == "api_key" for one in arguments)
    said = described(shape, *arguments, needs_key=takes_key)
    root = ROOTS.get(shape, shape)
    for media_type, content in said["responses"][200]["content"].items():
        if media_type == "text/xml":
            content["schema"]["description"] = f"The same in XML, under the root `{root}`."
    if body is not None:
        said["openapi_extra"]["requestBody"] = body
    return said


REQUEST: Final = answering(
    "posted_requests", JURISDICTION, body=form(FIELDS, required=("service_code", "api_key"), example=EXAMPLE)
)
UPDATE: Final = answering(
    "taken_updates", JURISDICTION, body=form(UPDATE_FIELDS, required=tuple(UPDATE_FIELDS), example=UPDATE_EXAMPLE)
)
TOKEN: Final = answering("tokens", JURISDICTION)
UPDATES: Final = answering(
    "service_request_updates",
    JURISDICTION,
    argument("api_key", "Not needed; one that is given must be valid. It is never written into a log.", "sandbox"),
    argument("start_date", "Only updates of which the platform learned then or later.", "2026-03-01T00:00:00+01:00"),
    argument(
        "end_date", "Only updates of which it learned before. Both dates or neither.", "2026-03-08T00:00:00+01:00"
    ),
    *PAGES,
)
