"""Changes of rows as they are sent: encoded at once from what the engine answers, like the rows themselves."""

from datetime import datetime
from typing import Literal

import orjson
from pydantic import Field

from plateforme.api.v1.rows.wire import RowOut
from plateforme.api.wire import PageLinks, Wire
from plateforme.domains.datasets.changes import Between
from plateforme.domains.datasets.tabular.comparison import RowChange, Tally
from plateforme.kit.grammar.column_types import ColumnType

_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


class RowChangeOut(Wire):
    """What happened to one row."""

    op: Literal["added", "changed", "removed"] = Field(description="Whether the row is new, differs, or is gone.")
    key: RowOut = Field(
        description="What identifies the row: the columns of the key, or `_row`, its position, when there is no key.",
        examples=[{"code": "44109"}],
    )
    before: RowOut | None = Field(
        description="Of a changed row, the earlier values of the columns that differ; null for the others. A removed "
        "row is a tombstone: its values are not published again.",
        examples=[{"population": 320732}],
    )
    after: RowOut | None = Field(
        description="Of an added row, all its columns; of a changed row, the later values of the columns that differ; "
        "null for a removed row.",
        examples=[{"population": 323204}],
    )


class RetypedOut(Wire):
    """A column that kept its name and is of another type."""

    name: str = Field(description="Machine name of the column.", examples=["population"])
    before: ColumnType = Field(description="Its type in the earlier version.", examples=["string"])
    after: ColumnType = Field(description="Its type in the later version.", examples=["integer"])


class ColumnChangesOut(Wire):
    """How the columns differ; do this to your copy before you apply the first change."""

    added: list[str] = Field(
        description="Columns that are new: add them, empty. Rows with a value in one are changed rows.",
        examples=[["superficie"]],
    )
    removed: list[str] = Field(description="Columns that are gone: drop them.", examples=[[]])
    retyped: list[RetypedOut] = Field(
        description="Columns of another type: every row with a value in one is a changed row.", examples=[[]]
    )


class ChangeCountsOut(Wire):
    """How many rows differ between the two versions, over all pages."""

    added: int = Field(description="Rows of the later version whose key the earlier one does not have.", examples=[12])
    changed: int = Field(description="Rows of both versions with at least one value that differs.", examples=[340])
    removed: int = Field(description="Rows of the earlier version whose key the later one does not have.", examples=[3])


class RowChangePageOut(Wire):
    """One page of what changed between two versions, in the order of the key."""

    since: int = Field(description="Number of the earlier version.", examples=[3])
    until: int = Field(description="Number of the later version: your next `since`, once applied.", examples=[5])
    published_at: datetime = Field(description="When the later version was published.")
    counts: ChangeCountsOut = Field(description="How many changes there are, over all pages.")
    columns: ColumnChangesOut = Field(description="How the columns differ.")
    items: list[RowChangeOut] = Field(description="The changes of this page: at most one for each row.")
    links: PageLinks = Field(description="Where to go from here. A walk by `next` stays between these two versions.")


def page_bytes(between: Between, tally: Tally, changes: list[RowChange], links: PageLinks) -> bytes:
    """Encode a `RowChangePageOut` without building its models."""
    compared = between.comparison
    return orjson.dumps(
        {
            "since": between.since.number,
            "until": between.until.number,
            "published_at": between.until.published_at,
            "counts": tally,
            "columns": {"added": compared.added, "removed": compared.removed, "retyped": compared.retyped},
            "items": changes,
            "links": {"self": links.self, "first": links.first, "next": links.next},
        },
        option=_OPTIONS,
    )
