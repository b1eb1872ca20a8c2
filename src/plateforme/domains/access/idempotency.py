"""Answers kept for a day, so that a POST repeated with the same Idempotency-Key is carried out once.

A first request *claims* its Idempotency-Key in a transaction of its own, then *keeps* its answer in the transaction
that does the work: both are committed or neither is. A claim whose process died can be taken over after a minute, and
harms nobody: whoever lost its claim cannot commit. Follows draft-ietf-httpapi-idempotency-key-header-06.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from plateforme.domains.access import store
from plateforme.domains.access.errors import IdempotencyInProgress, IdempotencyKeyInvalid, IdempotencyKeyReused
from plateforme.domains.access.tables import IdempotentAnswer
from plateforme.kit.errors import Detail

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(minutes=1)

_KEY = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,255}")


@dataclass(frozen=True)
class Attempt:
    """One try at a request: which one it is, who tries, and the key that seals its answer."""

    id: str
    key_id: str
    claim: str
    seal: bytes


@dataclass(frozen=True)
class Answer:
    """What was answered, as it is sent again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def attempt(header: str, *, route: str, key_id: str, token: str) -> Attempt:
    """Recognize a request by its Idempotency-Key, its route and the API key that sends it.

    An answer can hold a new API key, so it is sealed with what the platform does not keep: the caller's own API key.
    """
    text = header.strip()
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text  # a structured string, or bare
    if not _KEY.fullmatch(text):
        raise IdempotencyKeyInvalid(
            "Idempotency-Key takes 1 to 255 visible ASCII characters, without quotes or backslashes. A UUID will do.",
            french="Idempotency-Key prend 1 à 255 caractères ASCII visibles, sans guillemets ni barres obliques "
            "inverses. Un UUID convient.",
            errors=[
                Detail(
                    "header",
                    "Idempotency-Key",
                    "pattern",
                    "1 to 255 visible ASCII characters.",
                    french="1 à 255 caractères ASCII visibles.",
                )
            ],
        )
    return Attempt(
        id=_digest(key_id, route, text).hex(),
        key_id=key_id,
        claim=secrets.token_hex(16),
        seal=_digest("seal", token, text),
    )


def claim(session: Session, this: Attempt, *, now: datetime) -> IdempotentAnswer | None:
    """Reserve the right to carry the request out, or give what was kept of it when it has been already."""
    store.forget_answers(session, now=now)
    known = store.kept_answer(session, this.id)
    if known is not None and known.status is not None:
        return known
    if known is None:
        known = IdempotentAnswer(
            id=this.id, key_id=this.key_id, claim=this.claim, claimed_at=now, expires_at=now + KEPT_FOR
        )
    elif now - known.claimed_at < LEASE:
        raise IdempotencyInProgress
    known.claim, known.claimed_at = this.claim, now
    session.add(known)
    try:
        session.flush()
    except IntegrityError:
        raise IdempotencyInProgress from None
    return None


def keep(session: Session, this: Attempt, answer: Answer, *, body_digest: str) -> None:
    """Remember the answer in the transaction that did the work; refused when the claim has been taken over."""
    kept = store.fill_claim(
        session,
        this.id,
        claim=this.claim,
        status=answer.status,
        headers=dict(answer.headers),
        body=_sealed(answer.body, this),
        body_digest=body_digest,
    )
    if not kept:
        raise IdempotencyInProgress


def release(session: Session, this: Attempt) -> None:
    """Give the claim up: the request was refused and changed nothing, so it may be mended and sent again."""
    store.drop_claim(session, this.id, claim=this.claim)


def replay(kept: IdempotentAnswer, this: Attempt, *, body_digest: str) -> Answer:
    """The answer that was kept, if this is the same request."""
    if kept.body_digest != body_digest:
        raise IdempotencyKeyReused
    if kept.status is None or kept.headers is None or kept.body is None:
        raise IdempotencyInProgress
    return Answer(status=kept.status, headers=kept.headers, body=_sealed(kept.body, this))


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


def _sealed(body: bytes, this: Attempt) -> bytes:
    """Seal or open: the same operation. The stream is used once, for this one answer."""
    stream = hashlib.shake_256(b"idempotent answer\0" + this.seal + bytes.fromhex(this.id)).digest(len(body))
    return bytes(a ^ b for a, b in zip(body, stream, strict=True))
