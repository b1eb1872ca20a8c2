"""Reading JSON: an array of objects, one object per line or GeoJSON features, streamed into rows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plateforme.domains.datasets.tabular.reading import geojson
from plateforme.domains.datasets.tabular.reading.detection import Format
from plateforme.domains.datasets.tabular.reading.geojson import Name
from plateforme.domains.datasets.tabular.reading.headers import BLANKS, clean_label
from plateforme.domains.datasets.tabular.reading.json_stream import DECODER, LARGEST_VALUE, NamedTwice, Number, Window
from plateforme.domains.datasets.tabular.reading.rewriting import Numbered, Rewritten, stop_if_too_many, write_rows
from plateforme.domains.datasets.tabular.report import Report

_SHAPE = "Send an array of flat objects, [{…}, {…}], one object per line (ndjson), or GeoJSON features."
_FEATURES = "Send features of one FeatureCollection, each with an object or null as properties and as geometry."


def rewrite_objects(
    source: Path, kind: Format, encoding: str, target: Path, *, most_columns: int, report: Report
) -> Rewritten:
    """Write the objects as rows; the columns are all the names met, in order of appearance.

    Features give their properties, their id when they have one, and their geometry, the last column.
    """
    kinds: dict[Name, set[str]] = {}
    about: dict[str, Any] = {}
    for place, item in _objects(source, kind, encoding, about, report):
        for name, value in item.items():
            kinds.setdefault(name, set()).add(_kind(value))
        if len(kinds) > most_columns:
            stop_if_too_many(tuple(map(str, kinds)), most_columns, report)
        if not item:
            report.warn("blank-row", "The object is empty and was left out.", "Delete the object.", row=place)
    if about.get("is_geojson"):
        report.source |= {"format": Format.GEOJSON.value, "crs": about.get("crs")}
    names = geojson.ordered(kinds)
    labels = tuple(clean_label(label) for label in geojson.labels(names))
    # What the second pass would say of blank lines is said already.
    rows = _cells(_objects(source, kind, encoding, {}, Report()), names, labels, report)
    longest = write_rows(target, rows, report)
    return Rewritten(target, labels, longest, tuple(frozenset(kinds[name] - {"null"}) for name in names), None)


def _cells(
    objects: Iterator[tuple[int, dict[Name, Any]]], names: tuple[Name, ...], labels: tuple[str, ...], report: Report
) -> Iterator[Numbered]:
    for place, item in objects:
        cells = [_text(item.get(name)) for name in names]
        for label, cell in zip(labels, cells, strict=True):
            if "\0" in cell:
                said = "The cell holds a NUL character."
                report.add("source-error", said, "Remove the character.", row=place, column=label)
        if item:
            yield place, cells


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, Number):
        return "number"
    if isinstance(value, geojson.Text):
        return "geometry"
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "nested"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """Give nested numbers back their nature: they were read as texts."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return json.loads(value) if isinstance(value, Number) else value


def _objects(
    source: Path, kind: Format, encoding: str, about: dict[str, Any], report: Report
) -> Iterator[tuple[int, dict[Name, Any]]]:
    """Give the objects with their places; once one is a feature, all must be."""
    reading = {Format.NDJSON: _lines, Format.SEQUENCE: _sequence}.get(kind, _whole)
    place = 0
    try:
        for place, item in reading(source, "utf-8-sig" if encoding == "utf-8" else encoding, about, report):
            about.setdefault("is_geojson", about.get("features", False) or geojson.is_feature(item))
            if about["is_geojson"]:
                yield place, geojson.flat(item)
            elif isinstance(item, dict):
                yield place, dict(item)
            else:
                raise report.refuse("format-error", "This item is not an object.", _SHAPE, row=place)
    except geojson.NoFeature as fault:
        said = "A feature is expected here, and this is none."
        raise report.refuse("format-error", said, _FEATURES, row=place) from fault
    except NamedTwice as fault:
        said = "An object holds the same name twice."
        raise report.refuse("duplicate-label", said, "Give each name once.", row=place + 1) from fault
    except (RecursionError, UnicodeDecodeError) as fault:
        raise report.refuse("format-error", "The JSON is damaged or nested too deep.", _SHAPE, row=place + 1) from fault
    except ValueError as fault:
        raise report.refuse(
            "format-error", "The JSON is not valid or is cut here.", _SHAPE, row=place + 1 if place else None
        ) from fault


def _lines(source: Path, encoding: str, _about: dict[str, Any], report: Report) -> Iterator[tuple[int, Any]]:
    place = 0
    with source.open(encoding=encoding, newline="\n") as stream:
        while line := stream.readline(LARGEST_VALUE):
            place += 1
            if not (text := line.strip(BLANKS)):
                report.warn("blank-row", "The line is blank and was left out.", "Delete the line.", row=place)
                continue
            try:
                yield place, DECODER.decode(text)
            except ValueError as fault:
                raise report.refuse("format-error", "The line is not valid JSON.", _SHAPE, row=place) from fault


def _sequence(source: Path, encoding: str, _about: dict[str, Any], _report: Report) -> Iterator[tuple[int, Any]]:
    with source.open(encoding=encoding) as stream:
        window, place = Window(stream.read), 0
        while window.next_character():
            place += 1
            yield place, window.next_value()


def _whole(source: Path, encoding: str, about: dict[str, Any], report: Report) -> Iterator[tuple[int, Any]]:
    with source.open(encoding=encoding) as stream:
        window, place = Window(stream.read), 0
        is_array = window.next_character() == "["
        for place, item in enumerate(window.items() if is_array else geojson.collection(window, about), start=1):
            yield place, item
        is_collection = about.get("features") and about.get("type") == "FeatureCollection"
        if not (is_array or is_collection or (place and not about.get("features"))):
            raise report.refuse("format-error", "The JSON is one object, not an array of objects.", _SHAPE)
        if window.next_character():
            said = "Something follows the end of the JSON."
            raise report.refuse("format-error", said, "Send one JSON text; name one object per line .ndjson.")
