"""Where written rows are: columns that a publication computes are computed again, from the rows as they are now."""

from dataclasses import replace

from plateforme.domains.datasets.tabular.columns.readings import SQL_TYPES, Reading
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.engine.editing import Editing
from plateforme.domains.datasets.tabular.geometry import DERIVED, WGS84, Geometry
from plateforme.domains.datasets.tabular.places.descriptions import Places
from plateforme.domains.datasets.tabular.places.locating import locate
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType


def placed(engine: Editing, schema: TableSchema) -> TableSchema:
    """Fill the computed columns of `merged`; give the schema with the box that holds the new places too."""
    if schema.geometry is None:
        return schema
    derived = {each.name for each in schema.columns if each.options.get(DERIVED)}
    if derived:
        _compute(engine, schema, schema.geometry, derived)
    return replace(schema, geometry=_widened(engine, schema, schema.geometry))


def stored_as(schema: TableSchema) -> list[Planned]:
    """Plan the columns of a view that has their stored values as `n0…`."""
    return [_stored(each, f"n{at}") for at, each in enumerate(schema.columns)]


def _stored(column: Column, name: str) -> Planned:
    value = f"({name} AT TIME ZONE 'UTC')" if column.type is ColumnType.DATETIME else name
    reading = Reading("stored", column.type, "", f"CAST({value} AS {SQL_TYPES[column.type]})", "As it is stored.")
    return Planned(column, column.name, f"CAST({name} AS VARCHAR)", reading, checked=True)


def _compute(engine: Editing, schema: TableSchema, geometry: Geometry, derived: set[str]) -> None:
    engine.all(
        "CREATE OR REPLACE VIEW source AS SELECT row_number() OVER (ORDER BY position) AS _row, position AS _line, * "
        "FROM merged WHERE NOT is_delete ORDER BY position"
    )
    declared = schema
    if geometry.column in geometry.source:  # geometries are stored, and written, in degrees
        declared = replace(schema, geometry=replace(geometry, source=(), source_crs=WGS84))
    planned = [each for each in stored_as(schema) if each.column.name not in derived]
    rest = replace(schema, columns=tuple(each.column for each in planned))
    located, _ = locate(planned, rest, declared, Places(engine), Report())
    cells = {each.column.name: each.cell for each in located if each.column.name in derived}
    for at, name in enumerate(schema.names):
        if name in derived:
            told = f"(SELECT _line AS place, {cells.get(name, 'NULL')} AS told FROM source)"
            engine.all(f"UPDATE merged SET n{at} = told FROM {told} AS found WHERE place = merged.position")


def _widened(engine: Editing, schema: TableSchema, geometry: Geometry) -> Geometry:
    if geometry.longitude is None or geometry.latitude is None:
        return geometry
    x, y = (f"n{schema.names.index(name)}" for name in (geometry.longitude, geometry.latitude))
    box = engine.one(f"SELECT min({x}), min({y}), max({x}), max({y}) FROM merged WHERE {x} NOT NULL AND {y} NOT NULL")
    if None in box:
        return geometry
    west, south, east, north = box
    if geometry.bbox:
        before = geometry.bbox
        west, south = min(west, before[0]), min(south, before[1])
        east, north = max(east, before[2]), max(north, before[3])
    return replace(geometry, bbox=(west, south, east, north))
