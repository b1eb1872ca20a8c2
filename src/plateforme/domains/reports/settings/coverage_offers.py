"""What can be reported at a place: the categories for which an organization of the platform answers there."""

from collections.abc import Sequence

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.reports.settings.categories import effective, list_categories, page_of
from plateforme.domains.reports.settings.category import Category
from plateforme.domains.reports.settings.coverage import deciding, require_place
from plateforme.domains.reports.settings.settled_coverages import settled_around
from plateforme.kit.keyset import Asked, Slice


def list_offered(
    session: Session,
    asked: Asked,
    *,
    lon: float | None = None,
    lat: float | None = None,
    insee_code: str | None = None,
    organization: str | None = None,
) -> Slice[Category]:
    """One page of the shared categories, of those of one organization, or of what can be reported at a place."""
    if lon is None and lat is None and insee_code is None:
        return list_categories(session, asked, organization=organization)
    require_place(lon, lat, insee_code=insee_code)
    if organization is not None:
        get_organization(session, organization)
    return page_of(offered_at(session, lon, lat, insee_code=insee_code, organization=organization), asked)


def offered_at(
    session: Session,
    lon: float | None,
    lat: float | None,
    *,
    insee_code: str | None = None,
    organization: str | None = None,
) -> Sequence[Category]:
    """The categories that can be reported there, each as the organization that answers for it has it.

    With `organization`, only what this one settled counts, and only its categories are given.
    """
    settled = [
        one
        for one in settled_around(session, lon, lat, insee_code=insee_code)
        if organization in {None, one.organization}
    ]
    answerers = {one.answerer for one in settled} - {None}
    known = {slug: effective(session, slug) for slug in sorted(filter(None, answerers))}
    found: list[Category] = []
    for code in dict.fromkeys(code for categories in known.values() for code in categories):
        decisive = deciding(settled, lon, lat, insee_code=insee_code, category=code)
        category = None if decisive is None else known.get(decisive.answerer or "", {}).get(code)
        if category is not None and category.is_active:
            found.append(category)
    return found
