"""A category with those under it: who asks for reports about street furniture means benches and bins too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.settings.categories import effective
from plateforme.domains.reports.settings.shared_categories import BY_CODE
from plateforme.kit.grammar.conditions import Condition, Filter
from plateforme.kit.grammar.operators import BY_NAME


@dataclass(frozen=True)
class Under(Filter):
    """Reports of a category or of one under it. Until it is expanded it is a filter on the category alone."""

    @classmethod
    def of(cls, code: str) -> "Under":
        """Those of this category."""
        return cls("category", BY_NAME["eq"], (code,))


def expanded(session: Session, where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The same conditions, of which those about a category name those under it too; a leaf stays as it is.

    Where the organization is asked about, categories are under each other as this one has them; otherwise as they are
    shared, and those of any organization's own as it has put them.
    """
    if not any(isinstance(one, Under) for one in where):
        return where
    slug = next((one.values[0] for one in where if isinstance(one, Filter) and _is_equal(one, "organization")), None)
    parents = _parents(session, None if slug is None else str(slug))
    return tuple(_expanded(one, parents) if isinstance(one, Under) else one for one in where)


def _is_equal(asked: Filter, column: str) -> bool:
    return asked.column == column and asked.operator.name == "eq"


def _expanded(asked: Under, parents: Mapping[str, frozenset[str]]) -> Filter:
    code = str(asked.values[0])
    family = sorted(family_of(code, parents) - {code})
    if not family:
        return Filter(asked.column, asked.operator, asked.values)
    return Filter(asked.column, BY_NAME["in"], (code, *family))


def family_of(code: str, parents: Mapping[str, frozenset[str]]) -> set[str]:
    """The category and all that are under it, at any depth; `parents` are by the code of the category under them."""
    found = {code}
    while more := {under for under, above in parents.items() if under not in found and above & found}:
        found |= more
    return found


def _parents(session: Session, organization: str | None) -> Mapping[str, frozenset[str]]:
    if organization is not None:
        known = effective(session, organization).values()
        return _gathered((one.code, one.parent) for one in known)
    shared = [(one.code, one.parent) for one in BY_CODE.values()]
    own = [pair for pair in store.placed_categories(session) if pair[0] not in BY_CODE]
    return _gathered([*shared, *own])


def _gathered(pairs: Iterable[tuple[str, str | None]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, parent in pairs:
        if parent is not None:
            found.setdefault(code, set()).add(parent)
    return {code: frozenset(parents) for code, parents in found.items()}
