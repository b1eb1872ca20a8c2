"""What a code in `within` stands for: an outline that is published here as a row, such as that of a commune."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from plateforme.domains.datasets.moments import CURRENT
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.geometry import SHAPE
from plateforme.domains.datasets.tabular.query import parse_key
from plateforme.domains.datasets.versions import Served, answering
from plateforme.kit.db import Session
from plateforme.kit.errors import BadQuery, Conflict, Detail, Gone, Missing
from plateforme.kit.grammar.areas import POLYGONS, Contour

_LONGEST = 300


class NoContour(BadQuery):
    """A code in `within` for which no outline is published."""

    code = "no_contour"
    title = "No outline for this code"

    def __init__(self, said: str) -> None:
        """Say why there is none, and what else can be given."""
        detail = (
            f"{said} Give a GeoJSON polygon in within, or the dataset and the key of a published outline, such as "
            "within=communes-contours/44109."
        )
        super().__init__(detail, errors=[Detail("parameter", "within", "no_contour", detail)])


def find_contour(session: Session, rows: RowEngine, asked: str, *, among: Sequence[str], now: datetime) -> Contour:
    """Give the outline that `dataset/key`, or a key in one of these datasets, names; the current version has it."""
    dataset, slash, key = asked[:_LONGEST].partition("/")
    if slash:
        return _outline(_table(session, dataset, now), rows, key)
    if not among:
        raise NoContour("This platform does not say which of its datasets hold outlines.")
    for slug in among:
        try:
            return _outline(_table(session, slug, now), rows, asked)
        except NoContour:
            continue
    raise NoContour(f"No outline in {', '.join(among)} has this code.")


def _table(session: Session, dataset: str, now: datetime) -> Served:
    try:
        table = answering(session, dataset, CURRENT, now=now).table
    except (Missing, Gone, Conflict):
        raise NoContour("The dataset that should hold this outline cannot be read.") from None
    geometry = table.schema.geometry
    if geometry is None or geometry.kind != SHAPE:
        raise NoContour(f"The rows of {table.dataset} are no outlines.")
    return table


def _outline(table: Served, rows: RowEngine, code: str) -> Contour:
    geometry = table.schema.geometry
    column = (geometry.column if geometry else None) or ""
    key = parse_key(code.split(",") if len(table.schema.key) > 1 else [code], table.schema)
    found = None if key is None else rows.one(table, key, fields=[column])
    text = None if found is None else orjson.loads(found)[column]
    if text is None:
        raise NoContour(f"{table.dataset} has no outline with this key.")
    if orjson.loads(text).get("type") not in POLYGONS:
        raise NoContour(f"The row of {table.dataset} is no polygon.")
    return Contour(text)
