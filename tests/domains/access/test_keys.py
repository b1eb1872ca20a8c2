from datetime import timedelta

import pytest

from plateforme.domains.access.errors import (
    ConsumerExists,
    ConsumerNotFound,
    InsufficientScope,
    KeyNotFound,
    NotYourOrganization,
    OrganizationNotFound,
    ScopeNotHeld,
    Unauthenticated,
    UnknownScope,
)
from plateforme.domains.access.keys import (
    authenticate,
    create_key,
    get_key,
    grant_key,
    list_keys,
    revoke_key,
)
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.access.tables import ApiKey
from plateforme.kit.keyset import Asked

SECRET = b"a secret of tests, 32 bytes long"
OURS = Principal(consumer="voirie", organization="nantes", scopes=frozenset({"consumers:write"}), key_id="x")
THEIRS = Principal(consumer="other", organization="rennes", scopes=frozenset({"consumers:write"}), key_id="y")


@pytest.fixture
def new_key(session, clock):
    create_organization(session, slug="nantes", name="Ville de Nantes", kind="commune", now=clock.now())

    def make(*scopes, consumer="voirie"):
        return create_key(
            session, consumer=consumer, organization="nantes", scopes=scopes, now=clock.now(), secret=SECRET
        )

    return make


def test_a_key_says_who_calls(session, clock, new_key):
    key, token = new_key("datasets:write", "reports:write")

    principal = authenticate(session, token, now=clock.now(), secret=SECRET)

    assert token.startswith("plf_")
    assert len(token) == 47
    assert principal == Principal("voirie", "nantes", frozenset({"datasets:write", "reports:write"}), key.id)


def test_the_key_itself_is_stored_nowhere(session, new_key):
    key, token = new_key("datasets:write")

    stored = session.get(ApiKey, key.id)

    assert token not in repr(stored.model_dump())
    assert token[10:] not in repr(stored.model_dump())
    assert token.startswith(stored.prefix)


@pytest.mark.parametrize("token", ["", "plf_", "plf_" + "a" * 43, "Basic xyz"])
def test_an_unknown_key_is_refused(session, clock, token):
    with pytest.raises(Unauthenticated):
        authenticate(session, token, now=clock.now(), secret=SECRET)


def test_a_key_of_another_installation_is_refused(session, clock, new_key):
    _, token = new_key("datasets:write")

    with pytest.raises(Unauthenticated):
        authenticate(session, token, now=clock.now(), secret=b"another secret")


def test_a_revoked_key_is_refused_at_once_and_stays_listed(session, clock, new_key):
    key, token = new_key("datasets:write")
    revoke_key(session, consumer="voirie", key_id=key.id, by=OURS, now=clock.now())
    revoke_key(session, consumer="voirie", key_id=key.id, by=OURS, now=clock.now() + timedelta(days=1))

    with pytest.raises(Unauthenticated, match="revoked"):
        authenticate(session, token, now=clock.now(), secret=SECRET)
    assert [row.revoked_at for row in list_keys(session, "voirie", Asked(), by=OURS).rows] == [clock.now()]


def test_a_consumer_holds_several_keys_of_one_organization(session, clock, new_key):
    new_key("datasets:write")
    new_key("reports:write")
    create_organization(session, slug="rennes", name="Rennes", kind="commune", now=clock.now())

    assert len(list_keys(session, "voirie", Asked(), by=OURS).rows) == 2
    with pytest.raises(ConsumerExists):
        create_key(session, consumer="voirie", organization="rennes", scopes=[], now=clock.now(), secret=SECRET)


def test_a_key_needs_an_organization_that_exists(session, clock):
    with pytest.raises(OrganizationNotFound):
        create_key(session, consumer="voirie", organization="brest", scopes=[], now=clock.now(), secret=SECRET)


def test_an_unknown_scope_is_refused_with_its_place(new_key):
    with pytest.raises(UnknownScope) as refusal:
        new_key("datasets:write", "everything")

    assert [(fault.where, fault.name) for fault in refusal.value.errors] == [("pointer", "/scopes/1")]
    assert "everything" not in str(refusal.value)


def test_nobody_grants_more_than_they_hold(session, clock, new_key):
    new_key("consumers:write")

    with pytest.raises(ScopeNotHeld, match="quality:write"):
        grant_key(
            session,
            consumer="voirie",
            scopes=["consumers:write", "quality:write"],
            by=OURS,
            now=clock.now(),
            secret=SECRET,
        )


def test_another_organization_touches_no_key(session, clock, new_key):
    key, _ = new_key("consumers:write")

    with pytest.raises(NotYourOrganization):
        grant_key(session, consumer="voirie", scopes=[], by=THEIRS, now=clock.now(), secret=SECRET)
    with pytest.raises(NotYourOrganization):
        list_keys(session, "voirie", Asked(), by=THEIRS)
    with pytest.raises(NotYourOrganization):
        revoke_key(session, consumer="voirie", key_id=key.id, by=THEIRS, now=clock.now())


def test_what_is_missing_is_said(session, new_key):
    new_key("consumers:write")

    with pytest.raises(ConsumerNotFound):
        list_keys(session, "nobody", Asked(), by=OURS)
    with pytest.raises(KeyNotFound):
        get_key(session, consumer="voirie", key_id="nothing", by=OURS)


def test_a_principal_needs_the_scope_and_the_organization():
    with pytest.raises(InsufficientScope, match="quality:write"):
        OURS.require_scope("quality:write")
    with pytest.raises(NotYourOrganization, match="rennes"):
        OURS.require_organization("rennes")
    OURS.require_scope("consumers:write")
    OURS.require_organization("nantes")
