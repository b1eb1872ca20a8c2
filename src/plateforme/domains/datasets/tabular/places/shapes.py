"""Columns of geometries, WKT or GeoJSON: stored as GeoJSON in WGS84, whatever they were written in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from plateforme.domains.datasets.tabular.columns.readings import Reading, quoted
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.geometry import SHAPE, WGS84, Geometry
from plateforme.domains.datasets.tabular.places.coordinates import (
    WORLD,
    Flags,
    Numbers,
    complete,
    crs_of_metres,
    in_france,
    inside,
)
from plateforme.domains.datasets.tabular.places.descriptions import Array, Places, box_of, shown_crs
from plateforme.domains.datasets.tabular.places.place_texts import Form
from plateforme.domains.datasets.tabular.places.projections import (
    Texts,
    are_empty,
    are_points,
    are_shapes,
    are_twisted,
    bounds_of,
    known,
    parse,
    shapes_to_degrees,
    written,
)
from plateforme.domains.datasets.tabular.report import Report
from plateforme.kit.grammar.column_types import ColumnType

PIECE = 20_000
"""Rows whose geometries are in memory at a time."""

_SHAPE_TEXT = Reading("computed", ColumnType.STRING, "", "{v}", "Computed at publication.")
_SRID = r"^\s*SRID\s*=\s*(\d+)\s*;\s*"


@dataclass(frozen=True)
class Shapes:
    """A column of geometries, converted: what to store, the places of those that are points, and which are `others`."""

    at: int
    planned: Planned
    crs: str
    others: Flags
    longitude: Numbers
    latitude: Numbers
    box: tuple[float, float, float, float] | None

    def geometry(self) -> Geometry:
        """Describe rows that are reached by this text."""
        name = self.planned.column.name
        source = (name,) if self.crs != WGS84 else ()
        return Geometry(SHAPE, column=name, source=source, source_crs=self.crs, bbox=self.box)


def read_shapes(
    table: Places, each: Planned, at: int, form: Form, crs: str | None, report: Report, *, declared: bool
) -> Shapes | None:
    """Read and convert the geometries of a column; None, with nothing changed, when most cells are none."""
    text = _json(each.cell) if form is Form.GEOJSON else f"regexp_replace({each.cell}, {quoted(_SRID)}, '', 'i')"
    srid = _srid(table, each.cell) if form is Form.WKT else None
    first = parse(_texts(table, text, f"{each.cell} IS NOT NULL", f"LIMIT {PIECE}"), wkt=form is Form.WKT)
    read = are_shapes(first).sum()
    if not read or (not declared and 2 * read <= len(first)):
        return None
    chosen, why = _chosen_crs(first, srid, crs)
    if chosen is None:
        said = f"The coordinates of “{each.shown}” are of no reference system that is known: kept as text."
        report.warn("geometry-warning", said, "Declare the `crs`, such as EPSG:2154.", column=each.shown)
        return None
    asked = table.filled(each.cell)
    work = _Work(table, text, form, chosen, len(asked))
    if declared and chosen == WGS84 and form is Form.GEOJSON:
        work.look()
        planned = each
    else:
        cell = table.new_cells(1)[0]
        table.holder.add_columns({cell: "VARCHAR"}, work.pieces(cell))
        described = f"Every value is a geometry in {form.value}, {why}: stored as GeoJSON in WGS84 degrees."
        column = replace(each.column, format=SHAPE, why=described, options={})
        planned = Planned(column, each.shown, cell, _SHAPE_TEXT, checked=True)
    work.tell(asked, report, each.shown)
    box = box_of(work.bounds[:, [0, 2]].ravel(), work.bounds[:, [1, 3]].ravel())
    return Shapes(at, planned, chosen, work.others, work.longitude, work.latitude, box)


class _Work:
    """The conversion of one column, piece by piece, and what is learned on the way."""

    def __init__(self, table: Places, text: str, form: Form, crs: str, rows: int) -> None:
        self.table, self.text, self.wkt, self.crs, self.rows = table, text, form is Form.WKT, crs, rows
        self.longitude, self.latitude = np.full(rows, np.nan), np.full(rows, np.nan)
        self.bounds = np.full((rows, 4), np.nan)
        self.empty, self.twisted, self.others = (np.zeros(rows, dtype=np.bool_) for _ in range(3))

    def pieces(self, cell: str) -> Iterator[Mapping[str, Array]]:
        """Give the GeoJSON of the rows, in order."""
        for shapes in self._converted():
            yield {cell: written(shapes)}

    def look(self) -> None:
        """Learn where the rows are and write nothing."""
        for _ in self._converted():
            pass

    def tell(self, asked: Array, report: Report, shown: str) -> None:
        """Warn of cells that hold no geometry, and of polygons that are none."""
        lost = asked & np.isnan(self.bounds[:, 0]) & ~self.empty
        said = f"The cell holds no geometry in {shown_crs(self.crs)}: the row has no place"
        self.table.tell_rows(report, lost, said, "Write a whole geometry, with every ring closed.", column=shown)
        west, south = self.bounds[:, 0], self.bounds[:, 1]
        turned = in_france(south, west) & ~in_france(west, south)
        said = "The coordinates look swapped: the place is in France only the other way round"
        self.table.tell_rows(report, turned, said, "Write the longitude before the latitude.", column=shown)
        said = "The polygon crosses itself or is otherwise invalid; it is stored as it is"
        self.table.tell_rows(report, self.twisted, said, "Mend the outline in a GIS.", column=shown)

    def _converted(self) -> Iterator[Texts]:
        for start in range(0, self.rows, PIECE):
            texts = _texts(self.table, self.text, f"_row > {start} AND _row <= {start + PIECE}", "ORDER BY _row")
            read = parse(texts, wkt=self.wkt)
            these = slice(start, start + len(texts))
            self.empty[these] = are_empty(read)
            read[self.empty[these]] = None
            shapes = shapes_to_degrees(read, self.crs)
            self._learn(shapes, these)
            yield shapes

    def _learn(self, shapes: Texts, these: slice) -> None:
        points = are_points(shapes)
        self.others[these] = are_shapes(shapes) & ~points
        self.bounds[these] = bounds_of(shapes)
        self.longitude[these] = np.where(points, self.bounds[these, 0], np.nan)
        self.latitude[these] = np.where(points, self.bounds[these, 1], np.nan)
        self.twisted[these] = are_twisted(shapes)


def _texts(table: Places, text: str, which: str, order: str) -> Texts:
    (texts,) = table.holder.arrays(f"SELECT {text} AS t FROM source WHERE {which} {order}")
    return texts.astype(object)


def _json(cell: str) -> str:
    # Python writes dictionaries with single quotes: some portals publish them so.
    return f"CASE WHEN starts_with({cell}, '{{''') THEN replace({cell}, '''', '\"') ELSE {cell} END"


def _srid(table: Places, cell: str) -> str | None:
    """Give the reference system that the texts begin with, when they all agree."""
    found = table.holder.all(
        f"SELECT DISTINCT regexp_extract({cell}, {quoted(_SRID)}, 1, 'i') FROM source WHERE {cell} IS NOT NULL LIMIT 3"
    )
    told = {each for (each,) in found if each}
    return f"EPSG:{int(next(iter(told)))}" if len(told) == 1 else None


def _chosen_crs(shapes: Texts, srid: str | None, told: str | None) -> tuple[str | None, str]:
    """Choose the reference system: declared, else proved by the values."""
    edges = bounds_of(shapes)
    x, y = complete(edges[:, 0], edges[:, 1])
    in_degrees = 2 * int(inside(x, y, WORLD).sum()) > len(x)
    declared = srid or told
    if declared and declared != WGS84 and known(declared) and not in_degrees:
        return declared, f"in {shown_crs(declared)}, as is declared"
    if in_degrees or not len(x):
        return WGS84, "in degrees"
    found = crs_of_metres(x, y)
    if found and not found.swapped:
        return found.crs, f"in {shown_crs(found.crs)}, as the range of the values shows"
    return None, ""
