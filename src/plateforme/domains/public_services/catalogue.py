"""Describing a public service, changing the description, and finding it again."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.public_services import store
from plateforme.domains.public_services.entry import ChannelType, Entry
from plateforme.domains.public_services.errors import ServiceExists, ServiceInvalid, ServiceNotFound
from plateforme.domains.public_services.tables import PublicService
from plateforme.kit.clock import paris_date
from plateforme.kit.errors import Detail
from plateforme.kit.filters import folded
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice

CHANNEL_RULES: Final[Mapping[ChannelType, tuple[re.Pattern[str], str]]] = MappingProxyType(
    {
        ChannelType.PHONE: (
            re.compile(r"\+?[0-9][0-9 .()/-]{1,24}"),
            "Write the number with digits, spaces and a leading +, such as +33 2 40 41 90 00.",
        ),
        ChannelType.EMAIL: (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"), "Write an e-mail address."),
        ChannelType.WEB: (re.compile(r"https?://\S+"), "Write a web address that begins with https:// or http://."),
    }
)
"""What the value of a channel must look like, by type."""

__all__ = [
    "create_service",
    "get_service",
    "held_service",
    "list_services",
    "update_service",
]


def create_service(
    session: Session, *, slug: str, organization: str, entry: Entry, by: Principal, now: datetime
) -> PublicService:
    """Add a public service of the caller's organization to the catalogue."""
    by.require_organization(organization)
    _check(entry, today=paris_date(now))
    service = PublicService(
        id=new_id(now),
        slug=slug,
        organization=organization,
        search_text=_folded(entry),
        created_at=now,
        updated_at=now,
        revision=1,
        **_columns(entry),
    )
    if not store.add_service(session, service):
        raise ServiceExists(slug)
    store.replace_areas(session, service.id, _insee_codes(entry))
    return service


def get_service(session: Session, slug: str) -> PublicService:
    """The public service with this slug."""
    service = store.service(session, slug)
    if service is None:
        raise ServiceNotFound(slug)
    return service


def held_service(session: Session, slug: str, *, by: Principal) -> PublicService:
    """The public service with this slug, held for a change by someone of its own organization."""
    service = store.service(session, slug, hold=True)
    if service is None:
        raise ServiceNotFound(slug)
    by.require_organization(service.organization)
    return service


def update_service(session: Session, service: PublicService, entry: Entry, *, now: datetime) -> PublicService:
    """Replace what is said of a public service. Saying the same again changes nothing, not even its dates."""
    before = Entry.of(service)
    if entry == before:
        return service
    _check(entry, today=paris_date(now))
    for name, value in _columns(entry).items():
        setattr(service, name, value)
    service.search_text = _folded(entry)
    service.updated_at = now
    service.revision += 1
    if entry.places != before.places:
        store.replace_areas(session, service.id, _insee_codes(entry))
    session.flush()
    return service


def list_services(session: Session, asked: Asked) -> Slice[PublicService]:
    """One page of the public services that match."""
    return store.list_services(session, asked)


def _columns(entry: Entry) -> dict[str, Any]:
    """Days as days, parts as JSON."""
    as_json = entry.model_dump(mode="json")
    return {
        name: value if isinstance(value := getattr(entry, name), date) else as_json[name] for name in Entry.model_fields
    }


def _insee_codes(entry: Entry) -> list[str]:
    return [place.insee_code for place in entry.places if place.insee_code is not None]


def _folded(entry: Entry) -> str:
    places = [f"{place.name or ''} {place.address or ''} {place.postal_code or ''}" for place in entry.places]
    texts = [entry.title, entry.description, *entry.themes, *entry.audience, *entry.keywords, *places]
    return folded(" ".join(texts))


def _check(entry: Entry, *, today: date) -> None:
    errors = [
        Detail("pointer", pointer, "future", "This says what has happened; it cannot lie in the future.")
        for pointer, day in _past_days(entry)
        if day is not None and day > today
    ]
    if entry.valid_from is not None and entry.valid_to is not None and entry.valid_to < entry.valid_from:
        errors.append(Detail("pointer", "/valid_to", "order", "The last day is before the first one."))
    for place, channel in enumerate(entry.channels):
        pattern, remedy = CHANNEL_RULES.get(channel.type, (None, ""))
        if pattern is not None and not pattern.fullmatch(channel.value):
            errors.append(Detail("pointer", f"/channels/{place}/value", "pattern", remedy))
    if errors:
        raise ServiceInvalid(errors)


def _past_days(entry: Entry) -> list[tuple[str, date | None]]:
    assured = [(f"/assurances/{facet}", day) for facet, day in entry.assurances]
    return [("/content_modified_at", entry.content_modified_at), *assured]
