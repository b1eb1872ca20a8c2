"""Which columns may be coordinates, by their names alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.geometry import WGS84

_DEGREES = (
    *(("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("xlong", "ylat"), ("xlon", "ylat")),
    *(("longitud", "latitud"), ("lonx", "laty"), ("longx", "laty"), ("xlongitude", "ylatitude")),
)
_AXES = (
    *(("x", "y"), ("xcoord", "ycoord"), ("coordx", "coordy"), ("coordonneex", "coordonneey"), ("pointx", "pointy")),
    *(("xl93", "yl93"), ("xlamb93", "ylamb93"), ("xlambert93", "ylambert93"), ("xlambert", "ylambert")),
    *(("xlamb", "ylamb"), ("xwgs84", "ywgs84"), ("geox", "geoy"), ("easting", "northing")),
)
_CRS_NAMES = (
    (re.compile(r"(?:^|_)[xy]?(?:l|lamb|lambert)_?93(?:_|$)|(?:^|_)(?:rgf_?93|2154)(?:_|$)"), "EPSG:2154"),
    (re.compile(r"(?:^|_)[xy]?(?:l|lamb|lambert)_?(?:2|ii)_?e(?:t|tendu)?(?:_|$)|(?:^|_)27572(?:_|$)"), "EPSG:27572"),
    (re.compile(r"(?:^|_)(?:3857|mercator|pseudo_mercator|webmercator)(?:_|$)"), "EPSG:3857"),
    (re.compile(r"(?:^|_)[xy]?wgs_?84(?:_|$)|(?:^|_)4326(?:_|$)"), WGS84),
)
_CONIC_ZONE = re.compile(r"(?:^|_)cc_?(4[2-9]|50)(?:_|$)")
_PLACE_WORDS = frozenset(
    (
        *("geo", "geopoint", "geom", "geometry", "geometrie", "geoloc", "geolocalisation", "geolocation", "gps"),
        *("coordonnees", "coordonneesxy", "coordonnee", "coordinates", "coords", "coord", "location", "localisation"),
        *("latlon", "latlng", "latlong", "lonlat", "longlat", "lnglat", "lat", "latitude", "lon", "longitude", "point"),
        *("position", "geocoded", "xy", "centroid", "centroide"),
    )
)
_LATITUDE_FIRST = re.compile(r"(?:^|_)lat(?:itude)?_?(?:lon|lng|long)|geo_?point(?:_2d)?(?:_|$)|geocoded|(?:^|_)gps")
_LONGITUDE_FIRST = re.compile(r"(?:^|_)(?:lon|lng|long|longitude)_?lat|(?:^|_|s)xy(?:_|$)")


@dataclass(frozen=True)
class Pair:
    """Two columns, by their places in the table, whose names are those of coordinates.

    `degrees` names say longitude and latitude; the others, such as x and y, say nothing of the unit.
    """

    x: int
    y: int
    degrees: bool
    crs: str | None = None


def pairs(names: Sequence[str]) -> list[Pair]:
    """Give the pairs among machine names, those that say most first."""
    by_word: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        for word in set(name.split("_")):
            by_word.setdefault(word, []).append(at)
    places = {name: at for at, name in enumerate(names)}
    found: dict[tuple[int, int], Pair] = {}
    for words, degrees in ((_DEGREES, True), (_AXES, False)):
        for first, second in words:
            xs, ys = by_word.get(first, []), by_word.get(second, [])
            for x, y in _partners(xs, ys, names, places, (first, second)):
                taken = any({x, y} & set(each) for each in found)
                if not taken:
                    found[x, y] = Pair(x, y, degrees, crs_named(names[x]))
    return sorted(found.values(), key=lambda pair: (not pair.degrees, pair.crs is None))


def _partners(
    xs: Sequence[int], ys: Sequence[int], names: Sequence[str], places: dict[str, int], words: tuple[str, str]
) -> list[tuple[int, int]]:
    if not (xs and ys):
        return []
    sure = []
    for x in xs:
        partner = "_".join(words[1] if word == words[0] else word for word in names[x].split("_"))
        if partner in places:
            sure.append((x, places[partner]))
    return sure or ([(xs[0], ys[0])] if len(xs) == len(ys) == 1 else [])


def crs_named(name: str) -> str | None:
    """Give the reference system that a machine name tells, such as `x_l93`."""
    zone = _CONIC_ZONE.search(name)
    if zone:
        return f"EPSG:39{zone.group(1)}"
    return next((crs for words, crs in _CRS_NAMES if words.search(name)), None)


def names_a_place(name: str) -> bool:
    """Tell whether a column of this machine name may hold both coordinates in one text."""
    return not _PLACE_WORDS.isdisjoint(name.split("_"))


def latitude_first(name: str) -> bool | None:
    """Tell the order of coordinates that a name implies: `geo_point_2d` is latitude first; None when it tells none."""
    if _LONGITUDE_FIRST.search(name):
        return False
    return True if _LATITUDE_FIRST.search(name) else None
