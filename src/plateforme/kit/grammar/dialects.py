"""SQL of the relational store that SQLite and PostgreSQL write differently, under one name each."""

import re
from typing import Any, Final

from sqlalchemy import Boolean, Integer, String, TableValuedAlias, column, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_SIGNS: Final = {"%": "*", "_": "?"}


class Position(FunctionElement[int]):
    """Where a text begins in another, from 1; 0 when it is not there. Case and accents count."""

    type = Integer()
    inherit_cache = True


@compiles(Position)
def _strpos(element: Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(Position, "sqlite")
def _instr(element: Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


class Alike(FunctionElement[bool]):
    """Whether a text has a form, case and accents included: the text, then the form as LIKE and as GLOB write it."""

    type = Boolean()
    inherit_cache = True


@compiles(Alike)
def _like(element: Alike, compiler: SQLCompiler, **options: Any) -> str:
    text, form, _ = (compiler.process(each, **options) for each in element.clauses)
    return f"({text} LIKE {form} ESCAPE '\\')"


@compiles(Alike, "sqlite")
def _glob(element: Alike, compiler: SQLCompiler, **options: Any) -> str:
    # its LIKE takes the case of ASCII letters for nothing
    text, _, form = element.clauses
    return f"({compiler.process(text, **options)} GLOB {compiler.process(form, **options)})"


def patterns(form: str) -> tuple[Any, Any]:
    """A form with `%`, `_` and an escape, for LIKE and for GLOB."""
    glob = "".join(_globbed(each) for each in re.findall(r"\\?.", form, re.DOTALL))
    return literal(form, String()), literal(glob, String())


def _globbed(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    plain = piece[-1]
    return f"[{plain}]" if plain in "*?[" else plain


class _JsonItems(FunctionElement[Any]):
    """The items of a JSON list, one a row."""

    inherit_cache = True


@compiles(_JsonItems)
def _array_elements(element: _JsonItems, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text({compiler.process(element.clauses, **options)})"


@compiles(_JsonItems, "sqlite")
def _each(element: _JsonItems, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


def items_of(json_list: Any) -> TableValuedAlias:
    """A table with the texts of a JSON list in its column `value`."""
    return _JsonItems(json_list).table_valued(column("value", String()))


def leading(text: Any, length_of: Any) -> Any:
    """As many characters of a text as another has."""
    return func.substr(text, 1, func.length(length_of))
