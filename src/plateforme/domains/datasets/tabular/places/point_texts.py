"""Columns of texts that hold both coordinates: which of the two is the latitude, and where each row is."""

from dataclasses import dataclass

import numpy as np

from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.geometry import WGS84
from plateforme.domains.datasets.tabular.places.coordinate_names import latitude_first, names_a_place
from plateforme.domains.datasets.tabular.places.coordinates import (
    MOST,
    WORLD,
    Numbers,
    complete,
    in_france,
    inside,
    order_of,
)
from plateforme.domains.datasets.tabular.places.descriptions import Places
from plateforme.domains.datasets.tabular.places.place_texts import Form, numbers_of
from plateforme.domains.datasets.tabular.places.projections import known, to_degrees
from plateforme.domains.datasets.tabular.report import Report

_ORDERS = ("longitude then latitude", "latitude then longitude")


@dataclass(frozen=True)
class Points:
    """Where the rows are, in degrees, and why the numbers were read in this order."""

    longitude: Numbers
    latitude: Numbers
    latitude_first: bool
    why: str


def read_point_texts(
    table: Places, each: Planned, form: Form, crs: str, report: Report, *, before: bool | None, declared: bool
) -> Points | None:
    """Read the column; None when its numbers are no places. `before` is the order of the last publication."""
    first, second = table.arrays(numbers_of(each.cell, form))
    turned, why = _order(each, form, first, second, before=before, declared=declared)
    x, y = (second, first) if turned else (first, second)
    if not known(crs) or not _are_places(x, y, each, crs, declared=declared):
        return None
    if crs == WGS84:
        right = inside(x, y, WORLD)
        x, y = np.where(right, x, np.nan), np.where(right, y, np.nan)
    else:
        x, y = to_degrees(x, y, crs)
    lost = table.filled(each.cell) & ~(np.isfinite(x) & np.isfinite(y))
    said = "The cell does not hold a longitude and a latitude: the row has no place"
    table.tell_rows(report, lost, said, "Write both numbers, such as 3.8796, 43.6086.", column=each.shown)
    if why.endswith("tell."):
        remedy = "Declare the column as a geopoint, longitude first, if it is not so."
        report.warn("geometry-warning", f"“{each.shown}” {why}", remedy, column=each.shown)
    return Points(x, y, turned, why)


def _are_places(x: Numbers, y: Numbers, each: Planned, crs: str, *, declared: bool) -> bool:
    x, y = complete(x, y)
    if not len(x):
        return False
    if declared or crs != WGS84:
        return True
    # A name that speaks of places needs the globe only; any other column may hold two numbers of another kind.
    agreed = inside(x, y, WORLD) if names_a_place(each.column.name) else in_france(x, y)
    return bool(agreed.mean() >= MOST)


def _order(
    each: Planned, form: Form, first: Numbers, second: Numbers, *, before: bool | None, declared: bool
) -> tuple[bool, str]:
    """Tell whether the latitude is first: by a declared geometry, the values, the declared type, the name, custom."""
    if form is Form.NAMED:
        return False, "names its longitude and its latitude."
    proved, named = order_of(first, second), latitude_first(each.column.name)
    reasons = (
        (before, ", as the declared geometry says."),
        (proved, ": the values prove it."),
        (False if declared else None, ", as its declared type says."),
        (named, ", as its name says; the values do not prove it."),
        (False if form is Form.BRACKETS else None, ", as in GeoJSON; the values do not prove it."),
    )
    for turned, why in reasons:
        if turned is not None:
            return turned, f"holds {_ORDERS[turned]}{why}"
    return True, f"was read as {_ORDERS[True]}, as is the custom: neither its values nor its name tell."
