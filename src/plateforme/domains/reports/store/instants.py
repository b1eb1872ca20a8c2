"""SQL about instants that SQLite and PostgreSQL write differently."""

from typing import Any, Final

from sqlalchemy import BigInteger, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_FORMS: Final = {"month": ("YYYY-MM", "%Y-%m"), "year": ("YYYY", "%Y")}


class WholeSeconds(FunctionElement[int]):
    """The whole seconds of an instant since 1970; what is left of a second is dropped."""

    type = BigInteger()
    inherit_cache = True


@compiles(WholeSeconds)
def _epoch(element: WholeSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


@compiles(WholeSeconds, "sqlite")
def _strftime(element: WholeSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {_to_the_second(compiler.process(element.clauses, **options))}) AS INTEGER)"


class TownMonth(FunctionElement[str]):
    """The month of an instant in Europe/Paris, such as 2026-03."""

    type = String()
    inherit_cache = True
    unit = "month"


class TownYear(TownMonth):
    """The year of an instant in Europe/Paris."""

    inherit_cache = True
    unit = "year"


@compiles(TownMonth)
@compiles(TownYear)
def _to_char(element: TownMonth, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"to_char({instant} AT TIME ZONE 'Europe/Paris', '{_FORMS[element.unit][0]}')"


@compiles(TownMonth, "sqlite")
@compiles(TownYear, "sqlite")
def _shifted(element: TownMonth, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite knows no zones. Only the last hours of a month matter, and there summer time holds from March to
    # September; it ended in September before 1996.
    instant = _to_the_second(compiler.process(element.clauses, **options))
    month = f"strftime('%m', {instant})"
    summer = f"{month} BETWEEN '03' AND '08' OR ({month} = '09' AND strftime('%Y', {instant}) >= '1996')"
    shift = f"CASE WHEN {summer} THEN '+2 hours' ELSE '+1 hours' END"
    return f"strftime('{_FORMS[element.unit][1]}', {instant}, {shift})"


def _to_the_second(instant: str) -> str:
    """The text of an instant without its fraction: SQLite would round it, to the next month if need be."""
    return f"substr({instant}, 1, 19)"
