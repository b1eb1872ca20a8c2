"""Street reports as GeoJSON (RFC 7946): the fields that JSON has, as properties of a feature at the report’s point."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson
from fastapi import Request, Response
from pydantic import Field

from plateforme.api.paging import link_header
from plateforme.api.v1.geojson import GEOJSON, prefers_features
from plateforme.api.v1.reports.telling import ReportOut, tag_of
from plateforme.api.wire import Page, PageCount, PageLinks

Form = Literal["json", "geojson"]

FORM: Final = "`json` or `geojson` (RFC 7946). Left out, `Accept` decides."

CONTENT: Final[dict[str, Any]] = {
    GEOJSON: {
        "schema": {
            "type": "object",
            "description": "A GeoJSON FeatureCollection, or a Feature: `id` is the reference, `properties` are the "
            "fields but `lon` and `lat`; beside them `links`, `numberReturned` and, when it was counted, "
            "`numberMatched`.",
        }
    }
}
"""What the document says beside JSON, for the 200 answer of an operation."""

_AT_POINT: Final = ("lon", "lat")


def form_field() -> Any:
    """The parameter `format` of a list."""
    return Field(default=None, description=FORM, examples=["geojson"])


def wants_features(request: Request, form: Form | None) -> bool:
    """Tell in which form reports are wanted: the parameter decides, then what `Accept` prefers by name."""
    return prefers_features(request) if form is None else form == "geojson"


def feature(report: ReportOut, **beside: Any) -> dict[str, Any]:
    """One report as a feature; `beside` are properties of its place in an answer, such as a distance."""
    told = report.model_dump(mode="json")
    point = [told.pop(name) for name in _AT_POINT]
    return {
        "type": "Feature",
        "id": report.reference,
        "geometry": None if None in point else {"type": "Point", "coordinates": point},
        "properties": {**told, **beside},
    }


def page_of_features(features: list[dict[str, Any]], links: PageLinks, count: PageCount) -> Response:
    """The answer with a page of features; the links are in the body and in the `Link` header."""
    told = {"self": links.self, "first": links.first, "next": links.next}
    body = {
        "type": "FeatureCollection",
        "features": features,
        "links": [{"rel": rel, "type": GEOJSON, "href": href} for rel, href in told.items() if href],
        "numberReturned": len(features),
        **({"numberMatched": count.value} if count.mode == "exact" else {}),
    }
    return _answer(body, {"Link": header} if (header := link_header(links)) else {})


def page_in_features(page: Page[ReportOut]) -> Response:
    """A page of reports as features."""
    return page_of_features([feature(each) for each in page.items], page.links, page.count)


def one_in_features(report: ReportOut) -> Response:
    """One report as a feature; its tag is another one than that of the same report in JSON."""
    return _answer(feature(report), {"ETag": tag_of(report, "g")})


def _answer(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(orjson.dumps(body), media_type=GEOJSON, headers=dict(headers))
