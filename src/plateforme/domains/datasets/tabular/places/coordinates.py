"""What the values of two columns prove: degrees or metres, of which projection, in which order.

The boxes of France are evidence, never a rule: a table may speak of any place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plateforme.domains.datasets.tabular.geometry import WGS84

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]

MOST = 0.9
"""The share of the rows that must agree before the values alone count as proof; the others are told as oddities."""

HALF = 0.5
"""The share that confirms what the names say."""

WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
# West, south, east, north, with a margin of some ten kilometres: metropolitan France, then the overseas territories.
FRANCE: tuple[Box, ...] = (
    (-5.5, 41.2, 9.8, 51.3),
    (-63.3, 15.7, -60.9, 18.3),
    (-61.4, 14.3, -60.7, 15.0),
    (-54.8, 2.0, -51.4, 6.0),
    (55.0, -21.6, 56.0, -20.7),
    (44.9, -13.2, 45.4, -12.5),
    (-56.6, 46.6, -56.0, 47.3),
    (158.0, -23.5, 172.2, -17.5),
    (-155.0, -28.5, -134.0, -7.5),
    (-178.6, -14.7, -175.8, -12.8),
)
# Metres that France has in each projection. Those of the nine conic zones (EPSG:3942 to 3950) lie around
# y = 1 200 000, 2 200 000… by construction, so that no two zones meet.
METRES: dict[str, Box] = {
    "EPSG:2154": (0.0, 6.0e6, 1.3e6, 7.2e6),
    **{f"EPSG:{3942 + zone}": (1.0e6, 1.05e6 + zone * 1.0e6, 2.4e6, 1.35e6 + zone * 1.0e6) for zone in range(9)},
    "EPSG:27572": (0.0, 1.6e6, 1.0e6, 2.7e6),
}
NAMES_OF_CRS = {
    WGS84: "degrees (WGS84)",
    "EPSG:2154": "Lambert-93 metres (EPSG:2154)",
    "EPSG:27572": "Lambert II étendu metres (EPSG:27572)",
    "EPSG:3857": "Web Mercator metres (EPSG:3857)",
    **{f"EPSG:{3900 + zone}": f"CC{zone} metres (EPSG:{3900 + zone})" for zone in range(42, 51)},
}


@dataclass(frozen=True)
class Verdict:
    """What two columns are: the reference system, and whether the first one holds the ordinate."""

    crs: str
    swapped: bool = False


def inside(x: Numbers, y: Numbers, box: Box) -> Flags:
    """Tell which points are in a box; a missing coordinate is in none."""
    west, south, east, north = box
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def in_france(x: Numbers, y: Numbers) -> Flags:
    """Tell which points are in France, overseas included."""
    found = inside(x, y, FRANCE[0])
    elsewhere = np.flatnonzero(~found)  # most tables speak of the metropolis only
    if len(elsewhere):
        x, y = x[elsewhere], y[elsewhere]
        found[elsewhere] = np.logical_or.reduce([inside(x, y, box) for box in FRANCE[1:]])
    return found


def complete(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Keep the points that have both coordinates and are not the 0, 0 of a missing place."""
    kept = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    return (x, y) if kept.all() else (x[kept], y[kept])


def judge(x: Numbers, y: Numbers, *, degrees: bool, told: str | None) -> Verdict | None:
    """Settle what a pair is; None when its values are no coordinates.

    `degrees` means that the names say longitude and latitude: then values in the range of the globe suffice. With names
    such as x and y they must also lie in France, for anything may be called so. `told` is the reference system that
    the names tell. Columns count as swapped only when every value proves it.
    """
    x, y = complete(x, y)
    if not len(x):
        return None
    if told in METRES:
        return _in_metres(x, y, told, enough=HALF) or _as_degrees(x, y, sure=degrees)
    if told not in (None, WGS84):
        return Verdict(told) if _share(inside(x, y, WORLD)) < 1 - MOST else _as_degrees(x, y, sure=degrees)
    return _as_degrees(x, y, sure=degrees or told == WGS84) or crs_of_metres(x, y)


def crs_of_metres(x: Numbers, y: Numbers) -> Verdict | None:
    """Find the projection whose range holds the values."""
    return next((found for crs in METRES if (found := _in_metres(x, y, crs))), None)


def order_of(first: Numbers, second: Numbers) -> bool | None:
    """Tell whether the first of two numbers is the latitude, when the values prove it; None when they do not."""
    first, second = complete(first, second)
    if not len(first):
        return None
    as_lon_lat, as_lat_lon = in_france(first, second), in_france(second, first)
    for proof, against in ((as_lon_lat, as_lat_lon), (as_lat_lon, as_lon_lat)):
        if _share(proof) >= MOST and not against.any():
            return proof is as_lat_lon
    if not inside(first, second, WORLD).any() and inside(second, first, WORLD).all():
        return True
    if not inside(second, first, WORLD).any() and inside(first, second, WORLD).all():
        return False
    return None


def _as_degrees(x: Numbers, y: Numbers, *, sure: bool) -> Verdict | None:
    if not sure:
        return Verdict(WGS84) if _share(in_france(x, y)) >= MOST else None
    right = inside(x, y, WORLD)
    if _share(right) > HALF:
        return Verdict(WGS84)
    return Verdict(WGS84, swapped=True) if not right.any() and inside(y, x, WORLD).all() else None


def _in_metres(x: Numbers, y: Numbers, crs: str, *, enough: float = MOST) -> Verdict | None:
    box = METRES[crs]
    if _share(inside(x, y, box)) >= enough:
        return Verdict(crs)
    return Verdict(crs, swapped=True) if inside(y, x, box).all() else None


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else 0.0
