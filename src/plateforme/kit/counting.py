"""How many rows a statement finds: exactly, or about how many when counting them would cost too much."""

from typing import Any, Final

from sqlalchemy import Executable, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlmodel import Session

CHEAP: Final = 10_000
"""Up to so many rows an estimate is a count."""


class _Explain(Executable, ClauseElement):
    """What PostgreSQL plans for a statement, as JSON; nothing is carried out."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain)
def _explained(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"


def count(session: Session, statement: Select[Any]) -> int:
    """How many rows there are."""
    bare = statement.order_by(None).options().with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.connection().execute(bare).scalar_one())


def estimate(session: Session, statement: Select[Any]) -> tuple[int, bool]:
    """About how many rows there are, and whether that is exact.

    On PostgreSQL, beyond `CHEAP` rows, what its planner expects, from the statistics that it keeps. SQLite keeps none
    that would do; its stores are small, and it counts.
    """
    if session.get_bind().dialect.name != "postgresql":
        return count(session, statement), True
    some = statement.order_by(None).with_only_columns(func.now(), maintain_column_froms=True).limit(CHEAP + 1)
    found = int(session.connection().execute(select(func.count()).select_from(some.subquery())).scalar_one())
    if found <= CHEAP:
        return found, True
    plan = session.connection().execute(_Explain(statement.order_by(None))).scalar_one()
    return max(found, int(plan[0]["Plan"]["Plan Rows"])), False
