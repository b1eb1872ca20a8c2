"""Every SQL statement about the catalogue of public services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.public_services.tables import PublicService, PublicServiceArea
from plateforme.kit import filters
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch

COLUMNS: Final[Mapping[str, Any]] = {
    "slug": PublicService.slug,
    "title": PublicService.title,
    "created_at": PublicService.created_at,
    "updated_at": PublicService.updated_at,
    "content_modified_at": PublicService.content_modified_at,
}
"""What a list may be sorted by and bounded on."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which public services are asked for; what is empty or None does not restrict."""

    equal: Mapping[str, object]
    bounds: Sequence[tuple[str, str, object]] = ()
    words: Sequence[str] = ()
    insee_code: str | None = None


def service(session: Session, slug: str, *, hold: bool = False) -> PublicService | None:
    """The public service with this slug; held, nobody else changes it before this transaction ends."""
    if "\x00" in slug:  # PostgreSQL cannot even be asked
        return None
    statement = select(PublicService).where(PublicService.slug == slug)
    return session.exec(statement.with_for_update() if hold else statement).first()


def add_service(session: Session, new: PublicService) -> bool:
    """Write a new entry; False when its slug is taken."""
    return insert_unique(session, new)


def replace_areas(session: Session, service_id: str, insee_codes: Iterable[str]) -> None:
    """Say in which communes a service has places."""
    session.exec(delete(PublicServiceArea).where(col(PublicServiceArea.service_id) == service_id))
    session.add_all(PublicServiceArea(service_id=service_id, insee_code=code) for code in sorted(set(insee_codes)))
    session.flush()


def list_services(session: Session, wanted: Wanted, asked: Asked) -> Slice[PublicService]:
    """One page of the catalogue."""
    return fetch(session, _filtered(wanted), columns=COLUMNS, key="slug", asked=asked)


def _filtered(wanted: Wanted) -> SelectOfScalar[PublicService]:
    statement = filters.equal(select(PublicService), PublicService, wanted.equal)
    statement = filters.bounded(statement, COLUMNS, wanted.bounds)
    statement = filters.holding(statement, PublicService.search_text, wanted.words)
    if wanted.insee_code is not None:
        there = select(PublicServiceArea.service_id).where(PublicServiceArea.insee_code == wanted.insee_code)
        statement = statement.where(col(PublicService.id).in_(there))
    return statement
