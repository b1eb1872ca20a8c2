"""Which cells of a text file stand between quotes (RFC 4180 §2), as SQL."""

from collections.abc import Mapping
from typing import Final

import duckdb

from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.export_options import DELIMITERS
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.kit.grammar.column_types import ColumnType

_ENDS: Final = "\n\r"


def quoted(text: str, *, delimiter: str) -> str:
    """Give a text between quotes if it needs them; an empty one always has some, for it is not a missing one."""
    return f"""CASE WHEN contains({text}, '"') THEN concat('"', replace({text}, '"', '""'), '"')
        WHEN {_needs(text, delimiter + _ENDS)} THEN concat('"', {text}, '"') ELSE {text} END"""


def never_quoted(cursor: duckdb.DuckDBPyConnection, source: str, kinds: Mapping[str, ColumnType]) -> list[str]:
    """Find the columns of text of which no cell needs quotes in any text file."""
    texts = [name for name, kind in kinds.items() if kind is ColumnType.STRING]
    if not texts:
        return []
    signs = "".join(('"', *DELIMITERS, *_ENDS))
    asked = ", ".join(f"bool_or({_needs(quote(name), signs)})" for name in texts)
    (needs,) = cursor.execute(f"SELECT {asked} FROM {source}").fetchall()
    return [name for name, is_quoted in zip(texts, needs, strict=True) if not is_quoted]


def _needs(text: str, signs: str) -> str:
    # one search for each sign: a regular expression for all of them takes five times as long
    found = (f"contains({text}, {literal(sign)})" for sign in signs)
    # some readers take what begins with a number sign for a comment
    return " OR ".join((*found, f"{text} = ''", f"prefix({text}, '#')"))
