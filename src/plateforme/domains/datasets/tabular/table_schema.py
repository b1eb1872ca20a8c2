"""What the columns of a table are: names, labels, types and rules, as in Table Schema."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from plateforme.domains.datasets.tabular.descriptors import (
    FIELDS_MATCH,
    read_constraints,
    read_missing_values,
    read_options,
    unchecked_of,
)
from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.domains.datasets.tabular.geometry import Geometry, read_crs, read_geometry
from plateforme.domains.datasets.tabular.relations import (
    ForeignKey,
    Names,
    read_foreign_keys,
    read_primary_key,
    read_unique_keys,
)
from plateforme.kit.errors import Detail
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.ids import ascii_of

ROW = "_row"
"""The column every version has: the 1-based position of the row in the source file."""


# Table Schema has more types than we store. The others stay text and keep their own name as format,
# so that a declared `geopoint` is still checked as one.
_STORED_AS: Mapping[str, ColumnType] = {
    **{kind.value: kind for kind in ColumnType},
    "year": ColumnType.INTEGER,
    **dict.fromkeys(
        ("any", "array", "duration", "geojson", "geopoint", "list", "object", "time", "yearmonth"), ColumnType.STRING
    ),
}


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
    missing_values: tuple[str, ...] | None = None

    @property
    def declared_as(self) -> tuple[str, str]:
        """Give the type that was declared, which may be richer than the stored one, and its format."""
        kind, _, format_ = (self.format or "").partition("/")
        if _STORED_AS.get(kind) is self.type and kind != self.type:
            return kind, format_ or "default"
        return self.type.value, self.format or "default"

    @property
    def required(self) -> bool:
        """True when an empty cell breaks the declared rules."""
        return bool(self.constraints.get("required"))

    def to_descriptor(self) -> dict[str, Any]:
        """Give the Table Schema field descriptor, without its empty members."""
        told: dict[str, Any] = {"name": self.name, "title": self.label, "type": self.type.value}
        optional: dict[str, Any] = {
            "format": self.format,
            "description": self.description,
            "constraints": dict(self.constraints),
        }
        if self.missing_values is not None:
            optional["missingValues"] = list(self.missing_values)
        kept = {key: value for key, value in optional.items() if value or key == "missingValues"}
        return {**told, **kept, **self.options}


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table in order, the columns that identify a row, and what rows owe to one another.

    `fields_match` is None when the schema declares none: see `matching` for what holds then. `unchecked` are the
    sentences that tell which parts of the descriptor are not checked; they are no part of the descriptor. `geometry` is
    where rows are; `crs` is the reference system that a declaration gives for coordinates which do not name theirs.
    """

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    fields_match: str | None = None
    geometry: Geometry | None = None
    crs: str | None = None
    unchecked: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """Name the columns that identify a row: the primary key, or the row's position."""
        return self.primary_key or (ROW,)

    @property
    def names(self) -> tuple[str, ...]:
        """Machine names in order, without `_row`."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def kinds(self) -> Mapping[str, ColumnType]:
        """Give the types of the columns that are seen from outside, in order; `_row` is one only when it is the key."""
        seen = {column.name: column.type for column in self.columns}
        return seen if self.primary_key else {**seen, ROW: ColumnType.INTEGER}

    @cached_property
    def bearers(self) -> Mapping[str, tuple[str, ...]]:
        """Which columns bear a label."""
        labels: dict[str, tuple[str, ...]] = {}
        for column in self.columns:
            labels[column.label] = (*labels.get(column.label, ()), column.name)
        return labels

    @cached_property
    def searchable(self) -> tuple[str, ...]:
        """Name the columns that words are looked for in: all texts but the shapes of places."""
        shape = self.geometry.column if self.geometry else None
        texts = (each for each in self.columns if each.type is ColumnType.STRING and each.declared_as[0] != "geojson")
        return tuple(each.name for each in texts if each.name != shape)

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
        if self.unique_keys:
            descriptor["uniqueKeys"] = [list(each) for each in self.unique_keys]
        if self.foreign_keys:
            descriptor["foreignKeys"] = [each.to_descriptor() for each in self.foreign_keys]
        if self.fields_match:
            descriptor["fieldsMatch"] = self.fields_match
        if self.geometry:
            descriptor["geometry"] = self.geometry.to_descriptor()
        if self.crs:
            descriptor["crs"] = self.crs
        return descriptor

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, Any]) -> Self:
        """Read a Table Schema descriptor; every fault is told with its pointer."""
        faults: list[Detail] = []
        fields = descriptor.get("fields")
        if not isinstance(fields, list) or not fields:
            raise SchemaInvalid([_fault("/fields", "required", _without_fields(descriptor))])
        declared = [_read_name(each, f"/fields/{index}", faults) for index, each in enumerate(fields)]
        machine = machine_names(declared)
        columns = tuple(
            _read_field(each, name, f"/fields/{index}", faults)
            for index, (each, name) in enumerate(zip(fields, machine, strict=True))
            if isinstance(each, Mapping)
        )
        names = Names.of(declared, machine, faults)
        missing = read_missing_values(descriptor.get("missingValues", [""]), "/missingValues", faults)
        fields_match = _read_fields_match(descriptor.get("fieldsMatch"), faults)
        read = cls(
            columns=columns,
            primary_key=read_primary_key(descriptor.get("primaryKey"), names),
            missing_values=missing,
            unique_keys=read_unique_keys(descriptor.get("uniqueKeys"), names),
            foreign_keys=read_foreign_keys(descriptor.get("foreignKeys"), names),
            fields_match=fields_match,
            geometry=read_geometry(descriptor.get("geometry"), machine, faults),
            crs=read_crs(descriptor.get("crs"), "/crs", faults),
            unchecked=unchecked_of(descriptor),
        )
        if faults:
            raise SchemaInvalid(faults)
        return read


def item_column(column: Column) -> Column | None:
    """Give the column that the items of an array or of a list would make; None when nothing is declared of them."""
    kind, _ = column.declared_as
    if kind == "array" and column.options.get("arrayItem"):
        item = dict(column.options["arrayItem"])
    elif kind == "list" and column.options.get("itemType"):
        item = {"type": column.options["itemType"]}
    else:
        return None
    item.pop("arrayItem", None)
    return _read_field({"type": "any", **item, "name": column.name}, column.name, "", [])


def machine_name(label: str) -> str:
    """Turn a label into ascii snake case: `Code département` gives `code_departement`.

    Never empty, never starting with `_` or a digit, never with `__`: these are kept for the platform and for filters.
    """
    # Words run together are told apart (`sousFonction`), but a lone small letter opens a unit: kW, mL.
    text = re.sub(r"(?<=[a-z0-9])(?<!\b[a-z])(?<!_[a-z])(?=[A-Z])", "_", ascii_of(label.replace("°", "o")))
    text = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:80].strip("_")
    if not text or text == "rowid":  # the engine's own name for the place of a row
        return "row_id" if text else "column"
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


def _without_fields(descriptor: Mapping[str, Any]) -> str:
    if "properties" in descriptor or "definitions" in descriptor or "$defs" in descriptor:
        return (
            "This is a JSON Schema, not a Table Schema: it describes documents, not columns. Give a list of fields, or "
            "declare no schema and the columns are found in the file."
        )
    return "Give the list of fields, with at least one."


def _read_fields_match(declared: object, faults: list[Detail]) -> str | None:
    # The first draft of Data Package v2 wrote it as a list with one item.
    wanted = declared[0] if isinstance(declared, list) and len(declared) == 1 else declared
    if wanted is None:
        return None
    if wanted not in FIELDS_MATCH:
        faults.append(_fault("/fieldsMatch", "enum", f"Use one of: {', '.join(FIELDS_MATCH)}."))
        return None
    return str(wanted)


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
    # schema.data.gouv.fr still has the prefix of the first drafts of Table Schema.
    format_ = str(declared.get("format") or "default").removeprefix("fmt:")
    if kind != stored:
        format_ = str(kind) if format_ == "default" else f"{kind}/{format_}"
    missing = declared.get("missingValues")
    if isinstance(item := declared.get("arrayItem"), Mapping):
        _read_field({**item, "arrayItem": None}, name, f"{pointer}/arrayItem", faults)
    if isinstance(item := declared.get("itemType"), str) and item not in _STORED_AS:
        faults.append(_fault(f"{pointer}/itemType", "enum", "This type is not known."))
    return Column(
        name=name,
        # A name that is no machine name is what the header says: it is the label. Else the title is.
        label=title if written == name and isinstance(title, str) and title.strip() else written,
        type=stored or ColumnType.STRING,
        format=None if format_ == "default" else format_,
        description=str(declared.get("description") or ""),
        constraints=read_constraints(declared.get("constraints"), f"{pointer}/constraints", faults),
        why="The declared schema says so.",
        options=read_options(declared, pointer, faults),
        missing_values=None if missing is None else read_missing_values(missing, f"{pointer}/missingValues", faults),
    )
