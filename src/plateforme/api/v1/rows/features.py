"""Rows as GeoJSON (RFC 7946): when it is asked for by `format=geojson`, or by `Accept`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import orjson
from fastapi import Request

from plateforme.api.paging import Pager, link_header
from plateforme.api.v1.geojson import GEOJSON, prefers_features
from plateforme.api.v1.rows.reading import Reading, next_after
from plateforme.domains.datasets.tabular.engine.answers import RowPage
from plateforme.domains.datasets.tabular.geometry import POINT, Geometry
from plateforme.domains.datasets.tabular.query import Question
from plateforme.domains.datasets.tabular.query_errors import NoGeometry
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.parsing import Pairs

FORMAT: Final = frozenset({"format"})
"""The word that names the form of an answer."""

_TAGGED: Final = "-g"

CONTENT: Final[dict[str, Any]] = {
    GEOJSON: {
        "schema": {
            "type": "object",
            "description": "A GeoJSON FeatureCollection, or a Feature: `id` is the key, `properties` are the columns; "
            "beside them `links`, `numberReturned`, `numberMatched` when it was counted, and `version`.",
        }
    }
}


def wants_features(request: Request, parameters: Pairs) -> bool:
    """Tell in which form a request wants its rows: the parameter decides, then what `Accept` prefers by name."""
    asked = next((text for name, text in parameters if name == "format"), None)
    if asked is not None:
        if asked not in {"json", "geojson"}:
            raise BadValue("format", "format is json or geojson; for files, see …/exports.")
        return asked == "geojson"
    return prefers_features(request)


def as_features(reading: Reading[Question]) -> Reading[Question]:
    """Ask for what features need beside the fields; the answer is another one than that in JSON."""
    geometry = reading.table.schema.geometry
    if geometry is None:
        raise NoGeometry
    places = (geometry.longitude, geometry.latitude, geometry.column)
    needed = (*reading.question.fields, *filter(None, places), *reading.table.schema.key)
    question = replace(reading.question, fields=tuple(dict.fromkeys(needed)))
    return replace(reading, question=question, tag=f'{reading.tag[:-1]}{_TAGGED}"')


def collection(
    reading: Reading[Question], fields: Sequence[str], paging: Pager, page: RowPage
) -> tuple[bytes, dict[str, str]]:
    """Give the body and the headers of a page of features."""
    links = paging.addresses(next_after(reading.table, page.after))
    features = [_feature(row, reading.table.schema, fields) for row in orjson.loads(page.items)]
    told = {"self": links.self, "first": links.first, "next": links.next}
    body = {
        "type": "FeatureCollection",
        "features": features,
        "links": [{"rel": rel, "type": GEOJSON, "href": href} for rel, href in told.items() if href],
        "numberReturned": len(features),
        **({"numberMatched": page.total} if page.total is not None and not page.is_estimate else {}),
        "version": reading.table.number,
    }
    headers = dict(reading.headers)
    if header := link_header(links):
        headers["Link"] = ", ".join((*reading.links, header))
    return orjson.dumps(body), headers


def feature(reading: Reading[Question], fields: Sequence[str], row: bytes) -> bytes:
    """Write one row as a feature."""
    return orjson.dumps(_feature(orjson.loads(row), reading.table.schema, fields))


def _feature(row: Mapping[str, Any], schema: TableSchema, fields: Sequence[str]) -> dict[str, Any]:
    geometry = schema.geometry
    assert geometry is not None  # noqa: S101  # it was checked when features were asked for
    key = [row[name] for name in schema.key]
    return {
        "type": "Feature",
        "id": key[0] if len(key) == 1 else ",".join(quote(str(part), safe="") for part in key),
        "geometry": _place(row, geometry),
        "properties": {name: row[name] for name in fields if name != geometry.column},
    }


def _place(row: Mapping[str, Any], geometry: Geometry) -> Any:
    if geometry.kind == POINT:
        point = [row[geometry.longitude or ""], row[geometry.latitude or ""]]
        return None if None in point else {"type": "Point", "coordinates": point}
    text = row[geometry.column or ""]
    try:  # one shape that is none must not spoil the collection
        return None if text is None else orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
