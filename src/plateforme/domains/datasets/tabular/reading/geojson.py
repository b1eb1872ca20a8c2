"""Features as flat objects: their properties, their id, and their geometry as compact GeoJSON text (RFC 7946)."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from plateforme.domains.datasets.tabular.reading.json_stream import Number, Window, written

_NAMED_CRS = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?([A-Za-z]+):+(?:[\w.]*:)?(\w+)")
_LONGEST_NAME = 100


class Part(Enum):
    """What a feature holds besides its properties: a column of its own, whatever the properties are called."""

    ID = "id"
    GEOMETRY = "geometry"


Name = str | Part


class NoFeature(Exception):
    """Something stands where a feature is expected."""


class Text(str):
    """A geometry written as JSON."""

    __slots__ = ()


def is_feature(item: object) -> bool:
    """Tell a GeoJSON feature from any other object."""
    return isinstance(item, dict) and item.get("type") == "Feature" and ("geometry" in item or "properties" in item)


def flat(item: object) -> dict[Name, Any]:
    """Give the cells of a feature by name."""
    if not isinstance(item, dict) or not is_feature(item):
        raise NoFeature
    properties, geometry = item.get("properties"), item.get("geometry")
    if not isinstance(properties, dict | None) or not isinstance(geometry, dict | None):
        raise NoFeature
    first = {Part.ID: item["id"]} if "id" in item else {}
    return {**first, **(properties or {}), Part.GEOMETRY: None if geometry is None else Text(written(geometry))}


def ordered(names: Mapping[Name, object]) -> tuple[Name, ...]:
    """Put the id first and the geometry last."""
    return tuple(sorted(names, key=lambda name: 0 if name is Part.ID else 2 if name is Part.GEOMETRY else 1))


def labels(names: tuple[Name, ...]) -> tuple[str, ...]:
    """Name every column; a property keeps its name, and the feature's own part gives way: `geometry_2`."""
    taken = {name for name in names if isinstance(name, str)}
    told = []
    for name in names:
        if isinstance(name, str):
            told.append(name)
            continue
        label, twin = name.value, 1
        while label in taken:
            twin += 1
            label = f"{name.value}_{twin}"
        taken.add(label)
        told.append(label)
    return tuple(told)


def collection(window: Window, about: dict[str, Any]) -> Iterator[Any]:
    """Give the features of the object that begins here, one by one; its other members go to `about`.

    A single feature is given too. When the object is neither, `about` says so: it has no `features` and no item came.
    """
    single: dict[str, Any] = {}
    for name in window.members():
        if name == "features" and window.next_character() == "[":
            about["features"] = True
            yield from window.items()
        elif name in ("type", "crs", "id", "properties", "geometry"):
            single[name] = window.next_value()
        else:
            window.next_value()
    about |= {"type": single.get("type"), "crs": crs_name(single.get("crs"))}
    if not about.get("features") and is_feature(single):
        yield single


def crs_name(crs: object) -> str | None:
    """Give the short name of a `crs` member of GeoJSON 2008, such as `EPSG:2154`; None when it says nothing."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    if isinstance(crs, dict) and crs.get("type") == "EPSG" and isinstance(code, str | Number):
        name = f"EPSG:{code}"
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return None
    found = _NAMED_CRS.fullmatch(name.strip())
    return f"{found.group(1).upper()}:{found.group(2)}" if found else None
