"""Every SQL statement of the access domain."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select, update

from plateforme.domains.access.listings import CONSUMERS, KEYS, ORGANIZATIONS
from plateforme.domains.access.tables import ApiKey, Consumer, IdempotentAnswer, Organization
from plateforme.kit.db import insert_unique
from plateforme.kit.errors import Conflict
from plateforme.kit.keyset import Asked, Slice, fetch


def add_named(session: Session, row: Organization | Consumer, *, taken: type[Conflict]) -> None:
    """Insert a row under a name that looked free; of two at the same time, the database lets one through."""
    if not insert_unique(session, row):
        raise taken


def organization_by_slug(session: Session, slug: str) -> Organization | None:
    """One organization, or nothing."""
    return session.exec(select(Organization).where(Organization.slug == slug)).first()


_ORGANIZATION: Final = sql_select(col(Organization.id)).where(col(Organization.slug) == bindparam("slug"))


def has_organization(session: Session, slug: str) -> bool:
    """Whether there is one of this slug."""
    return session.connection().execute(_ORGANIZATION, {"slug": slug}).first() is not None


def organizations(session: Session, asked: Asked) -> Slice[Organization]:
    """A page of organizations."""
    return fetch(session, select(Organization), ORGANIZATIONS, asked)


def consumer_by_slug(session: Session, slug: str) -> Consumer | None:
    """One consumer, or nothing."""
    return session.exec(select(Consumer).where(Consumer.slug == slug)).first()


def consumers(session: Session, asked: Asked) -> Slice[Consumer]:
    """A page of consumers."""
    return fetch(session, select(Consumer), CONSUMERS, asked)


class Holder(NamedTuple):
    """A key as it is checked: what it may, and for whom; reading whole rows would take twice the time."""

    key_id: str
    scopes: list[str]
    last_used_at: datetime | None
    revoked_at: datetime | None
    consumer: str
    organization: str


_HOLDER: Final = (
    sql_select(
        *(col(ApiKey.id), col(ApiKey.scopes), col(ApiKey.last_used_at), col(ApiKey.revoked_at)),
        *(col(Consumer.slug), col(Consumer.organization)),
    )
    .join_from(ApiKey, Consumer, col(Consumer.slug) == col(ApiKey.consumer))
    .where(col(ApiKey.digest) == bindparam("digest"))
)


def key_holder(session: Session, digest: str) -> Holder | None:
    """The key with this digest and the consumer that holds it, or nothing."""
    found = session.connection().execute(_HOLDER, {"digest": digest}).first()
    return None if found is None else Holder(*found)


def key_of(session: Session, consumer: str, key_id: str) -> ApiKey | None:
    """One key of a consumer, or nothing."""
    return session.exec(select(ApiKey).where(ApiKey.consumer == consumer, ApiKey.id == key_id)).first()


def keys(session: Session, consumer: str, asked: Asked) -> Slice[ApiKey]:
    """A page of one consumer's keys."""
    return fetch(session, select(ApiKey).where(ApiKey.consumer == consumer), KEYS, asked)


def touch_key(session: Session, key_id: str, *, now: datetime) -> None:
    """Remember when a key was last used."""
    session.exec(update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=now))


def kept_answer(session: Session, answer_id: str) -> IdempotentAnswer | None:
    """The answer kept, or the claim made, under this digest."""
    return session.get(IdempotentAnswer, answer_id)


def forget_answers(session: Session, *, now: datetime) -> None:
    """Drop the answers whose time is over."""
    session.exec(delete(IdempotentAnswer).where(col(IdempotentAnswer.expires_at) <= now))


def fill_claim(
    session: Session, answer_id: str, *, claim: str, status: int, headers: dict[str, str], body: bytes, body_digest: str
) -> bool:
    """Put the answer where it was claimed; tell whether the claim was still ours."""
    ours = col(IdempotentAnswer.id) == answer_id, col(IdempotentAnswer.claim) == claim
    values = {"status": status, "headers": headers, "body": body, "body_digest": body_digest}
    return bool(session.exec(update(IdempotentAnswer).where(*ours).values(**values)).rowcount)


def drop_claim(session: Session, answer_id: str, *, claim: str) -> None:
    """Give up a claim, if it is still ours."""
    session.exec(
        delete(IdempotentAnswer).where(col(IdempotentAnswer.id) == answer_id, col(IdempotentAnswer.claim) == claim)
    )
