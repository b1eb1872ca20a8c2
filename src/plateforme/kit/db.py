"""The relational store: SQLite in one file or PostgreSQL, chosen by URL, with one transaction per unit of work.

Only this module commits. SQLite writers take the write lock at `BEGIN` (a deferred transaction that first reads
and then writes fails at once under concurrency, whatever the busy timeout says); readers never wait for them (WAL).
"""

import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    FromClause,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
)
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from plateforme.kit.generation import Generation, Snapshots, Watch

__all__ = ["NAMING", "Database", "Instant", "Session", "after_commit", "insert_unique", "metadata"]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name from the first migration: SQLite cannot drop an unnamed one."""

SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata


RESTED_SECONDS: Final = 5.0
"""A connection to PostgreSQL that nobody used for as long is looked at before it is used again."""

_LEFT: Final = "plateforme_left"


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no zone and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a stored instant needs a time zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy calls it so
        """Give back an aware instant, in UTC, from either database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """A store and its two ways in: `reading()` and `writing()`."""

    def __init__(self, url: str) -> None:
        """Open the pools; connections are made when first needed."""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._readers = _sqlite_engine(url, begin="BEGIN") if self.is_sqlite else _postgres_engine(url)
        self._writers = _sqlite_engine(url, begin="BEGIN IMMEDIATE") if self.is_sqlite else self._readers
        self._looks = self._readers if self.is_sqlite else _looking(self._readers)
        self._watch = Watch(Path(make_url(url).database or "")) if self.is_sqlite else None
        self._glances: sqlite3.Connection | None = None
        self._snapshots = None if self.is_sqlite else Snapshots(self._readers)

    @property
    def engine(self) -> Engine:
        """The writers' engine, for migrations."""
        return self._writers

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one consistent snapshot; nothing it does is kept."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session for a few small statements that each stand alone; it cannot write.

        On PostgreSQL each sees what is committed as it begins, in one round trip; on SQLite it is `reading()`.
        """
        with Session(self._looks, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends and undone when it fails."""
        with Session(self._writers, expire_on_commit=False) as session, session.begin():
            yield session

    def generation(self) -> Generation | None:
        """A value that is another one after every commit, whoever made it; None when that cannot be told at once."""
        return None if self._watch is None else self._watch.look()

    async def latest_generation(self) -> Generation | None:
        """The same from a store that is a round trip away; None when it does not answer, or can tell at once."""
        return None if self._snapshots is None else await self._snapshots.latest()

    def glance(self, sql: str, parameters: Mapping[str, Any]) -> list[Any] | None:
        """The rows of one cheap statement, at once, on a connection that is kept for it; from one thread only.

        None when the store is a round trip away, or cannot answer now: then ask in a session.
        """
        if not self.is_sqlite:
            return None
        try:
            if self._glances is None:
                place = f"{Path(make_url(self.url).database or '').absolute().as_uri()}?mode=ro"
                self._glances = sqlite3.connect(
                    place, uri=True, timeout=0, isolation_level=None, check_same_thread=False
                )
            return self._glances.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            return None

    def close(self) -> None:
        """Give all connections back."""
        if self._glances is not None:
            self._glances.close()
        if self._snapshots is not None:
            self._snapshots.close()
        self._readers.dispose()
        self._writers.dispose()
        if self._watch is not None:
            self._watch.close()  # last: see there why


def insert_unique(session: Session, *rows: SQLModel) -> bool:
    """Insert rows that looked free to insert; False when somebody was faster, and the transaction can go on.

    The rows are complete, their keys drawn by us: what the session would find out about them, one by one, is known. It
    takes them over as if it had read them.
    """
    session.flush()
    connection = session.connection()
    try:
        with connection.begin_nested():
            for row in rows:  # one by one: a later row may refer to an earlier one
                table = inspect(type(row)).local_table
                connection.execute(insert(table), {column.key: getattr(row, column.key) for column in table.columns})
    except IntegrityError:
        return False
    for row in rows:
        make_transient_to_detached(row)
        session.add(row)
    return True


def after_commit(session: Session, action: Callable[[], None]) -> None:
    """Do something once what this session did can be seen by others; never, when it is undone."""
    event.listen(session, "after_commit", lambda _: action(), once=True)


class _Hinted(SQLiteCompiler):
    """Writes `INDEXED BY` where a statement has it as a hint: SQLite keeps no statistics that would tell it."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002  # SQLAlchemy's
        """The hint of a table, as it is."""
        return text


def _sqlite_engine(url: str, *, begin: str) -> Engine:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False},
        pool_size=20,
        max_overflow=40,
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = _Hinted

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        raw: Any = connection
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            raw.execute(f"PRAGMA {pragma}")
        _complete(raw)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _complete(connection: Any) -> None:
    """Give SQLite the functions of distances on the ground, where it was built without them."""
    try:
        connection.execute("SELECT sin(radians(cos(0)))")
    except sqlite3.OperationalError:
        for function in (math.sin, math.cos, math.radians):
            takes_null = partial(_or_null, function)
            connection.create_function(function.__name__, 1, takes_null, deterministic=True)


def _or_null(function: Callable[[float], float], value: float | None) -> float | None:
    return None if value is None else function(value)


def _postgres_engine(url: str) -> Engine:
    # prepare_threshold=None: prepared statements do not survive a PgBouncer in transaction mode
    engine = create_engine(
        url,
        connect_args={"prepare_threshold": None},
        pool_size=20,
        max_overflow=40,
        hide_parameters=True,
    )

    @event.listens_for(engine, "checkin")
    def _note(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_LEFT] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ping(raw: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        """Look whether a connection that rested was cut meanwhile; one that was just used costs no round trip."""
        if monotonic() - record.info.get(_LEFT, -math.inf) > RESTED_SECONDS:
            try:
                engine.dialect.do_ping(raw)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool makes another one

    return engine


def _looking(engine: Engine) -> Engine:
    """The same connections for statements that stand alone: without BEGIN and ROLLBACK, which are round trips.

    Between READ COMMITTED and none, whoever reads sees no difference; whoever wrote would, so nobody can.
    """
    looking = engine.execution_options(isolation_level="AUTOCOMMIT")

    @event.listens_for(looking, "before_cursor_execute")
    def _refuse(*told: Any) -> None:
        context = told[4]
        if context is not None and (context.isinsert or context.isupdate or context.isdelete):
            msg = "a session that reads was asked to write"
            raise RuntimeError(msg)

    return looking
