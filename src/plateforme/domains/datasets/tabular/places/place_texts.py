"""Texts that hold a whole place: two numbers, an object with both, WKT or GeoJSON."""

import re
from collections.abc import Sequence
from enum import Enum

from plateforme.domains.datasets.tabular.columns.readings import Reading, quoted
from plateforme.kit.grammar.column_types import ColumnType

_DEGREES = r"[+-]?\d{1,9}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?"
_PLAIN = rf"\s*\(?\s*({_DEGREES})\s*[,;]\s*({_DEGREES})\s*\)?\s*"
_BRACKETS = rf"\s*\[\s*({_DEGREES})\s*,\s*({_DEGREES})\s*\]\s*"
_LONGITUDE = rf"['\"](?:lon|lng|long|longitude|x)['\"]\s*:\s*['\"]?({_DEGREES})"
_LATITUDE = rf"['\"](?:lat|latitude|y)['\"]\s*:\s*['\"]?({_DEGREES})"
_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*\d+\s*;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
_GEOMETRY = re.compile(
    r"\s*\{(?=.*['\"]type['\"]\s*:\s*['\"](?:Feature|FeatureCollection|GeometryCollection"
    r"|(?:Multi)?(?:Point|LineString|Polygon))['\"])",
    re.DOTALL,
)
_DECIMALS = re.compile(r"\.\d")

POINT_TEXT = Reading("computed", ColumnType.NUMBER, "", "{v}", "Computed at publication.")


class Form(Enum):
    """How a place is written in one cell."""

    PLAIN = "two numbers"
    BRACKETS = "two numbers in brackets"
    NAMED = "an object with a longitude and a latitude"
    WKT = "WKT"
    GEOJSON = "GeoJSON"

    @property
    def is_shape(self) -> bool:
        """Tell the forms that may hold any geometry."""
        return self in (Form.WKT, Form.GEOJSON)


def form_of(cells: Sequence[str]) -> Form | None:
    """Give the form of most of these cells, when it is that of a place."""
    forms = [_form_of(each) for each in cells]
    best = max(set(forms), key=forms.count, default=None)
    return best if best and 2 * forms.count(best) > len(forms) else None


def _form_of(cell: str) -> Form | None:
    if _WKT.match(cell):
        return Form.WKT
    if _GEOMETRY.match(cell):
        return Form.GEOJSON
    if re.search(_LONGITUDE, cell) and re.search(_LATITUDE, cell):
        return Form.NAMED
    # Whole numbers, or numbers with a decimal comma, are lists of something else.
    if found := re.fullmatch(_PLAIN, cell):
        return Form.PLAIN if all(_DECIMALS.search(each) for each in found.groups()) else None
    if found := re.fullmatch(_BRACKETS, cell):
        return Form.BRACKETS if all(_DECIMALS.search(each) for each in found.groups()) else None
    return None


def numbers_of(cell: str, form: Form) -> tuple[str, str]:
    """Give the SQL of the two numbers of a cell, in their order; longitude first when they are named."""
    if form is Form.NAMED:
        return _taken(cell, _LONGITUDE, 1), _taken(cell, _LATITUDE, 1)
    whole = f"^{_BRACKETS if form is Form.BRACKETS else _PLAIN}$"
    return _taken(cell, whole, 1), _taken(cell, whole, 2)


def _taken(cell: str, pattern: str, group: int) -> str:
    return f"TRY_CAST(regexp_extract({cell}, {quoted(pattern)}, {group}) AS DOUBLE)"
