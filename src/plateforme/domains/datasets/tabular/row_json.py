"""Rows as JSON, at once from what the engine answers: a page may hold a thousand of them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

# Instants are kept in UTC without saying so; on the wire they say so, as RFC 3339 asks.
ROW_OPTIONS: Final = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


def rows_json(fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as an array of objects; each row has at least as many cells as there are fields."""
    return orjson.dumps([dict(zip(fields, row, strict=False)) for row in rows], option=ROW_OPTIONS)


def row_json(fields: Sequence[str], row: Sequence[Any]) -> bytes:
    """Write one row as an object."""
    return orjson.dumps(dict(zip(fields, row, strict=False)), option=ROW_OPTIONS)


def results_json(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write what was computed as an array of objects; a sum may be a whole number of more than 64 bits."""
    told = [dict(zip(names, row, strict=True)) for row in rows]
    try:
        return orjson.dumps(told, option=ROW_OPTIONS)
    except orjson.JSONEncodeError:
        written = [{name: _written(value) for name, value in each.items()} for each in told]
        return orjson.dumps(written, option=ROW_OPTIONS)


def _written(value: Any) -> Any:
    is_long = isinstance(value, int) and not -(2**63) <= value < 2**63
    return orjson.Fragment(str(value)) if is_long else value
