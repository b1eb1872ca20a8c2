from datetime import timedelta

import pytest

from plateforme.domains.access.keys import authenticate, create_key
from plateforme.domains.access.last_use import note_use
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.tables import ApiKey

SECRET = b"a secret of tests, 32 bytes long"


@pytest.fixture
def key(any_database, clock):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=clock.now())
        return create_key(session, consumer="voirie", organization="nantes", scopes=[], now=clock.now(), secret=SECRET)


def use(database, token, now):
    with database.reading() as session:
        return authenticate(session, token, now=now, secret=SECRET)


def test_a_use_is_noted_and_due_again_after_a_minute(any_database, clock, key):
    row, token = key
    now = clock.now()
    assert use(any_database, token, now).use_is_due

    assert note_use(any_database, row.id, now=now)

    assert not use(any_database, token, now + timedelta(seconds=59)).use_is_due
    assert use(any_database, token, now + timedelta(seconds=60)).use_is_due


def test_noting_a_use_never_waits_for_a_writer(any_database, clock, key):
    row, token = key

    with any_database.writing() as session:
        held = session.get(ApiKey, row.id)
        held.prefix = "plf_other"
        session.add(held)
        session.flush()

        assert not note_use(any_database, row.id, now=clock.now())

    assert use(any_database, token, clock.now()).use_is_due
    assert note_use(any_database, row.id, now=clock.now())
