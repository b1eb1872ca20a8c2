"""What can be reported on the whole platform: the shared categories, and those that only one organization has."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.settings import categories, coverage
from plateforme.domains.reports.settings.category import Category

SHARED_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)
"""When the shared categories last changed: clients keep them until this moves."""


def offered_by(session: Session, organization: str) -> Sequence[Category]:
    """What can be reported to an organization, in the order in which a form shows it."""
    return [category for category in categories.effective(session, organization).values() if category.is_active]


def offered_anywhere(session: Session) -> Sequence[Category]:
    """What can be reported to somebody here; of two own categories of one code, that of the first organization."""
    found = dict(categories.BY_CODE)
    for row in store.own_categories(session, shared=tuple(found)):
        category = categories.resolved(None, row)
        if category is not None and category.is_active:
            found.setdefault(row.code, category)
    return list(found.values())


def is_any_known(session: Session, codes: Sequence[str]) -> bool:
    """Whether at least one of these is, or was, the code of a category of somebody here."""
    own = {row.code for row in store.own_categories(session, shared=tuple(categories.BY_CODE))}
    return any(code in own or code in categories.BY_CODE for code in codes)


def answered_at(
    session: Session, offered: Sequence[Category], *, lon: float, lat: float, organization: str | None
) -> Sequence[Category]:
    """Those categories for which somebody answers at a point, or this organization does.

    Where nothing was settled about the place, nothing is left out: a report is taken in all the same.
    """
    if organization is not None:
        ours = (coverage.Remit.OURS, coverage.Remit.UNKNOWN)
        return [
            category
            for category in offered
            if coverage.remit(session, organization, lon, lat, category.code).verdict in ours
        ]
    if not store.is_any_covered(session):
        return offered
    answers = {category.code: coverage.answering(session, lon, lat, category.code) for category in offered}
    return [
        category
        for category in offered
        if (answer := answers[category.code]).is_known and category.organization in {None, answer.organization}
    ]


def changed_at(session: Session, *, now: datetime) -> datetime:
    """When what can be reported last changed, whoever changed it."""
    return min(now, max(SHARED_AT, store.categories_changed_at(session) or SHARED_AT))
