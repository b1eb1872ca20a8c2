"""What a batch of row writes answers, and how its operations are written."""

from typing import Any, Final

import orjson
from pydantic import Field

from plateforme.api.v1.rows.wire import RowOut
from plateforme.api.wire import Wire
from plateforme.domains.datasets.row_writes import Outcome
from plateforme.domains.datasets.tabular.edits import DELETE, MOST_EDITS
from plateforme.domains.datasets.tabular.engine.editing import RESULTS
from plateforme.domains.datasets.tabular.row_json import ROW_OPTIONS

RESULT: Final[dict[str, Any]] = {"enum": list(RESULTS)}


class RowWriteCounts(Wire):
    """How many operations had which result."""

    added: int = Field(description="Rows that were not there.", examples=[1])
    changed: int = Field(description="Rows that say something else now.", examples=[1])
    removed: int = Field(description="Rows that are gone.", examples=[1])
    unchanged: int = Field(description="Rows that said so already.", examples=[0])
    absent: int = Field(description="Rows to delete that were not there.", examples=[0])


class RowWriteResult(Wire):
    """What became of one operation."""

    position: int = Field(description="Its place in what was sent; the first is 1, upserts come before deletes.")
    key: RowOut = Field(description="The key of its row.", examples=[{"code": "44109"}])
    result: str = Field(description="What became of it; more values may come.", json_schema_extra=RESULT)


class RowWriteOut(Wire):
    """What became of a batch of row writes."""

    version: int = Field(description="Number of the version that readers see now.", examples=[4])
    previous_version: int = Field(
        description="Number of the version that the batch was applied to; 0 for none.", examples=[3]
    )
    changed: bool = Field(description="Whether the batch changes anything. If not, there is no new version.")
    dry_run: bool = Field(description="Whether this only tells what the batch would do: nothing was written.")
    counts: RowWriteCounts = Field(description="Operations by result.")
    results: list[RowWriteResult] = Field(description="One for each operation, in the order in which they were sent.")


def write_bytes(outcome: Outcome, *, dry_run: bool) -> bytes:
    """Encode a `RowWriteOut` without building its models: a batch may hold ten thousand operations."""
    written, key = outcome.written, outcome.before.schema.key
    return orjson.dumps(
        {
            "version": outcome.now.number,
            "previous_version": outcome.before.number,
            "changed": written.changed,
            "dry_run": dry_run,
            "counts": dict(written.counts),
            "results": [
                {"position": each.position, "key": dict(zip(key, each.key, strict=True)), "result": each.result}
                for each in written.results
            ],
        },
        option=ROW_OPTIONS,
    )


_ROW = {"type": "object", "additionalProperties": {}, "description": "Columns, by machine name or label."}
_JSON: Final[dict[str, Any]] = {
    "title": "RowWriteIn",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "upserts": {"type": "array", "items": _ROW, "description": "Rows to add, or to change where the key exists."},
        "deletes": {
            "type": "array",
            "items": {},
            "description": "Rows to delete: objects with the columns of the key, or the bare value of a key of one.",
        },
    },
}
_TEXT = {"type": "string"}

BODY: Final[dict[str, Any]] = {
    "required": True,
    "description": f"At most {MOST_EDITS} operations.",
    "content": {
        "application/json": {
            "schema": _JSON,
            "example": {"upserts": [{"code": "44109", "population": 325070}], "deletes": ["44999"]},
        },
        "application/x-ndjson": {
            "schema": _TEXT,
            "example": f'{{"code":"44109","population":325070}}\n{{"{DELETE}":true,"code":"44999"}}\n',
        },
        "text/csv": {"schema": _TEXT, "example": f"code,population,{DELETE}\n44109,325070,\n44999,,true\n"},
    },
}

DESCRIPTION: Final = f"""\
Add, change and delete rows: a batch makes the next version, all of it or nothing.

Three forms, for the same thing:

```sh
curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
  --json '{{"upserts": [{{"code": "44109", "population": 325070}}], "deletes": ["44999"]}}'

curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
  -H 'Content-Type: application/x-ndjson' --data-binary @operations.ndjson

curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
  -H 'Content-Type: text/csv' --data-binary @operations.csv
```

- JSON: `upserts`, rows by machine names or labels, and `deletes`, keys. NDJSON: one row a line, or
  `{{"{DELETE}": true, …}}` with the key. CSV (UTF-8): a header, and a column `{DELETE}` if rows are to be deleted.
- An upsert changes the columns that it sends and leaves the others; a new row has nothing in the columns that are not
  sent. `null`, and an empty cell of a CSV, empty a cell.
- Values are written as rows are read: numbers with a point, dates `2026-03-01`, instants with their offset; `12,5` and
  `01/03/2026` are refused, also where `table_schema` declares that files are written so. They are
  held to the rules of the table's schema, as files are; a single fault refuses the whole batch, and `errors` tells
  each with its operation and column.
- At most {MOST_EDITS} operations in 16 MiB, two of which are never about the same row. Deleting a row that is not
  there is no error.
- The dataset needs a primary key, and a published version or a declared `table_schema`: with that, the first batch
  makes version 1, applied to a table without rows (`previous_version` 0).
- `If-Match` with the `ETag` of `GET …/rows` (without parameters) or of the last write makes sure that nobody wrote in
  between. Without it, batches of several writers are applied one after the other.
"""
