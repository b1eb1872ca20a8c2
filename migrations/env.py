"""How alembic reaches the tables: every domain's, in one transaction, on SQLite as on PostgreSQL.

The address comes from the caller (`plateforme migrate`, the tests), else from `-x url=…`, else from the settings.
"""

import importlib
import importlib.util
import pkgutil
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

import plateforme.domains
from plateforme.kit.db import Database, Instant, metadata
from plateforme.kit.settings import Settings

LOCK = 7_305_941
"""Two processes that start together migrate one after the other (PostgreSQL; SQLite has its write lock)."""


def load_tables() -> None:
    """Import each domain's `tables` module, so that the metadata is complete."""
    for domain in pkgutil.iter_modules(plateforme.domains.__path__, "plateforme.domains."):
        if importlib.util.find_spec(f"{domain.name}.tables"):
            importlib.import_module(f"{domain.name}.tables")


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types: a migration must not change when our code does."""
    del autogen_context
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()" if item.length is None else f"sa.String(length={item.length})"
    return False


def run(connection: sa.Connection, *, is_sqlite: bool) -> None:
    """Run what was asked in one transaction: a migration that fails leaves no trace."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.run_migrations()
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            msg = f"the migration leaves {len(broken)} rows without the row they refer to"
            raise RuntimeError(msg)


def main() -> None:
    """Open the store, prepare it and run."""
    load_tables()
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    database = Database(url or Settings().resolved_database_url)
    try:
        with database.engine.connect() as connection:
            if database.is_sqlite:
                # Batch mode drops and recreates tables, which would cascade. The pragma is ignored inside a
                # transaction, so it is said on the driver's own connection, before any begins.
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA foreign_keys=OFF")
            run(connection, is_sqlite=database.is_sqlite)
    finally:
        database.close()


if context.is_offline_mode():
    msg = "Migrations run against a database: SQL scripts (--sql) are not offered."
    raise SystemExit(msg)
main()
