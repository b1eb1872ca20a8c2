"""When a key was last used: written down on the way, and never at the price of making a reader wait."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from plateforme.domains.access import store
from plateforme.kit.db import Database

PATIENCE_MS = 30_000


def note_use(db: Database, key_id: str, *, now: datetime) -> bool:
    """Record the use of a key, unless somebody else is writing: the next use will do as well."""
    with db.engine.connect() as connection:
        try:
            _wait(connection, db=db, milliseconds=0)
            with Session(connection) as session, session.begin():
                if not db.is_sqlite:
                    session.connection().execute(text("SET LOCAL lock_timeout = '1ms'"))
                store.touch_key(session, key_id, now=now)
        except OperationalError:
            return False
        finally:
            _wait(connection, db=db, milliseconds=PATIENCE_MS)
    return True


def _wait(connection: Connection, *, db: Database, milliseconds: int) -> None:
    """How long SQLite waits for the write lock; said below SQLAlchemy, which would begin first, and so wait."""
    if db.is_sqlite:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA busy_timeout={milliseconds}")
