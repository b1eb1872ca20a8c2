"""Texts, numbers and choices out of a record, as a mapping asks for them."""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from plateforme.consumers.loader.street.mapping import Choice, Rule, Words

_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_NAMED: Final = re.compile(
    r"""['"]?(lon|lng|long|longitude|x|lat|latitude|y)['"]?\s*[:=]\s*([-+]?\d+(?:\.\d+)?)""", re.IGNORECASE
)
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FLOAT_TAIL: Final = re.compile(r"^(\d+)\.0+$")


def said(texts: Mapping[str, str], words: Words | None) -> str | None:
    """The first of these columns or templates that says something; a template without any value says nothing."""
    for one in (words,) if isinstance(words, str) else (words or ()):
        if "{" not in one:
            text = texts.get(one, "")
        else:
            found = [texts.get(name, "") for name in _PLACEHOLDER.findall(one)]
            text = _PLACEHOLDER.sub(lambda match: texts.get(match[1], ""), one) if any(found) else ""
        if text := cleaned(text):
            return text
    return None


def cleaned(text: str) -> str:
    """The text without control characters and blanks around it: old systems leave both."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def code_of(text: str | None, *, digits: int) -> str | None:
    """A code of digits that a spreadsheet took for a number: `2215.0` is 02215."""
    if text is None:
        return None
    whole = _FLOAT_TAIL.sub(r"\1", text)
    return whole.zfill(digits) if whole.isdigit() else whole


def number(text: str | None) -> float | None:
    """A number with a point or a French comma; None for anything else."""
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def point(text: str | None, order: str) -> tuple[float, float] | None:
    """Longitude and latitude out of one text: GeoJSON, `{'lon': 2.3, 'lat': 48.8}`, WKT, or two numbers in order."""
    if not text:
        return None
    named = {name[:3].lower(): float(value) for name, value in _NAMED.findall(text)}
    lon = next((named[name] for name in ("lon", "lng", "x") if name in named), None)
    lat = next((named[name] for name in ("lat", "y") if name in named), None)
    if lon is not None and lat is not None:
        return lon, lat
    numbers = [float(one.replace(",", ".")) for one in re.findall(r"[-+]?\d+(?:\.\d+)?", text)]
    if len(numbers) != 2:  # noqa: PLR2004  # a point has two coordinates
        return None
    first, second = numbers
    is_lon_first = order == "lon,lat" or text.lstrip().upper().startswith("POINT") or "coordinates" in text
    return (first, second) if is_lon_first else (second, first)


def chosen(texts: Mapping[str, str], choice: Choice, ours: Collection[str] = ()) -> str | None:
    """Our value for what the record says; None when the mapping does not know.

    A text that is a value of ours already stands for itself, after the rules and values of the mapping.
    """
    for rule in choice.rules:
        if holds(texts, rule):
            return rule.to
    values = {_folded(known): value for known, value in choice.values.items()}
    columns = (choice.column,) if isinstance(choice.column, str) else choice.column
    for column in columns:
        if (value := values.get(_folded(texts.get(column, "")))) is not None:
            return value
    return next((texts[column] for column in columns if texts.get(column) in ours), choice.default)


def holds(texts: Mapping[str, str], rule: Rule) -> bool:
    """Whether a rule holds for a record, capitals and blanks around apart."""
    text = _folded(texts.get(rule.column, ""))
    return (
        any(text == _folded(one) for one in rule.equals)
        or any(text.startswith(_folded(one)) for one in rule.starts)
        or any(_folded(one) in text for one in rule.contains)
    )


def _folded(text: str) -> str:
    return text.strip().casefold()


def flattened(value: Any, name: str = "") -> dict[str, str]:
    """A JSON object as texts by dotted name; lists as JSON, empty and null members left out."""
    if isinstance(value, Mapping):
        parts = (flattened(part, f"{name}.{key}" if name else str(key)) for key, part in value.items())
        return {key: text for part in parts for key, text in part.items()}
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {name: "true" if value else "false"}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {name: json.dumps(value, ensure_ascii=False)} if value else {}
    return {name: str(value)}
