"""The members of a Table Schema descriptor: what is read, what is refused, and what is told to be left unchecked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plateforme.domains.datasets.tabular.geometry import DERIVED, read_crs
from plateforme.kit.errors import Detail

FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
_TEXT_OPTIONS = ("decimalChar", "groupChar", "delimiter", "itemType")
_OPTIONS = (*_TEXT_OPTIONS, "bareNumber", "trueValues", "falseValues", "arrayItem", "categories", "crs", DERIVED)
_SIZES = ("minLength", "maxLength")
_FLAGS = ("required", "unique")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_CONSTRAINTS = (*_FLAGS, *_SIZES, *_BOUNDS, "enum", "pattern")
# Members that describe and rule nothing. Any other member of a field is told, for it may be meant as a rule.
_DESCRIBING = frozenset(
    ("name", "title", "type", "format", "description", "example", "examples", "rdfType", "constraints", "missingValues")
)
# Members of a schema that rule the data for some tool, and that no standard defines.
_RULES_OF_TOOLS: Mapping[str, str] = {
    "custom_checks": "The checks of Validata (`custom_checks`) are not made",
    "checks": "The member `checks` is no part of Table Schema: it is not checked",
}
_STRING_FORMATS = frozenset(("default", "email", "uri", "uuid", "binary", "wkt", "geojson"))


def read_constraints(declared: object, pointer: str, faults: list[Detail]) -> dict[str, Any]:
    """Read the constraints of a field; unknown ones are told by `unchecked_of`, for producers annotate freely."""
    if declared is None:
        return {}
    if not isinstance(declared, Mapping):
        faults.append(_fault(pointer, "type", "Constraints are an object."))
        return {}
    # By identity: a minimum of 0 is a rule, and 0 equals False.
    rules = {key: declared[key] for key in _CONSTRAINTS if not any(declared.get(key) is none for none in (None, False))}
    for key, value in rules.items():
        if said := _wrong(key, value):
            faults.append(_fault(f"{pointer}/{key}", "type", said))
    return rules


def read_options(declared: Mapping[str, Any], pointer: str, faults: list[Detail]) -> dict[str, Any]:
    """Read what a type lets a field say of its cells: marks of numbers, words of booleans, items of arrays."""
    options = {key: declared[key] for key in _OPTIONS if declared.get(key) is not None}
    wrong = [key for key in _TEXT_OPTIONS if not isinstance(options.get(key, ""), str)]
    faults.extend(_fault(f"{pointer}/{key}", "type", "This is a text.") for key in wrong)
    if "arrayItem" in options and not isinstance(options["arrayItem"], Mapping):
        faults.append(_fault(f"{pointer}/arrayItem", "type", "This is a field descriptor: an object."))
    if "crs" in options:
        options["crs"] = read_crs(options["crs"], f"{pointer}/crs", faults)
    if options.get(DERIVED, True) is not True:
        del options[DERIVED]
    if "categories" in options:
        options["categories"] = _read_categories(options["categories"], f"{pointer}/categories", faults)
    return options


def _read_categories(declared: object, pointer: str, faults: list[Detail]) -> list[Any]:
    """Give the categories; labels are dropped, for cells hold values."""
    if not isinstance(declared, list) or not declared:
        faults.append(_fault(pointer, "type", "Categories are a list with at least one value."))
        return []
    return [each.get("value") if isinstance(each, Mapping) else each for each in declared]


def read_missing_values(declared: object, pointer: str, faults: list[Detail]) -> tuple[str, ...]:
    """Read texts, or objects with a `value` (Data Package v2), that stand for a missing value."""
    listed = declared if isinstance(declared, list | tuple) else [None]
    values = [each.get("value") if isinstance(each, Mapping) else each for each in listed]
    if not all(isinstance(each, str) for each in values):
        faults.append(_fault(pointer, "type", "Missing values are a list of texts, or of objects with a `value`."))
        return ("",)
    return tuple(dict.fromkeys(str(each) for each in values))


def unchecked_of(descriptor: Mapping[str, Any]) -> tuple[str, ...]:
    """Tell, in sentences, which rules of the descriptor are not checked."""
    return tuple(dict.fromkeys((*_of_schema(descriptor), *_of_fields(descriptor["fields"]))))


def _of_schema(descriptor: Mapping[str, Any]) -> Iterator[str]:
    for member, said in _RULES_OF_TOOLS.items():
        if listed := descriptor.get(member):
            names = [each.get("name") for each in listed if isinstance(each, Mapping)] if _is_list(listed) else []
            told = sorted({each[:100] for each in names if isinstance(each, str) and each.isprintable()})
            yield f"{said}: {', '.join(told)}." if told else f"{said}."


def _of_fields(fields: list[Any]) -> Iterator[str]:
    for each in fields:
        if isinstance(each, Mapping):
            name = str(each.get("name"))[:100]
            yield from _of_field(each, name)
            if isinstance(items := each.get("arrayItem"), Mapping):
                yield from _of_field(items, f"{name}, items")


def _of_field(each: Mapping[str, Any], name: str) -> Iterator[str]:
    constraints = each.get("constraints")
    for rule in constraints if isinstance(constraints, Mapping) else ():
        if rule not in _CONSTRAINTS:
            yield f"The constraint `{str(rule)[:100]}` of “{name}” is not one that is checked."
    for member in each:
        if member not in _DESCRIBING and member not in _OPTIONS and _may_rule(member, each[member]):
            yield f"The member `{str(member)[:100]}` of “{name}” is no part of Table Schema: it is not checked."
    format_ = str(each.get("format") or "default").removeprefix("fmt:")
    if each.get("type", "string") == "string" and format_ not in _STRING_FORMATS and "/" not in format_:
        yield f"The format of “{name}” is not one of Table Schema: any text is taken."


def _may_rule(member: str, value: object) -> bool:
    """Tell a member that looks like rules (`contraints`, `enum`, `required`) from a mere annotation."""
    return isinstance(value, Mapping) or member in _CONSTRAINTS or member == "jsonSchema"


def _wrong(key: str, value: object) -> str | None:
    if key in _FLAGS and not isinstance(value, bool):
        return "This is true or false."
    if key in _SIZES and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        return "This is a whole number, 0 or more."
    if key == "enum" and not (isinstance(value, list) and value):
        return "This is a list with at least one value."
    if key == "pattern":
        try:
            re.compile(str(value))
        except (re.error, RecursionError, OverflowError):
            return "This is not a regular expression, or one that is too large to be evaluated."
    return None


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _fault(pointer: str, code: str, detail: str) -> Detail:
    return Detail("pointer", pointer, code, detail)
