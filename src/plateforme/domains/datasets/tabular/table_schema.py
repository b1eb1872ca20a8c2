"""What the columns of a table are: names, labels, types and rules, as in Table Schema."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.kit.errors import Detail
from plateforme.kit.ids import ascii_of

ROW = "_row"
"""The column every version has: the 1-based position of the row in the source file."""


class ColumnType(StrEnum):
    """What the cells of a column are."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


# Table Schema has more types than we store. The others stay text and keep their own name as format,
# so that a declared `geopoint` is still checked as one.
_STORED_AS: Mapping[str, ColumnType] = {
    **{kind.value: kind for kind in ColumnType},
    "year": ColumnType.INTEGER,
    **dict.fromkeys(
        ("any", "array", "duration", "geojson", "geopoint", "list", "object", "time", "yearmonth"), ColumnType.STRING
    ),
}
_OPTIONS = ("decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues")
_SIZES = ("minLength", "maxLength")
_FLAGS = ("required", "unique")
_CONSTRAINTS = (*_FLAGS, *_SIZES, "minimum", "maximum", "enum", "pattern")


@dataclass(frozen=True)
class Column:
    """One column: its machine name, the label the producer wrote, its type and its rules."""

    name: str
    label: str
    type: ColumnType
    format: str | None = None
    description: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """True when an empty cell breaks the declared rules."""
        return bool(self.constraints.get("required"))

    def to_descriptor(self) -> dict[str, Any]:
        """Give the Table Schema field descriptor, without its empty members."""
        told: dict[str, Any] = {"name": self.name, "title": self.label, "type": self.type.value}
        optional = {"format": self.format, "description": self.description, "constraints": dict(self.constraints)}
        return {**told, **{key: value for key, value in optional.items() if value}, **self.options}


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table in order, and the columns that identify a row."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    missing_values: tuple[str, ...] = ("",)

    @property
    def key(self) -> tuple[str, ...]:
        """Name the columns that identify a row: the primary key, or the row's position."""
        return self.primary_key or (ROW,)

    @property
    def names(self) -> tuple[str, ...]:
        """Machine names in order, without `_row`."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the column with this machine name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def to_descriptor(self) -> dict[str, Any]:
        """Give the Table Schema descriptor."""
        descriptor: dict[str, Any] = {"fields": [column.to_descriptor() for column in self.columns]}
        if self.primary_key:
            descriptor["primaryKey"] = list(self.primary_key)
        if self.missing_values != ("",):
            descriptor["missingValues"] = list(self.missing_values)
        return descriptor

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, Any]) -> Self:
        """Read a Table Schema descriptor; every fault is told with its pointer."""
        faults: list[Detail] = []
        fields = descriptor.get("fields")
        if not isinstance(fields, list) or not fields:
            raise SchemaInvalid([_fault("/fields", "required", "Give the list of fields, with at least one.")])
        declared = [_read_name(each, f"/fields/{index}", faults) for index, each in enumerate(fields)]
        machine = machine_names(declared)
        columns = tuple(
            _read_field(each, name, f"/fields/{index}", faults)
            for index, (each, name) in enumerate(zip(fields, machine, strict=True))
            if isinstance(each, Mapping)
        )
        key = _read_key(descriptor.get("primaryKey"), declared, machine, faults)
        missing = descriptor.get("missingValues", [""])
        if not _is_texts(missing):
            faults.append(_fault("/missingValues", "type", "Missing values are a list of texts."))
        if faults:
            raise SchemaInvalid(faults)
        return cls(columns=columns, primary_key=key, missing_values=tuple(missing))


def machine_name(label: str) -> str:
    """Turn a label into ascii snake case: `Code département` gives `code_departement`.

    Never empty, never starting with `_` or a digit, never with `__`: these are kept for the platform and for filters.
    """
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", ascii_of(label.replace("°", "o")))
    text = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:80].strip("_")
    if not text:
        return "column"
    return f"n_{text}" if text[0].isdigit() else text


def machine_names(labels: Iterable[str]) -> list[str]:
    """Give one distinct machine name per label, in order; a twin gets `_2`."""
    taken: set[str] = set()
    names = []
    for label in labels:
        first = name = machine_name(label)
        twin = 1
        while name in taken:
            twin += 1
            name = f"{first}_{twin}"
        taken.add(name)
        names.append(name)
    return names


def _fault(pointer: str, code: str, detail: str) -> Detail:
    return Detail("pointer", pointer, code, detail)


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _read_name(declared: object, pointer: str, faults: list[Detail]) -> str:
    name = declared.get("name") if isinstance(declared, Mapping) else None
    if isinstance(name, str) and name.strip():
        return name.strip()
    faults.append(_fault(f"{pointer}/name", "required", "Each field is an object with a name."))
    return ""


def _read_field(declared: Mapping[str, Any], name: str, pointer: str, faults: list[Detail]) -> Column:
    kind = declared.get("type", "string")
    stored = _STORED_AS.get(kind) if isinstance(kind, str) else None
    if stored is None:
        known = ", ".join(sorted(_STORED_AS))
        faults.append(_fault(f"{pointer}/type", "enum", f"This type is not known. Use one of: {known}."))
    written = str(declared.get("name", "")).strip()
    title = declared.get("title")
    format_ = declared.get("format")
    if kind != stored:
        format_ = kind
    return Column(
        name=name,
        # A name that is no machine name is what the header says: it is the label. Else the title is.
        label=title if written == name and isinstance(title, str) and title.strip() else written,
        type=stored or ColumnType.STRING,
        format=None if format_ in (None, "", "default") else str(format_),
        description=str(declared.get("description") or ""),
        constraints=_read_constraints(declared.get("constraints"), f"{pointer}/constraints", faults),
        why="The declared schema says so.",
        options={key: declared[key] for key in _OPTIONS if key in declared},
    )


def _read_constraints(declared: object, pointer: str, faults: list[Detail]) -> dict[str, Any]:
    if declared is None:
        return {}
    if not isinstance(declared, Mapping):
        faults.append(_fault(pointer, "type", "Constraints are an object."))
        return {}
    # Unknown members are left out, as Table Schema asks: producers annotate their schemas freely.
    rules = {key: value for key, value in declared.items() if key in _CONSTRAINTS and value not in (None, False)}
    for key, value in rules.items():
        if said := _wrong(key, value):
            faults.append(_fault(f"{pointer}/{key}", "type", said))
    return rules


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
        except re.error:
            return "This is not a regular expression."
    return None


def _read_key(
    declared: object, written: Sequence[str], machine: Sequence[str], faults: list[Detail]
) -> tuple[str, ...]:
    if declared is None:
        return ()
    wanted = [declared] if isinstance(declared, str) else declared
    if not isinstance(wanted, list | tuple) or not _is_texts(wanted):
        faults.append(_fault("/primaryKey", "type", "The primary key is a field name or a list of field names."))
        return ()
    names = {**dict(zip(written, machine, strict=True)), **{name: name for name in machine}}
    for index, each in enumerate(wanted):
        if each not in names:
            faults.append(_fault(f"/primaryKey/{index}", "reference", "No field of the schema has this name."))
    return tuple(names[each] for each in wanted if each in names)
