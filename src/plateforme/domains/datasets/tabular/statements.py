"""SQL with bound values, and how pieces of it are put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from plateforme.kit.grammar.values import Scalar


@dataclass(frozen=True)
class Statement:
    """SQL and the values of its parameters, in order."""

    sql: str
    values: tuple[Scalar, ...] = ()


def quote(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def all_of(terms: Sequence[Statement]) -> Statement:
    """Join terms by AND."""
    return _joined(" AND ", terms)


def any_of(terms: Sequence[Statement]) -> Statement:
    """Join terms by OR."""
    return _joined(" OR ", terms)


def _joined(word: str, terms: Sequence[Statement]) -> Statement:
    return Statement(f"({word.join(t.sql for t in terms)})", tuple(v for t in terms for v in t.values))
