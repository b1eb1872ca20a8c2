"""Rows as they are sent: encoded at once from what the engine answers, because a page may hold a thousand of them."""

from collections.abc import Sequence

import orjson
from pydantic import Field

from plateforme.api.wire import PageCount, PageLinks, Wire
from plateforme.domains.datasets.tabular.engine.serving import RowPage
from plateforme.domains.datasets.tabular.values import Scalar

# Instants are kept in UTC without saying so; on the wire they say so, as RFC 3339 asks.
ROW_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z

RowOut = dict[str, str | int | float | bool | None]
"""One row: machine names of the columns and their values."""


class RowPageOut(Wire):
    """One page of rows of one version."""

    items: list[RowOut] = Field(
        description=(
            "Rows, by the machine names of their columns. Dates are ISO 8601 texts, instants RFC 3339 in UTC, numbers "
            "are JSON numbers; whole numbers are written in full, also beyond 2^53. A missing value is null. "
            "`_row`, the position in the source file, is there when the table declares no key."
        ),
        examples=[[{"code": "44109", "nom": "Nantes", "population": 323204}]],
    )
    links: PageLinks = Field(description="Where to go from here. A walk by `next` stays on the version it began with.")
    count: PageCount = Field(description="Rows that match, over all pages, if `count=exact` asked for it.")
    version: int = Field(description="Number of the version these rows come from.", examples=[3])


def page_bytes(page: RowPage, *, fields: Sequence[str], links: PageLinks, count: PageCount, version: int) -> bytes:
    """Encode a `RowPageOut` without building its models."""
    return orjson.dumps(
        {
            "items": [dict(zip(fields, row, strict=True)) for row in page.rows],
            "links": {"self": links.self, "first": links.first, "next": links.next},
            "count": {"mode": count.mode, "value": count.value},
            "version": version,
        },
        option=ROW_OPTIONS,
    )


def row_bytes(row: dict[str, Scalar]) -> bytes:
    """Encode a `RowOut`."""
    return orjson.dumps(row, option=ROW_OPTIONS)
