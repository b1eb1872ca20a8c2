"""Whether a report answers what its category asks, and what else it says: nothing that was sent is lost."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from plateforme.domains.reports.settings.category import Attribute, Category, Datatype
from plateforme.domains.reports.texts import UNPRINTABLE, is_blank, tidy
from plateforme.kit.clock import PARIS
from plateforme.kit.errors import Detail

MAX_GIVEN: Final = 60
MAX_STRING: Final = 300
MAX_TEXT: Final = 4000
MAX_CODE: Final = 64
MAX_EXACT: Final = 2**53
"""Whole numbers beyond this are not the same everywhere (RFC 8259 §6): they are kept as texts."""


class Checked(NamedTuple):
    """What a report says beyond its fields: answers to what was asked, the rest as it came, and what is wrong.

    `unknown` is kept and warned about, never refused: a form that is one version late must not lose a report.
    """

    known: dict[str, Any]
    unknown: dict[str, Any]
    faults: list[Detail]


class Unfit(ValueError):
    """A value does not fit: its code, and what to do, in English and in French."""

    def __init__(self, code: str, english: str, french: str) -> None:
        """Say what to do."""
        super().__init__(english)
        self.code, self.english, self.french = code, english, french


def check(category: Category, given: Mapping[str, Any]) -> Checked:
    """Sort what was given into known answers, unknown ones and faults.

    Numbers and dates may come as texts, as forms send them, and one key may stand for a list of one. An empty answer
    is none.
    """
    asked = {attribute.code: attribute for attribute in category.attributes if attribute.variable}
    if len(given) > MAX_GIVEN:
        detail = f"A report has {MAX_GIVEN} attributes at most."
        french = f"Un signalement porte au plus {MAX_GIVEN} attributs."
        return Checked({}, {}, [Detail("pointer", "/attributes", "too_many", detail, french)])
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    faults: list[Detail] = []
    for code, value in given.items():
        attribute = asked.get(code)
        if _is_empty(value):
            continue
        try:
            if attribute is None:
                unknown[_name(code)] = _kept(value)
            else:
                known[code] = _READERS[attribute.datatype](attribute, value)
        except Unfit as fault:
            place = "/attributes/?" if fault.code == "name" else _pointer(code)  # no name that could be repeated
            faults.append(Detail("pointer", place, fault.code, fault.english, fault.french))
    faulty = {fault.name for fault in faults}
    faults += [
        Detail(
            "pointer",
            _pointer(code),
            "required",
            "This category needs this attribute: see GET /v1/report-categories.",
            "Cette catégorie exige cet attribut : voir GET /v1/report-categories.",
        )
        for code, attribute in asked.items()
        if attribute.required and code not in known and _pointer(code) not in faulty
    ]
    return Checked(known, unknown, faults)


def _pointer(code: str) -> str:
    return "/attributes/" + code.replace("~", "~0").replace("/", "~1")


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and is_blank(value))


def _name(code: str) -> str:
    """The name of an answer to what was not asked, if it can be kept as a name."""
    if len(code) > MAX_CODE or UNPRINTABLE.search(code):
        raise Unfit(
            "name",
            f"Name an attribute with {MAX_CODE} characters at most, none of them a control character.",
            f"Nommez un attribut en {MAX_CODE} caractères au plus, sans caractère de contrôle.",
        )
    return code


def _text(value: Any, limit: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit("type", "Write a text here.", "Écrivez un texte ici.")
    text = tidy(str(value))
    if len(text) > limit:
        raise Unfit("too_long", f"Shorten this text to {limit} characters.", f"Ramenez ce texte à {limit} caractères.")
    if UNPRINTABLE.search(text):
        raise Unfit(
            "control_character",
            "Remove the control characters from this text.",
            "Retirez de ce texte les caractères de contrôle.",
        )
    return text


def _kept(value: Any) -> Any:
    """An answer to what was not asked, as it came, within limits."""
    if isinstance(value, int) and abs(value) > MAX_EXACT:
        return _text(str(value), MAX_TEXT)
    if isinstance(value, bool) or (isinstance(value, int | float) and math.isfinite(value)):
        return value
    if isinstance(value, list):
        if len(value) > MAX_GIVEN:
            raise Unfit("too_long", f"List {MAX_GIVEN} values at most.", f"Donnez au plus {MAX_GIVEN} valeurs.")
        return [_kept(one) if not isinstance(one, list | dict) else _written(one) for one in value]
    return _written(value) if isinstance(value, dict) else _text(value, MAX_TEXT)


def _written(value: Any) -> str:
    """What is made of parts, as the text it came as: nobody asked for it, and it is not lost."""
    return _text(json.dumps(value, ensure_ascii=False), MAX_TEXT)


def _string(_attribute: Attribute, value: Any) -> str:
    return _text(value, MAX_STRING)


def _long_text(_attribute: Attribute, value: Any) -> str:
    return _text(value, MAX_TEXT)


def _number(_attribute: Attribute, value: Any) -> int | float:
    fault = Unfit("number", "Write a number, such as 3 or 2.5.", "Écrivez un nombre, comme 3 ou 2,5.")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise fault
    try:
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        raise fault from None
    if not math.isfinite(number):
        raise fault
    return int(number) if number.is_integer() and abs(number) <= MAX_EXACT else number


def _instant(_attribute: Attribute, value: Any) -> str:
    """An instant with its offset; a day or an hour without offset is of Europe/Paris."""
    fault = Unfit(
        "datetime",
        "Write a date as 2026-03-01 or 2026-03-01T18:20:00+01:00.",
        "Écrivez une date comme 2026-03-01 ou 2026-03-01T18:20:00+01:00.",
    )
    if not isinstance(value, str):
        raise fault
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        raise fault from None
    return (read if read.tzinfo else read.replace(tzinfo=PARIS)).isoformat()


def _one(attribute: Attribute, value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    keys = [key for key, _ in attribute.values]
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if text not in keys:
        known = ", ".join(keys)
        raise Unfit("choice", f"Choose one of: {known}.", f"Choisissez parmi : {known}.")
    return text


def _several(attribute: Attribute, value: Any) -> list[str]:
    """The keys that were chosen, each once, in the order of the list."""
    chosen = {_one(attribute, one) for one in (value if isinstance(value, list) else [value])}
    return [key for key, _ in attribute.values if key in chosen]


_READERS: Final[Mapping[Datatype, Callable[[Attribute, Any], Any]]] = MappingProxyType(
    {
        Datatype.STRING: _string,
        Datatype.TEXT: _long_text,
        Datatype.NUMBER: _number,
        Datatype.DATETIME: _instant,
        Datatype.SINGLEVALUELIST: _one,
        Datatype.MULTIVALUELIST: _several,
    }
)
