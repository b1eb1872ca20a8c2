"""Keys: random, shown once, stored as a digest, checked in one look-up, revoked at once."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from plateforme.domains.access import scopes as scope_list
from plateforme.domains.access import store
from plateforme.domains.access.consumers import create_consumer, get_consumer
from plateforme.domains.access.errors import ConsumerExists, KeyNotFound, ScopeNotHeld, Unauthenticated
from plateforme.domains.access.principal import Principal
from plateforme.domains.access.tables import ApiKey
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice

PREFIX = "plf_"
SHOWN = len(PREFIX) + 6
"""How much of a key is kept readable, so that its owner can tell it from the others."""

USE_PRECISION = timedelta(minutes=1)
"""A use is written down at most this often: reading must not become writing."""


def create_key(
    session: Session, *, consumer: str, organization: str, scopes: Iterable[str], now: datetime, secret: bytes
) -> tuple[ApiKey, str]:
    """Give a consumer, new or known, a key; the second value is the key itself, which is kept nowhere."""
    granted = scope_list.known(scopes)
    known = store.consumer_by_slug(session, consumer)
    if known is None:
        known = create_consumer(session, slug=consumer, name=consumer, organization=organization, now=now)
    if known.organization != organization:
        raise ConsumerExists
    token = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=new_id(now),
        consumer=consumer,
        prefix=token[:SHOWN],
        digest=digest(token, secret=secret),
        scopes=sorted(granted),
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key, token


def grant_key(
    session: Session, *, consumer: str, scopes: Iterable[str], by: Principal, now: datetime, secret: bytes
) -> tuple[ApiKey, str]:
    """Give a consumer of the caller's organization a key that carries no more than the caller's own."""
    holder = get_consumer(session, consumer)
    by.require_organization(holder.organization)
    granted = scope_list.known(scopes)
    if excess := granted - by.scopes:
        raise ScopeNotHeld(excess)
    return create_key(
        session, consumer=consumer, organization=holder.organization, scopes=granted, now=now, secret=secret
    )


def list_keys(session: Session, consumer: str, asked: Asked, *, by: Principal) -> Slice[ApiKey]:
    """A page of the keys of one consumer of the caller's organization."""
    by.require_organization(get_consumer(session, consumer).organization)
    return store.keys(session, consumer, asked)


def get_key(session: Session, *, consumer: str, key_id: str, by: Principal) -> ApiKey:
    """One key of a consumer of the caller's organization, as much of it as is kept."""
    by.require_organization(get_consumer(session, consumer).organization)
    key = store.key_of(session, consumer, key_id)
    if key is None:
        raise KeyNotFound(consumer)
    return key


def revoke_key(session: Session, *, consumer: str, key_id: str, by: Principal, now: datetime) -> ApiKey:
    """Withdraw a key for good; withdrawing it again changes nothing."""
    key = get_key(session, consumer=consumer, key_id=key_id, by=by)
    key.revoked_at = key.revoked_at or now
    session.add(key)
    session.flush()
    return key


def authenticate(session: Session, token: str, *, now: datetime, secret: bytes) -> Principal:
    """Who holds this key; an unknown, malformed or revoked one is refused in the same words."""
    found = store.key_holder(session, digest(token, secret=secret)) if token.startswith(PREFIX) else None
    if found is None or found.revoked_at is not None:
        raise Unauthenticated(
            "The key is unknown or was revoked. Check it, or ask your organization for a new one.",
            french="Cette clé est inconnue ou révoquée. Vérifiez-la, ou demandez-en une autre à votre organisation.",
        )
    return Principal(
        consumer=found.consumer,
        organization=found.organization,
        scopes=frozenset(found.scopes),
        key_id=found.key_id,
        use_is_due=found.last_used_at is None or now - found.last_used_at >= USE_PRECISION,
    )


def digest(token: str, *, secret: bytes) -> str:
    """What is stored of a key. Keys are random, so one keyed hash is enough and a look-up stays fast."""
    return hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()
