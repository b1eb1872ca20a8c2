"""Errors as GeoReport v2 tells them: a list of codes with descriptions, in the format of the address.

Everything behind this layer says what is wrong as the rest of the platform does; here that becomes the standard's own
body and the standard's own statuses. So no error of any layer reaches a client of Open311 in another form.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.open311.formats import MEDIA_TYPES, Format, written
from plateforme.api.problems import MEDIA_TYPE
from plateforme.kit.errors import BadQuery, Detail, Missing

MOUNT: Final = "/open311"

STATUSES: Final[Mapping[int, int]] = {401: 403, 403: 403, 404: 404, 410: 404, 412: 412, 413: 413, 429: 429, 500: 500}
"""The status of an answer, by that of the problem; 400 for all others. The standard has no 401 (GeoReport v2 §Errors):
a key that is missing or not valid is 403."""

NAMES: Final[Mapping[str, str]] = {
    "lon": "long",
    "address": "address_string",
    "category": "service_code",
    "client_id": "client_request_id",
    "organization": "jurisdiction_id",
    "occurred_at": "requested_datetime",
    "text": "description",
}
"""What the standard calls the fields of a report."""

_OURS: Final = (b"content-type", b"content-length", b"www-authenticate")
"""Headers that the other body makes wrong."""


class UnknownFormat(BadQuery):
    """The address ends in something that is no format of GeoReport v2."""

    code = "unknown_format"
    title = "Unknown format"

    def __init__(self) -> None:
        """Say which formats there are."""
        super().__init__(
            "Answers are written in XML or in JSON: end the path with .xml or .json.",
            french="Les réponses sont en XML ou en JSON : terminez le chemin par .xml ou .json.",
        )


class BadArgument(BadQuery):
    """An argument of a GeoReport v2 request cannot be read, or does not go with the others."""

    code = "bad_argument"
    title = "Bad argument"

    def __init__(self, name: str, detail: str, *, french: str) -> None:
        """Name the argument, and say how to write it."""
        fault = Detail("parameter", name, "bad_argument", detail, french=french)
        super().__init__(detail, french=french, errors=[fault])


class JurisdictionUnknown(Missing):
    """No organization of the platform has this `jurisdiction_id`."""

    code = "jurisdiction_unknown"
    title = "Unknown jurisdiction"

    def __init__(self) -> None:
        """Say where the known ones are listed."""
        super().__init__(
            "jurisdiction_id: no organization here is known by this name. The discovery document lists them.",
            french="jurisdiction_id : aucune organisation ne porte ce nom ici. Le document discovery les liste.",
        )


class ServiceUnknown(Missing):
    """No category that can be reported has this `service_code`."""

    code = "service_unknown"
    title = "Unknown service"

    def __init__(self) -> None:
        """Say where the known ones are listed."""
        super().__init__(
            "service_code: there is no such service. GET services.json or services.xml lists them; a service of one "
            "organization only needs its jurisdiction_id.",
            french="service_code : ce service n’existe pas. GET services.json ou services.xml les liste ; un service "
            "propre à une organisation demande son jurisdiction_id.",
        )


class RequestUnknown(Missing):
    """No request has this identifier, or the public may not see it."""

    code = "request_unknown"
    title = "Unknown request"

    def __init__(self) -> None:
        """Say where requests are listed, and what may have happened to this one."""
        super().__init__(
            "service_request_id: there is no such request, or it was erased; then delete your copies. "
            "GET requests.json or requests.xml lists the others.",
            french="service_request_id : cette demande n’existe pas, ou elle a été effacée ; supprimez alors vos "
            "copies. GET requests.json ou requests.xml liste les autres.",
        )


def form_of(path: str) -> Format:
    """The format that an address asks for; XML when it says nothing that is known."""
    return Format.JSON if path.endswith(".json") else Format.XML


def body(errors: list[dict[str, Any]], form: Format) -> bytes:
    """The body of an error."""
    return written("errors", errors, form)


class ErrorBodies:
    """ASGI layer: turns the problems of this surface into errors of GeoReport v2, whoever tells them."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application, inside of what compresses answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave everything alone but problems under the address of this surface."""
        if scope["type"] == "http" and scope["path"].startswith(f"{MOUNT}/"):
            send = _Translated(send, form_of(scope["path"]))
        await self.app(scope, receive, send)


class _Translated:
    """One answer on its way out; a problem waits until its body is there."""

    def __init__(self, send: Send, form: Format) -> None:
        self._send, self._form = send, form
        self._head: Message | None = None
        self._chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._head = message
            return
        if self._head is None:
            await self._send(message)
            return
        self._chunks.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        head, self._head = self._head, None
        status = STATUSES.get(head["status"], 400)
        told = body(list(_errors(orjson.loads(b"".join(self._chunks)), status)), self._form)
        kept = [pair for pair in head["headers"] if pair[0].lower() not in _OURS]
        kept += [(b"content-type", MEDIA_TYPES[self._form].encode()), (b"content-length", str(len(told)).encode())]
        await self._send({**head, "status": status, "headers": kept})
        await self._send({"type": "http.response.body", "body": told})


def _is_problem(head: Message) -> bool:
    kinds = [value for name, value in head["headers"] if name.lower() == b"content-type"]
    return bool(kinds) and kinds[0].startswith(MEDIA_TYPE.encode())


def _errors(problem: Mapping[str, Any], status: int) -> Iterator[dict[str, Any]]:
    """One error for each fault, with the name of the field; the problem's own sentence when it has none."""
    for fault in problem["errors"]:
        name = fault.get("parameter") or _field(fault.get("pointer", "")) or fault.get("header")
        said = fault["detail"]
        yield {"code": status, "description": said if not name or said.startswith(name) else f"{name}: {said}"}
    if not problem["errors"]:
        yield {"code": status, "description": problem["detail"]}


def _field(pointer: str) -> str:
    """The field at a JSON Pointer, as the standard calls it: `/attributes/pole` is `attribute[pole]`."""
    first, _, rest = pointer.removeprefix("/").partition("/")
    if first == "attributes" and rest:
        return f"attribute[{rest.partition('/')[0].replace('~1', '/').replace('~0', '~')}]"
    return NAMES.get(first, rest.rpartition("/")[2] or first)
