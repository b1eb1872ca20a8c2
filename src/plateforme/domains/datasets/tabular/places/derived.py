"""Columns that a publication computes: the longitude and the latitude of each row, in degrees."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.geometry import DERIVED, WGS84, Geometry
from plateforme.domains.datasets.tabular.places.coordinates import Numbers
from plateforme.domains.datasets.tabular.places.descriptions import Places, shown_crs
from plateforme.domains.datasets.tabular.places.place_texts import POINT_TEXT
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema, machine_name
from plateforme.kit.grammar.column_types import ColumnType


def without_derived(declared: TableSchema, labels: Sequence[str]) -> TableSchema:
    """Leave out the columns that a publication computes, which a file need not have; a file that has them keeps them.

    So the schema that the platform answers can be declared again.
    """
    there = {machine_name(label) for label in labels} | set(labels)
    kept = tuple(each for each in declared.columns if not each.options.get(DERIVED) or {each.name, each.label} & there)
    return declared if len(kept) == len(declared.columns) else replace(declared, columns=kept)


def derived_columns(
    added: Mapping[str, Numbers], geometry: Geometry, columns: Sequence[Column], table: Places, *, why: str
) -> tuple[list[Planned], Geometry]:
    """Give the computed columns, named so that they take no other's name, and the geometry that names them."""
    taken = {each.name for each in columns}
    twin = 1
    while taken & {_twin(name, twin) for name in added}:
        twin += 1
    cells = table.add_numbers(list(added.values()))
    labels = " and ".join(f"“{each.label}”" for each in columns if each.name in geometry.source)
    how = "" if geometry.source_crs == WGS84 else f", converted from {shown_crs(geometry.source_crs)}"
    made = []
    for name, cell in zip(added, cells, strict=True):
        told = f"Computed from {labels}{how}: {name} in WGS84 degrees.{why}"
        named, options = _twin(name, twin), {DERIVED: True}
        column = Column(named, f"{named} (derived)", ColumnType.NUMBER, None, told, {}, told, options)
        made.append(Planned(column, column.label, cell, POINT_TEXT, checked=True))
    return made, replace(geometry, longitude=_twin("longitude", twin), latitude=_twin("latitude", twin))


def _twin(name: str, twin: int) -> str:
    return name if twin == 1 else f"{name}_{twin}"
