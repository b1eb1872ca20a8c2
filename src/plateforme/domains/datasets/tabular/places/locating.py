"""Finding where the rows of a table are: names first, then what values prove.

Nothing is read of a table whose names and first cells speak of no place. A declared schema rules: columns are added
only when it declares a geometry or a reference system.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.geometry import POINT, WGS84, Geometry, crs_of
from plateforme.domains.datasets.tabular.places.coordinate_names import (
    Pair,
    crs_named,
    names_a_place,
    pairs,
)
from plateforme.domains.datasets.tabular.places.coordinates import (
    WORLD,
    Numbers,
    Verdict,
    complete,
    in_france,
    inside,
    judge,
)
from plateforme.domains.datasets.tabular.places.declared_places import Declared
from plateforme.domains.datasets.tabular.places.derived import derived_columns
from plateforme.domains.datasets.tabular.places.descriptions import Places, box_of, shown_crs
from plateforme.domains.datasets.tabular.places.place_texts import Form, form_of
from plateforme.domains.datasets.tabular.places.point_texts import read_point_texts
from plateforme.domains.datasets.tabular.places.projections import known, to_degrees
from plateforme.domains.datasets.tabular.places.shapes import Shapes, read_shapes
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
SAMPLE = 20
_SWAPPED = "Name the columns the other way round, or put each value in the column of its name."


def locate(
    planned: Sequence[Planned], schema: TableSchema, declared: TableSchema | None, table: Places, report: Report
) -> tuple[list[Planned], TableSchema]:
    """Give the columns to store, with the places that were computed, and the schema that tells where rows are."""
    if not any(each.column.type in (*_NUMBERS, ColumnType.STRING) for each in planned):
        return list(planned), schema
    return _Search(list(planned), schema, Declared(declared), table, report).run()


@dataclass
class _Search:
    """The columns of one table, looked at for places."""

    planned: list[Planned]
    schema: TableSchema
    declared: Declared
    table: Places
    report: Report
    geometry: Geometry | None = None
    added: dict[str, Numbers] = field(default_factory=dict)
    why: str = ""

    def run(self) -> tuple[list[Planned], TableSchema]:
        columns = list(self.schema.columns)
        shapes = self._shapes()
        for each in shapes:
            self.planned[each.at] = each.planned
            columns[each.at] = each.planned.column
        before = self.declared.geometry
        as_points = before is not None and before.kind == POINT
        outlines = next((each for each in shapes if each.others.any() and not as_points), None)
        if outlines:
            self.geometry = outlines.geometry()
        else:
            self._points(next(iter(shapes), None))
        geometry = self.geometry
        if geometry and self.added:
            made, geometry = derived_columns(self.added, geometry, columns, self.table, why=self.why)
            self.planned.extend(made)
            columns.extend(each.column for each in made)
        return self.planned, replace(self.schema, columns=tuple(columns), geometry=geometry)

    def _shapes(self) -> list[Shapes]:
        found = []
        for at, form in self._texts(shapes=True):
            each = self.planned[at]
            crs = self.declared.crs_of(each.column) or crs_of(self.report.source.get("crs"))
            crs = crs or crs_named(each.column.name)
            read = read_shapes(
                self.table, each, at, form, crs, self.report, declared=self.declared.is_place(each.column)
            )
            if read:
                found.append(read)
        return found

    def _points(self, shapes: Shapes | None) -> None:
        """Choose the columns that say best where the rows are: degrees as they are, then what must be converted."""
        before = self.declared.geometry
        wanted = pairs([each.column.name for each in self.planned])
        if before and before.column is None and set(before.source) <= set(self.schema.names):
            wanted = [*_pair_of(before, self.schema), *wanted]
        if any(self._describe(pair) for pair in wanted if pair.degrees):
            if self.geometry and shapes:
                column = shapes.planned.column.name
                source = (column,) if shapes.crs != WGS84 else ()
                self.geometry = replace(self.geometry, column=column, source=source, source_crs=shapes.crs)
            return
        if shapes:
            said = "The geometry is not one point: the row has no longitude and no latitude"
            remedy = "Give one point, or declare the table without its geometry."
            self.table.tell_rows(self.report, shapes.others, said, remedy, column=shapes.planned.shown)
            self._derive(shapes.longitude, shapes.latitude, (shapes.planned.column,), shapes.crs, shapes.planned.column)
        elif not any(self._describe(pair) for pair in wanted if not pair.degrees):
            self._point_text()

    def _describe(self, pair: Pair) -> bool:
        """Take a pair of columns, as it is or converted; False when its values are no places."""
        xs, ys = self.planned[pair.x], self.planned[pair.y]
        if not (_may_be_numbers(xs) and _may_be_numbers(ys)):
            return False
        x, y = self.table.arrays([_number(xs), _number(ys)])
        texts = [each for each in (xs, ys) if each.column.type is ColumnType.STRING]
        if texts and not self._mostly_numbers(texts, x, y):
            return False
        sure = self.declared.crs_of(xs.column, of_schema=not pair.degrees)
        verdict = self._judge(pair, x, y, sure)
        if verdict is None or not known(verdict.crs):
            self._tell_unplaced(pair, x, y)
            return False
        if verdict.swapped:
            self._tell_swapped(xs, ys)
            xs, ys, x, y = ys, xs, y, x
        if verdict.crs != WGS84 and self.declared and not sure:
            return False
        if verdict.crs != WGS84 or texts:
            self._convert(xs, ys, x, y, verdict.crs)
        else:
            self._take(xs, ys, x, y)
        return True

    def _judge(self, pair: Pair, x: Numbers, y: Numbers, sure: str | None) -> Verdict | None:
        if sure and sure != WGS84:
            return Verdict(sure)
        if self.declared and pair.degrees and not len(complete(x, y)[0]):
            return Verdict(WGS84)
        return judge(x, y, degrees=pair.degrees, told=sure or pair.crs)

    def _take(self, xs: Planned, ys: Planned, x: Numbers, y: Numbers) -> None:
        """Describe two columns of degrees as they are, and tell the rows that look wrong."""
        present = np.isfinite(x) & np.isfinite(y)
        right = inside(x, y, WORLD)
        both = f"{xs.shown}, {ys.shown}"
        said = "The longitude or the latitude is outside the globe"
        remedy = "Write degrees, the longitude within ±180 and the latitude within ±90, with the point in its place."
        self.table.tell_rows(self.report, present & ~right, said, remedy, column=both)
        turned = present & ~in_france(x, y)
        turned[turned] = in_france(y[turned], x[turned])
        said = f"“{xs.shown}” and “{ys.shown}” look swapped: the place is in France only the other way round"
        self.table.tell_rows(self.report, turned, said, "Swap the two values.", column=both)
        box = box_of(x[right], y[right])
        self.geometry = Geometry(POINT, xs.column.name, ys.column.name, bbox=box)

    def _convert(self, xs: Planned, ys: Planned, x: Numbers, y: Numbers, crs: str) -> None:
        longitude, latitude = to_degrees(x, y, crs)
        lost = (np.isfinite(x) | np.isfinite(y)) & np.isnan(longitude)
        said = f"The coordinates are incomplete or no {shown_crs(crs)}: the row has no place"
        remedy = f"Write both coordinates in {shown_crs(crs)}."
        self.table.tell_rows(self.report, lost, said, remedy, column=f"{xs.shown}, {ys.shown}")
        self._derive(longitude, latitude, (xs.column, ys.column), crs)

    def _derive(
        self, longitude: Numbers, latitude: Numbers, source: Sequence[Column], crs: str, shape: Column | None = None
    ) -> Geometry:
        self.added = {"longitude": longitude, "latitude": latitude}
        names = tuple(each.name for each in source)
        box = box_of(longitude, latitude)
        column = shape.name if shape else None
        self.geometry = Geometry(POINT, "longitude", "latitude", column, names, crs, bbox=box)
        return self.geometry

    def _point_text(self) -> None:
        """Take the first column whose texts hold both coordinates."""
        for at, form in self._texts(shapes=False):
            each = self.planned[at]
            crs = self.declared.crs_of(each.column, of_schema=False) or WGS84
            before = self.declared.geometry
            told = before.latitude_first if before and each.column.name in before.source else None
            sure = self.declared.is_place(each.column)
            read = read_point_texts(self.table, each, form, crs, self.report, before=told, declared=sure)
            if read:
                found = self._derive(read.longitude, read.latitude, (each.column,), crs)
                self.geometry = replace(found, latitude_first=read.latitude_first)
                self.why = f" It {read.why}"
                return

    def _texts(self, *, shapes: bool) -> list[tuple[int, Form]]:
        """Give the text columns whose first cells look like places, with the form they have."""
        asked = [at for at, each in enumerate(self.planned) if self.declared.may_hold_places(each, shapes=shapes)]
        if not asked:
            return []
        samples = self.table.first_cells([self.planned[at].cell for at in asked], SAMPLE)
        found = []
        for at, cells in zip(asked, samples, strict=True):
            name = self.planned[at].column.name
            seen = cells or (self.table.any_cell(self.planned[at].cell) if names_a_place(name) else [])
            form = form_of(seen)
            if form and form.is_shape == shapes:
                found.append((at, form))
        return found

    def _mostly_numbers(self, texts: Sequence[Planned], x: Numbers, y: Numbers) -> bool:
        before = self.declared.geometry
        if before and {each.column.name for each in texts} <= set(before.source):
            return True
        filled = np.logical_and.reduce([self.table.filled(each.cell) for each in texts])
        return bool(not self.declared and (np.isfinite(x) & np.isfinite(y)).sum() > filled.sum() / 2)

    def _tell_swapped(self, xs: Planned, ys: Planned) -> None:
        said = f"“{xs.shown}” and “{ys.shown}” are swapped: every value proves it, and they were read so."
        self.report.warn("geometry-warning", said, _SWAPPED, column=f"{xs.shown}, {ys.shown}")

    def _tell_unplaced(self, pair: Pair, x: Numbers, y: Numbers) -> None:
        if not pair.degrees and not pair.crs:
            return
        if not len(complete(x, y)[0]):
            return
        both = f"{self.planned[pair.x].shown}, {self.planned[pair.y].shown}"
        said = "The columns are named as coordinates, and their values are of no reference system that is known."
        self.report.warn("geometry-warning", said, "Declare the `crs` of the columns, such as EPSG:2154.", column=both)


def _pair_of(before: Geometry, schema: TableSchema) -> list[Pair]:
    """Give the two columns from which the last publication computed places."""
    match [schema.names.index(name) for name in before.source]:
        case [x, y]:
            return [Pair(x, y, degrees=False, crs=before.source_crs)]
    return []


def _may_be_numbers(each: Planned) -> bool:
    return not each.absent and each.column.type in (*_NUMBERS, ColumnType.STRING)


def _number(each: Planned) -> str:
    if each.column.type is ColumnType.STRING:
        return f"TRY_CAST(replace({each.cell}, ',', '.') AS DOUBLE)"
    return f"CAST({each.typed} AS DOUBLE)"
