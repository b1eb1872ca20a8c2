"""What pydantic found wrong, said as precise faults that never repeat what was sent."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic_core.core_schema import ErrorType

from plateforme.api.problems import french_faults
from plateforme.api.wire import ONE_LINE
from plateforme.kit.errors import Detail
from plateforme.kit.ids import INSEE, SLUG

MAX_ERRORS: Final = 100
"""A caller mends the first faults first; a list without end only costs."""

IN_REQUEST: Final[Mapping[str, str]] = MappingProxyType(
    {"query": "parameter", "path": "parameter", "header": "header", "cookie": "header"}
)

_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extra_forbidden": "unknown",
        "string_pattern_mismatch": "pattern",
        "string_too_short": "too_short",
        "string_too_long": "too_long",
        "too_short": "too_few",
        "too_long": "too_many",
        "greater_than": "too_small",
        "greater_than_equal": "too_small",
        "less_than": "too_large",
        "less_than_equal": "too_large",
        "model_attributes_type": "object_type",
    }
)

_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "union_tag_invalid": "The tag that chooses the variant is not one of the known ones.",
        "uuid_parsing": "A UUID is expected.",
        "model_attributes_type": "A JSON object is expected.",
        "recursion_loop": "The content refers to itself.",
        "extra_forbidden": "This name means nothing here.",
        "timezone_aware": "An instant says its offset, such as +01:00 or Z: 2026-03-01T18:20:00+01:00.",
        **dict.fromkeys(
            ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid"),
            "An instant is expected, such as 2026-03-01T18:20:00+01:00.",
        ),
    }
)
"""pydantic's own message would repeat what was sent, or speak of Python."""

_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ONE_LINE: "One line of text is expected, without control characters.",
        SLUG: "A slug is expected: small letters without accents, digits and single hyphens, such as `aires-de-jeux`.",
        INSEE: "The INSEE code of a commune is expected, such as `56260`.",
    }
)
"""Our usual patterns, for people; any other is shown as it is."""

_FIXED: Final = frozenset(get_args(ErrorType)) - {
    "value_error",
    "assertion_error",
    "get_attribute_error",
    "iteration_error",
    "mapping_type",
}
"""The kinds of error whose message is pydantic's own: all others are somebody's text and may hold the value."""

_SPEAKABLE = re.compile(r"[\w.\- \[\]/~]{1,64}")
_SHORTEST_ECHO = 3


def details(found: Sequence[Mapping[str, Any]], known_parameters: Sequence[str]) -> list[Detail]:
    """One fault for each error of pydantic, placed by pointer, parameter or header."""
    return [_detail(error, known_parameters) for error in found[:MAX_ERRORS]]


def json_pointer(parts: Sequence[object]) -> str:
    """RFC 6901: `/` between parts, `~` and `/` escaped; the whole document is the empty text."""
    return "".join("/" + _name(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _detail(error: Mapping[str, Any], known_parameters: Sequence[str]) -> Detail:
    place, *parts = error["loc"] or ("body",)
    code = _CODES.get(error["type"], error["type"])
    if place not in IN_REQUEST:
        if error["type"] == "not_nullable":  # found by the whole, about one of its members
            parts = [*parts, error["ctx"]["name"]]
        return Detail("pointer", json_pointer(parts), code, _sentence(error), french=french_faults.sentence(error))
    name = _name(parts[0]) if parts else ""
    if place == "query" and error["type"] == "extra_forbidden":
        english = unknown_parameter(str(parts[0]), known_parameters)
        french = french_faults.unknown_parameter(str(parts[0]), known_parameters)
        return Detail("parameter", name, "unknown_parameter", english, french=french)
    return Detail(IN_REQUEST[place], name, code, _sentence(error), french=french_faults.sentence(error))


def unknown_parameter(name: str, known: Sequence[str]) -> str:
    """Name the nearest known parameter, then all of them."""
    if not known:
        return "This operation takes no query parameter."
    near = get_close_matches(name[:64], known, n=1, cutoff=0.5)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    return f"{hint}Known parameters: {', '.join(f'`{one}`' for one in sorted(known))}."


def _sentence(error: Mapping[str, Any]) -> str:
    kind, message = error["type"], str(error["msg"])
    if kind == "string_pattern_mismatch" and (said := _PATTERNS.get(error["ctx"]["pattern"])):
        return said
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    message = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if message.startswith("Expected UploadFile"):  # FastAPI's words for a part that is plain text
        return "A file is expected: give this part of the form a `filename`."
    if kind not in _FIXED and any(value in message for value in _texts(error.get("input"))):
        return "The value breaks the rule of this field."
    return message if message.endswith(".") else f"{message}."


def _texts(value: object, depth: int = 4) -> list[str]:
    """The texts in what was sent that are long enough to be recognised in a message."""
    if isinstance(value, str):
        return [value] if len(value) >= _SHORTEST_ECHO else []
    if isinstance(value, bytes):
        return _texts(value.decode("utf-8", "replace"))
    if isinstance(value, int | float):
        return _texts(str(value))
    if depth and isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item, depth - 1)]
    if depth and isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item, depth - 1)]
    return []


def _name(part: object) -> str:
    """A name from the request may be repeated to show the place, if it looks like a name."""
    text = str(part)
    return text if _SPEAKABLE.fullmatch(text) else "?"
