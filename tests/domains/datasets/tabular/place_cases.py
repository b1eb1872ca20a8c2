"""What the tests of places share: known places, tables of text, and the places read back."""

import csv
import io
import json
import math
from typing import Any

from tests.domains.datasets.tabular.ingest_cases import publish

from plateforme.domains.datasets.tabular.ingestion import Ingested

# Lambert-93 metres and degrees of places whose coordinates are well known.
KNOWN = {
    "place de la Comédie": ((770964.0, 6279421.0), (3.8787, 43.6103)),
    "origin of Lambert-93": ((700000.0, 6600000.0), (3.0, 46.5)),
    "Paris": ((652469.0, 6862035.0), (2.3522, 48.8566)),
}
# Degrees: a tenth of a metre, and the four decimals that the known places are told with.
CLOSE, TOLD = 1e-6, 1e-4


def table(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"


def places(made: Ingested, rows: list[tuple[Any, ...]]) -> list[tuple[float | None, float | None]]:
    geometry = made.schema.geometry
    assert geometry
    assert geometry.longitude
    assert geometry.latitude
    x, y = (made.schema.names.index(name) for name in (geometry.longitude, geometry.latitude))
    return [(row[x], row[y]) for row in rows]


def near(found: Any, wanted: Any, tolerance: float = CLOSE) -> bool:
    return math.dist(found, wanted) < tolerance


def details(made: Ingested) -> list[str]:
    return [each["detail"] for each in made.report["warnings"] if each["code"] == "geometry-warning"]


def shapes(*cells: str, name: str = "geom", **how: Any) -> tuple[Ingested, list[Any]]:
    stream = io.StringIO()
    csv.writer(stream).writerows([["id", name], *([at, cell] for at, cell in enumerate(cells))])
    made, rows = publish(stream.getvalue(), **how)
    at = made.schema.names.index(name)
    return made, [None if row[at] is None else json.loads(row[at]) for row in rows]
