"""What is asked: one question in the words of every side.

SQL is written once and rendered for each dialect; so is each address. Values change from one request to the next where
a real caller's would, so that no side answers from what it kept of the question before.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

import loadgen

CATEGORIES = ("pothole", "street_light", "graffiti", "illegal_dumping", "sidewalk", "road_sign")
COLUMNS = "reference, category, status, opened_at, closed_at, insee_code, lon, lat, address, description"
INSTANTS = frozenset({"since", "until", "at"})
LEAN = "_shape=array&_nocount=1&_nofacet=1&_nosuggest=1"
COUNTED = "_shape=objects&_nofacet=1&_nosuggest=1"
FASTER = "Datasette, uvloop"
"""The same with the web server's fast parts installed beside it."""
WORDS = ("lampadaire", "moulin")

Values = Mapping[str, str | float]


class Form(StrEnum):
    """What an answer consists of."""

    PAGE = "page"
    COUNTED_PAGE = "page and total"
    COUNT = "count"
    GROUPS = "groups"
    LOCAL_GROUPS = "groups by the clock"
    """Ours are of the clocks of Paris, the peers' of UTC: only what they add up to is the same."""


@dataclass(frozen=True)
class Workload:
    """One question."""

    name: str
    form: Form
    ours: str
    """Address below the dataset."""
    sql: str
    datasette: str = ""
    """Address below the database; empty: the SQL is sent."""
    roapi: str = ""
    """SQL, where the common one would not do."""
    values: Callable[[int], Values] = lambda _: {}
    """Values of the n-th request."""
    goals: Mapping[str, float] = field(default_factory=dict)
    """How many times a peer's speed we mean to reach."""
    is_page_sized: bool = True
    """Whether its cost should hardly grow with the table."""


@dataclass(frozen=True)
class Table:
    """The table that is asked, and where the middle of it lies."""

    rows: int
    deep: int
    """How many rows come before a deep page."""
    deep_at: str
    """The instant of the last row before a deep page in the order of falling instants."""
    deep_id: int
    """The number of that row in the peers' file."""


def key_of(table: Table) -> Callable[[int], Values]:
    """A row from anywhere."""

    def values(n: int) -> Values:
        number = (n * 7919 + 500_000) % table.rows
        return {"key": f"SR-{number:09}", "id": number + 1}

    return values


def _category(n: int) -> Values:
    return {"category": CATEGORIES[n % len(CATEGORIES)]}


def _word(n: int) -> Values:
    return {"word": str((n + 1) * 179_424_691 % 999_983)}


def _year(n: int) -> Values:
    since = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(seconds=61 * n)
    until = since + timedelta(days=365)
    return {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}", "until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}


def _box(width: float) -> Callable[[int], Values]:
    def values(n: int) -> Values:
        west, south = round(1.5 + (n % 9973) * 1e-4, 6), round(47.5 + (n % 7919) * 1e-4, 6)
        return {"west": west, "south": south, "east": round(west + width, 6), "north": round(south + width, 6)}

    return values


_BOX = "lon >= {west} AND lon <= {east} AND lat >= {south} AND lat <= {north}"


def pages(table: Table) -> tuple[Workload, ...]:
    """The small, ordered questions."""
    page = f"SELECT {COLUMNS} FROM {{table}}"
    return (
        Workload(
            *("first page of 20", Form.PAGE, "rows?limit=20", f"{page} {{in_order}} LIMIT 20"),
            datasette=f"reports.json?{LEAN}&_size=20",
            goals={"Datasette": 10, "ROAPI": 4},
        ),
        Workload(
            *("equality + sort, 20", Form.PAGE, "rows?category={category}&sort=-opened_at&limit=20"),
            f"{page} WHERE category = {{category}} ORDER BY opened_at DESC LIMIT 20",
            datasette=f"reports.json?{LEAN}&category={{category}}&_sort_desc=opened_at&_size=20",
            values=_category,
            goals={"Datasette": 10},
        ),
        Workload(
            *("the same with its exact total", Form.COUNTED_PAGE),
            "rows?category={category}&sort=-opened_at&limit=20&count=exact",
            f"{page} WHERE category = {{category}} ORDER BY opened_at DESC LIMIT 20",
            datasette=f"reports.json?{COUNTED}&category={{category}}&_sort_desc=opened_at&_size=20",
            values=_category,
            goals={"Datasette": 15},
        ),
        Workload(
            *("next page, deep, order of the key", Form.PAGE, "rows?limit=20&cursor={cursor_by_key}"),
            f"{page} WHERE {{beyond}} LIMIT 20",
            datasette=f"reports.json?{LEAN}&_size=20&_next={table.deep}",
            goals={"Datasette": 8},
        ),
        Workload(
            *("next page, deep, sorted", Form.PAGE, "rows?sort=-opened_at&limit=20&cursor={cursor_by_date}"),
            f"{page} WHERE opened_at < {{at}} ORDER BY opened_at DESC LIMIT 20",
            datasette=f"reports.json?{LEAN}&_size=20&_sort_desc=opened_at&_next={_tilde(table.deep_at)},{table.deep_id}",
            values=lambda _: {"at": table.deep_at},
            goals={"Datasette": 8},
        ),
        Workload(
            *("row by key", Form.PAGE, "rows/{key}", f"{page} WHERE reference = {{key}}"),
            datasette="reports/{id}.json?_shape=array",
            values=key_of(table),
            goals={"Datasette": 6, "ROAPI": 15},
        ),
        Workload(
            *("words in text, 20", Form.PAGE, "rows?q=lampadaire+moulin&limit=20"),
            f"{page} WHERE {{words}} {{in_order}} LIMIT 20",
            datasette=f"reports.json?{LEAN}&_size=20&_search=lampadaire+moulin&_fts_table=reports_fts&_fts_pk=id",
            goals={"Datasette": 8},
        ),
        Workload(
            *("words in text, 20 and total", Form.COUNTED_PAGE, "rows?q=lampadaire+moulin&limit=20&count=exact"),
            f"{page} WHERE {{words}} {{in_order}} LIMIT 20",
            datasette=f"reports.json?{COUNTED}&_size=20&_search=lampadaire+moulin&_fts_table=reports_fts&_fts_pk=id",
            goals={"Datasette": 8},
        ),
        Workload(
            *("rare word in text, 20", Form.PAGE, "rows?q={word}&limit=20"),
            f"{page} WHERE {{has_word}} {{in_order}} LIMIT 20",
            datasette=f"reports.json?{LEAN}&_size=20&_search={{word}}&_fts_table=reports_fts&_fts_pk=id",
            values=_word,
            goals={"Datasette": 8},
        ),
        Workload(
            *("small bounding box, 20", Form.PAGE, "rows?bbox={west},{south},{east},{north}&limit=20"),
            f"{page} WHERE {_BOX} {{in_order}} LIMIT 20",
            values=_box(0.1),
        ),
    )


def scans() -> tuple[Workload, ...]:
    """Counts and groups; each count is one that was never asked before."""
    counted = "limit=1&fields=reference&count=exact"
    count = "SELECT count(*) AS n FROM {table}"
    return (
        Workload(
            *("date range, count", Form.COUNT, f"rows?opened_at__gte={{since}}&opened_at__lt={{until}}&{counted}"),
            f"{count} WHERE opened_at >= {{since}} AND opened_at < {{until}}",
            values=_year,
            goals={"Datasette": 2, "ROAPI": 2},
        ),
        Workload(
            *("category + date range, count", Form.COUNT),
            f"rows?category=pothole&opened_at__gte={{since}}&opened_at__lt={{until}}&{counted}",
            f"{count} WHERE category = 'pothole' AND opened_at >= {{since}} AND opened_at < {{until}}",
            values=_year,
        ),
        Workload(
            *("bounding box, count", Form.COUNT, f"rows?bbox={{west}},{{south}},{{east}},{{north}}&{counted}"),
            *(f"{count} WHERE {_BOX}",),
            values=_box(1.0),
            goals={"Datasette": 15, "ROAPI": 1.7},
            is_page_sized=False,
        ),
        Workload(
            *("bounding box, count, no fitting index", Form.COUNT),
            f"rows?bbox={{west}},{{south}},{{east}},{{north}}&{counted}",
            f"SELECT count(*) AS n FROM {{unaided}} WHERE {_BOX}",
            values=_box(1.0),
            goals={"Datasette": 15},
            is_page_sized=False,
        ),
        Workload(
            *("group by category", Form.GROUPS, "aggregates?group_by=category&measures=count"),
            "SELECT category, count(*) AS n FROM {table} GROUP BY category ORDER BY category",
            goals={"Datasette": 10, "ROAPI": 7, "DuckDB in process": 1 / 1.5},
            is_page_sized=False,
        ),
        Workload(
            *("group by month", Form.LOCAL_GROUPS, "aggregates?group_by=month(opened_at)&measures=count&limit=1000"),
            "SELECT {month} AS m, count(*) AS n FROM {table} GROUP BY {month} ORDER BY {month}",
            is_page_sized=False,
        ),
    )


@dataclass(frozen=True)
class Dialect:
    """How one engine says what the common SQL leaves open."""

    table: str
    unaided: str
    """The table, to be read without the help of an index."""
    words: str
    has_word: str
    """Whether one word, which is at the end of the text, is there."""
    month: str
    in_order: str
    beyond: str
    writes: Callable[[str, str | float | None], str]
    """A value: a placeholder, or the value itself."""

    def sql(self, text: str, values: Values) -> str:
        """The question in this dialect."""
        written = {name: self.writes(name, value) for name, value in values.items()}
        return text.format(
            table=self.table,
            unaided=self.unaided,
            words=self.words,
            has_word=self.has_word.format(**written) if "word" in written else "",
            month=self.month,
            in_order=self.in_order,
            beyond=self.beyond,
            **written,
        )


_LIKE = f"contains(description, '{WORDS[0]}') AND contains(address, '{WORDS[1].title()}')"
_ENDS = "ends_with(description, concat(' ', {word}))"
_FTS_WORD = "id IN (SELECT rowid FROM reports_fts WHERE reports_fts MATCH {word})"
_FTS = f"id IN (SELECT rowid FROM reports_fts WHERE reports_fts MATCH '{' '.join(WORDS)}')"


def dialects(table: Table) -> dict[str, Dialect]:
    """Every engine's way of saying it. DuckDB's file is in the order of the key, and read in that order."""

    def placed(name: str, _: object) -> str:
        return f"CAST(${name} AS TIMESTAMP)" if name in INSTANTS else f"${name}"

    def literal(name: str, value: str | float | None) -> str:
        return f"'{str(value).rstrip('Z') if name in INSTANTS else value}'" if isinstance(value, str) else f"{value}"

    unaided = "reports NOT INDEXED"
    by_month = "date_trunc('month', opened_at)"
    by_id = ("ORDER BY id", f"id > {table.deep} ORDER BY id")
    last = f"SR-{table.deep - 1:09}"
    datasette = Dialect(
        "reports", unaided, _FTS, _FTS_WORD, "substr(opened_at, 1, 7)", *by_id, lambda name, _: f":{name}"
    )
    return {
        "DuckDB in process": Dialect("rows", "rows", _LIKE, _ENDS, by_month, "", f"_row > {table.deep}", placed),
        "SQLite in process": Dialect(
            "reports", unaided, _FTS, _FTS_WORD, "substr(opened_at, 1, 7)", *by_id, lambda name, _: f"${name}"
        ),
        "Datasette": datasette,
        FASTER: datasette,
        "ROAPI": Dialect(
            *("reports", "reports", _LIKE.replace("contains(", "strpos(").replace("')", "') > 0"), _ENDS, by_month),
            *("ORDER BY reference", f"reference > '{last}' ORDER BY reference", literal),
        ),
    }


def ours(dataset: str, work: Workload, values: Values, cursors: Mapping[str, str]) -> bytes:
    """Our request."""
    safe = {name: quote(str(value), safe="") for name, value in {**values, **cursors}.items()}
    return loadgen.request_bytes(f"/v1/datasets/{dataset}/{work.ours.format(**safe)}")


def to_datasette(dialect: Dialect, work: Workload, values: Values) -> bytes:
    """Datasette's request: of the table where it can, SQL otherwise."""
    if work.datasette:
        return loadgen.request_bytes(f"/bench/{work.datasette.format(**values)}")
    sql = {"sql": dialect.sql(work.sql, values), "_shape": "array", **values}
    return loadgen.request_bytes(f"/bench.json?{urlencode(sql)}")


def to_roapi(dialect: Dialect, work: Workload, values: Values) -> bytes:
    """ROAPI's request: SQL, but for the first page, which its table gives faster."""
    if work.name.startswith("first page"):
        return loadgen.request_bytes("/api/tables/reports?limit=20")
    body = dialect.sql(work.sql, values).encode()
    head = f"POST /api/sql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def read_ours(form: Form, body: bytes) -> Any:
    """What our answer says, in the words in which sides are compared."""
    told = json.loads(body)
    if "items" not in told:
        return [told["reference"]]
    if form is Form.COUNT:
        return told["count"]["value"]
    if form in {Form.GROUPS, Form.LOCAL_GROUPS}:
        counts = sorted(item["count"] for item in told["items"])
        return counts if form is Form.GROUPS else sum(counts)
    references = [item["reference"] for item in told["items"]]
    return [told["count"]["value"], references] if form is Form.COUNTED_PAGE else references


def read_peer(form: Form, body: bytes) -> Any:
    """The same of a peer's."""
    told = json.loads(body)
    if form is Form.COUNTED_PAGE and isinstance(told, dict):
        return [told["filtered_table_rows_count"], [row["reference"] for row in told["rows"]]]
    return read_rows(form, [tuple(row.values()) if form is not Form.PAGE else (row["reference"],) for row in told])


def read_rows(form: Form, rows: list[Any]) -> Any:
    """The same of an engine's rows."""
    if form is Form.COUNT:
        return rows[0][0]
    if form in {Form.GROUPS, Form.LOCAL_GROUPS}:
        counts = sorted(row[-1] for row in rows)
        return counts if form is Form.GROUPS else sum(counts)
    return [row[0] for row in rows]


def _tilde(value: str) -> str:
    """Datasette's own encoding of a value in a token."""
    kept = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return "".join(one if one in kept else "".join(f"~{byte:02X}" for byte in one.encode()) for one in value)
