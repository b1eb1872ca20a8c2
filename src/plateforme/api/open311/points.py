"""Places in the arguments of GeoReport v2: a point, a circle around it, a box."""

from typing import Final

from plateforme.api.open311.arguments import Arguments
from plateforme.api.open311.errors import BadArgument
from plateforme.kit.grammar.areas import RADIUS_MAX, read_box
from plateforme.kit.grammar.conditions import Circle, Condition, Place
from plateforme.kit.grammar.errors import BadValue

PLACE: Final = Place("lon", "lat")
LON_MAX, LAT_MAX = 180, 90


def read_point(arguments: Arguments) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees (WGS 84): both or neither."""
    lat, lon = arguments.number("lat"), arguments.number("long")
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        raise BadArgument(
            "lat" if lat is None else "long",
            "lat and long go together: send both, or neither.",
            french="lat et long vont ensemble : envoyez les deux, ou aucun.",
        )
    for name, value, most in (("lat", lat, LAT_MAX), ("long", lon, LON_MAX)):
        if abs(value) > most:
            raise BadArgument(
                name,
                f"degrees lie between -{most} and {most} here (WGS 84).",
                french=f"les degrés vont ici de -{most} à {most} (WGS 84).",
            )
    return lon, lat


def read_places(arguments: Arguments) -> tuple[Condition, ...]:
    """The conditions on places: `bbox`, and `lat` with `long` and `radius`, all three or none."""
    found: list[Condition] = []
    if (box := arguments.text("bbox")) is not None:
        try:
            found.append(read_box(box, PLACE))
        except BadValue:
            raise BadArgument(
                "bbox",
                "give west,south,east,north in degrees, such as -1.65,47.18,-1.47,47.30.",
                french="donnez ouest,sud,est,nord en degrés, tels que -1.65,47.18,-1.47,47.30.",
            ) from None
    point, radius = read_point(arguments), arguments.number("radius")
    if point is None and radius is None:
        return tuple(found)
    if point is None or radius is None or not 0 < radius <= RADIUS_MAX:
        raise BadArgument(
            "radius" if point is not None else "lat",
            f"lat, long and radius go together; radius is in metres, above 0 and up to {RADIUS_MAX}.",
            french=f"lat, long et radius vont ensemble ; radius est en mètres, plus de 0 et au plus {RADIUS_MAX}.",
        )
    return (*found, Circle(PLACE, point[0], point[1], radius))
