"""Every SQL statement about the catalogue of public services."""

from collections.abc import Iterable

from sqlmodel import Session, col, delete, select

from plateforme.domains.public_services.listings import SERVICES
from plateforme.domains.public_services.tables import PublicService, PublicServiceArea
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch


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


def list_services(session: Session, asked: Asked) -> Slice[PublicService]:
    """One page of the catalogue."""
    return fetch(session, select(PublicService), SERVICES, asked)
