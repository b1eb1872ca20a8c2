"""What an Open311 endpoint answers, JSON or XML, as flat texts: the standard's names, dots for what is nested."""

import json
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from plateforme.consumers.loader.street.texts import flattened


class ForeignError(Exception):
    """The other endpoint does not answer, or answers something else than the standard says."""


def read_json(raw: bytes) -> list[dict[str, str]]:
    """The requests of a JSON answer: a bare list, or one under the name that the XML has, as some servers write it."""
    try:
        value = json.loads(raw)
    except ValueError as error:
        raise ForeignError("The endpoint announces JSON and answers something else.") from error
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), None)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise ForeignError("The endpoint answers JSON that holds no list of requests.")
    found = [flattened(one) for one in value]
    _require_requests(found)
    return found


def read_xml(raw: bytes) -> list[dict[str, str]]:
    """The requests of an XML answer; a document type is refused, as it could hold entities without end."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.data
    try:
        parser.Parse(raw, True)  # expat takes it by place only
    except expat.ExpatError as error:
        raise ForeignError("The endpoint announces XML and answers something else.") from error
    _require_requests(reading.found)
    return reading.found


def _refuse_doctype(*_: Any) -> None:
    raise ForeignError("The endpoint answers XML with a document type, which GeoReport does not have.")


def _require_requests(found: list[dict[str, str]]) -> None:
    """An error in the shape of the standard is told in its own words."""
    for one in found:
        if "service_request_id" not in one and "description" in one and "code" in one:
            raise ForeignError(f"The endpoint refuses: {one['code']}, {one['description'][:200]}")


class _Reading:
    """Each child of the root is one record; what lies deeper is named by its way from there."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []
        self._way: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, _: Mapping[str, str]) -> None:
        self._way.append(name)
        self._text.clear()
        if len(self._way) == 2:  # noqa: PLR2004  # the root's children
            self.found.append({})

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, _: str) -> None:
        text = "".join(self._text).strip()
        if text and len(self._way) > 2:  # noqa: PLR2004  # inside a record
            self.found[-1][".".join(self._way[2:])] = text
        self._way.pop()
        self._text.clear()
