"""Rows as they are sent: encoded at once from what the engine answers, because a page may hold a thousand of them."""

import orjson
from pydantic import Field

from plateforme.api.wire import PageCount, PageLinks, Wire
from plateforme.domains.datasets.tabular.engine.answers import RowPage
from plateforme.kit.grammar.parsing import CountMode

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


def page_bytes(page: RowPage, *, links: bytes, following: str | None, mode: CountMode, version: int) -> bytes:
    """Put a `RowPageOut` together around the rows, which are JSON already, and so are the `links` up to the next."""
    onward = b"null" if following is None else orjson.dumps(following)
    total = "null" if page.total is None else page.total
    rest = f'}},"count":{{"mode":"{mode}","value":{total}}},"version":{version}}}'
    return b"".join((b'{"items":', page.items, b",", links, onward, rest.encode()))
