"""Which problems can be reported to whom: the shared categories, and those of an organization over them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.reports import store
from plateforme.domains.reports.settings.category import Attribute, Category, Datatype, ServiceLevelKind
from plateforme.domains.reports.settings.shared_categories import BY_CODE, SHARED
from plateforme.domains.reports.tables import ReportCategory
from plateforme.kit.keyset import Asked, Slice

__all__ = [
    "BY_CODE",
    "SHARED",
    "Attribute",
    "Category",
    "Datatype",
    "ServiceLevelKind",
    "effective",
    "find",
    "list_categories",
    "page_of",
]


def find(session: Session, organization: str, code: str) -> Category | None:
    """The category of this code as the organization has it, retired ones included; none where it has no such one."""
    return resolved(BY_CODE.get(code), store.category_row(session, organization, code))


def effective(session: Session, organization: str) -> Mapping[str, Category]:
    """Every category of an organization by its code, retired ones included, in the order in which a form shows them."""
    found: dict[str, Category] = dict(BY_CODE)
    for row in store.category_rows(session, organization):
        if (category := resolved(BY_CODE.get(row.code), row)) is not None:
            found[row.code] = category
    return {category.code: category for category in sorted(found.values(), key=_place)}


def resolved(shared: Category | None, row: ReportCategory | None) -> Category | None:
    """A category from what is shared and from what an organization says over it."""
    if row is None:
        return shared
    terms = {
        **_read(row.definition),
        "organization": row.organization,
        "is_active": row.retired_at is None,
        "revision": row.revision,
    }
    return Category(code=row.code, **terms) if shared is None else replace(shared, **terms)


def _read(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a stored definition, as `Category` holds them."""
    terms = dict(definition)
    if "service_level_kind" in terms:
        terms["service_level_kind"] = ServiceLevelKind(terms["service_level_kind"])
    if "keywords" in terms:
        terms["keywords"] = tuple(terms["keywords"])
    if "attributes" in terms:
        terms["attributes"] = tuple(_attribute(one) for one in terms["attributes"])
    return terms


def _attribute(stored: Mapping[str, Any]) -> Attribute:
    values = tuple((key, label) for key, label in stored["values"])
    return Attribute(**{**stored, "datatype": Datatype(stored["datatype"]), "values": values})


def _place(category: Category) -> tuple[int, str]:
    return category.position, category.code


def list_categories(session: Session, asked: Asked, *, organization: str | None = None) -> Slice[Category]:
    """One page of the categories that can be reported: the shared ones, or those of one organization."""
    if organization is None:
        return page_of(SHARED, asked)
    get_organization(session, organization)
    return page_of(effective(session, organization).values(), asked)


def page_of(categories: Iterable[Category], asked: Asked) -> Slice[Category]:
    """One page of those of these categories that can be reported, in their own order or by code."""
    name, is_reversed = asked.sort[0] if asked.sort else ("position", False)
    active = [category for category in categories if category.is_active]
    ordered = sorted(active, key=_place if name == "position" else lambda category: (0, category.code))
    if is_reversed:
        ordered.reverse()
    start = asked.after[0] if asked.after else 0
    end = start + asked.limit
    following = (end,) if end < len(ordered) else None
    page = ordered[start:end]
    return Slice(page, following, None) if asked.count == "none" else Slice(page, following, len(ordered), "exact")
