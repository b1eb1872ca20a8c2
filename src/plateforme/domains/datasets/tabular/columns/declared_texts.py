"""How the cells of the declared types that stay text are read: places, JSON, times, addresses."""

from collections.abc import Mapping

from plateforme.domains.datasets.tabular.columns.readings import MONTH, TIME, YEAR, Reading
from plateforme.kit.grammar.column_types import ColumnType

_ATOM = r"[\w!#$%&'*+/=?^`{|}~\pL-]+"
_HOST_LABEL = r"[\pL\pN](?:[\pL\pN-]*[\pL\pN])?"
_AMOUNT = r"\d+(?:[.,]\d+)?"
_STRING_FORMATS: Mapping[str, str] = {
    "email": rf"{_ATOM}(?:\.{_ATOM})*@(?:{_HOST_LABEL}\.)+\pL(?:[\pL\pN-]*[\pL\pN])",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "uuid": r"(?i:[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})",
    "binary": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "wkt": r"(?is:\s*(?:SRID=\d+;\s*)?(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON"
    r"|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*(?:EMPTY|\(.*\))\s*)",
}
_DURATION = (
    rf"[+-]?P(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?"
)
_CLOCK_ZONE = r"(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
_COORDINATE = r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?"
_GEOMETRIES = "'Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'"
# The engine's patterns cannot look ahead: the value refuses a duration of nothing, such as `P` or `P1DT`.
_TYPES: Mapping[str, tuple[str, str]] = {
    "time": (TIME + _CLOCK_ZONE, "{v}"),
    "yearmonth": (f"{YEAR}-{MONTH}", "{v}"),
    "duration": (_DURATION, "CASE WHEN right({v}, 1) NOT IN ('P', 'T') THEN {v} END"),
}
_ARRAY, _OBJECT = r"(?s:\s*\[.*\]\s*)", r"(?s:\s*\{.*\}\s*)"
# The engine stops at a text that is no JSON, even behind a condition that spares it: it may ask both at once.
_DOCUMENT = "CASE WHEN json_valid({v}) THEN {v} END"
_SAYS = "The declared schema says so."
_BLANK = "' \t'"


def text_reading(kind: str, format_: str) -> Reading:
    """Give the reading of a declared type whose values stay text; an unknown format takes any text."""
    if kind == "geopoint":
        return _geopoint(format_)
    if kind == "geojson":
        return _geojson(format_)
    if kind in ("array", "object"):
        return _json(kind)
    if kind in _TYPES:
        return _text(kind, *_TYPES[kind])
    guard = _STRING_FORMATS.get(format_, "") if kind == "string" else ""
    return _text(format_ if guard else "text", guard)


def _text(name: str, guard: str, value: str = "{v}") -> Reading:
    return Reading(name, ColumnType.STRING, guard, value, _SAYS)


def _json(kind: str) -> Reading:
    return _text(kind, _ARRAY if kind == "array" else _OBJECT, _DOCUMENT)


def _geopoint(format_: str) -> Reading:
    """Read `lon, lat`, `[lon, lat]` or `{"lon": …, "lat": …}`, within the globe."""
    if format_ == "array":
        lon, lat = (_member(f"$[{at}]") for at in (0, 1))
        return _text("geopoint", _ARRAY, _when(f"json_array_length({_DOCUMENT}) = 2", _on_globe(lon, lat)))
    if format_ == "object":
        lon, lat = (_member(f"$.{name}") for name in ("lon", "lat"))
        return _text("geopoint", _OBJECT, _when(f"len(json_keys({_DOCUMENT})) = 2", _on_globe(lon, lat)))
    lon, lat = (f"trim(split_part({{v}}, ',', {at}), {_BLANK})" for at in (1, 2))
    return _text("geopoint", rf"\s*{_COORDINATE}\s*,\s*{_COORDINATE}\s*", _when(_on_globe(lon, lat)))


def _on_globe(lon: str, lat: str) -> str:
    return f"abs(TRY_CAST({lon} AS DOUBLE)) <= 180 AND abs(TRY_CAST({lat} AS DOUBLE)) <= 90"


def _geojson(format_: str) -> Reading:
    """Read a geometry, a feature or a collection: the type and the member that it must have."""
    type_ = _member("$.type")
    if format_ == "topojson":
        return _text("topojson", _OBJECT, _when(f"{type_} = 'Topology'"))
    member = (
        f"CASE {type_} WHEN 'Feature' THEN '$.geometry' WHEN 'FeatureCollection' THEN '$.features' "
        "WHEN 'GeometryCollection' THEN '$.geometries' ELSE '$.coordinates' END"
    )
    known = f"{type_} IN ({_GEOMETRIES}, 'Feature', 'FeatureCollection')"
    return _text("geojson", _OBJECT, _when(known, f"json_exists({_DOCUMENT}, {member})"))


def _member(path: str) -> str:
    return f"json_extract_string({_DOCUMENT}, '{path}')"


def _when(*conditions: str) -> str:
    return f"CASE WHEN {' AND '.join(conditions)} THEN {{v}} END"
