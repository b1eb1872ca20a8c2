from datetime import timedelta

import pytest

from plateforme.domains.access import idempotency
from plateforme.domains.access.errors import IdempotencyInProgress, IdempotencyKeyInvalid, IdempotencyKeyReused
from plateforme.domains.access.idempotency import Answer
from plateforme.domains.access.keys import create_key
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.tables import IdempotentAnswer

ANSWER = Answer(status=201, headers={"location": "/v1/things/1"}, body=b'{"key":"plf_very_secret"}')


@pytest.fixture
def attempt(session, clock):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=clock.now())
    key, token = create_key(
        session, consumer="c", organization="nantes", scopes=[], now=clock.now(), secret=b"a secret of tests"
    )
    return lambda header="abc": idempotency.attempt(header, route="/v1/things", key_id=key.id, token=token)


def test_an_answer_is_kept_and_given_again(session, clock, attempt):
    first = attempt()
    assert idempotency.claim(session, first, now=clock.now()) is None
    idempotency.keep(session, first, ANSWER, body_digest="d")
    session.expire_all()

    again = attempt()
    kept = idempotency.claim(session, again, now=clock.now())

    assert kept is not None
    assert idempotency.replay(kept, again, body_digest="d") == ANSWER


def test_a_kept_answer_cannot_be_read_in_the_database(session, clock, attempt):
    idempotency.claim(session, this := attempt(), now=clock.now())
    idempotency.keep(session, this, ANSWER, body_digest="d")
    session.expire_all()

    stored = session.get(IdempotentAnswer, this.id)

    assert b"plf_" not in stored.body
    assert len(stored.body) == len(ANSWER.body)


def test_another_body_is_refused(session, clock, attempt):
    idempotency.claim(session, this := attempt(), now=clock.now())
    idempotency.keep(session, this, ANSWER, body_digest="d")
    session.expire_all()

    kept = idempotency.claim(session, attempt(), now=clock.now())

    assert kept is not None
    with pytest.raises(IdempotencyKeyReused):
        idempotency.replay(kept, this, body_digest="e")


def test_a_claim_holds_for_a_minute_and_is_then_lost_to_the_next(session, clock, attempt):
    idempotency.claim(session, first := attempt(), now=clock.now())
    with pytest.raises(IdempotencyInProgress):
        idempotency.claim(session, attempt(), now=clock.now() + timedelta(seconds=59))

    assert idempotency.claim(session, attempt(), now=clock.now() + timedelta(seconds=60)) is None

    with pytest.raises(IdempotencyInProgress):
        idempotency.keep(session, first, ANSWER, body_digest="d")


def test_a_released_claim_is_free_again(session, clock, attempt):
    idempotency.claim(session, first := attempt(), now=clock.now())
    idempotency.release(session, first)
    session.expire_all()

    assert idempotency.claim(session, attempt(), now=clock.now()) is None


def test_an_answer_is_forgotten_after_a_day(session, clock, attempt):
    idempotency.claim(session, first := attempt(), now=clock.now())
    idempotency.keep(session, first, ANSWER, body_digest="d")
    session.expire_all()

    assert idempotency.claim(session, attempt(), now=clock.now() + timedelta(hours=24)) is None


def test_quotes_around_the_key_do_not_count(attempt):
    assert attempt('"abc"').id == attempt("abc").id != attempt("abd").id


@pytest.mark.parametrize("header", ["", '""', "é", "a b", 'a"b', "x" * 256])
def test_a_malformed_key_is_refused(attempt, header):
    with pytest.raises(IdempotencyKeyInvalid):
        attempt(header)
