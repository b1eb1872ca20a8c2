from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.errors import (
    BadBox,
    ClientIdReused,
    ImportNotAllowed,
    ReportErased,
    ReportInvalid,
    ReportNotFound,
)
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.privacy.moderation import original_of
from plateforme.domains.reports.search.search import get_report, list_events, list_reports, read_box
from plateforme.domains.reports.settings.category_settings import retire_category
from plateforme.domains.reports.tables import ReportVisibility
from plateforme.kit.filters import holding, words
from plateforme.kit.keyset import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CITIZEN_APP = Principal("app", "startup", frozenset({"reports:write"}), "k1")
ROADS = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k2")
DESK = Principal("desk", "nantes", frozenset({"reports:write", "reports:configure"}), "k3")
POTHOLE = NewReport(
    organization="nantes", category="pothole", description="Trou près de l'école", lon=-1.5534, lat=47.2173
)


@pytest.fixture(autouse=True)
def nantes(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def file_report(session, by=CITIZEN_APP, now=NOW, **changes):
    return create_report(session, replace(POTHOLE, **changes), by=by, now=now)


def codes(refusal):
    return {fault.name: fault.code for fault in refusal.value.errors}


def test_a_report_is_received_with_a_promise_and_a_first_event(session):
    report, is_new = file_report(session)

    assert is_new
    assert (report.status, report.opened_at, report.last_event_at) == ("received", NOW, NOW)
    assert report.expected_at is not None
    assert report.expected_at > NOW
    (event,) = list_events(session, report.reference, asked=Asked(sort=(("number", False),))).rows
    assert (event.kind, event.to_status, event.organization) == ("opened", "received", "startup")


def test_the_same_client_id_gives_the_same_report(session):
    first, _ = file_report(session, client_id="phone-0001")
    again, is_new = file_report(session, client_id="phone-0001", now=NOW + timedelta(days=3))

    assert not is_new
    assert again.reference == first.reference


def test_two_consumers_may_choose_the_same_client_id(session):
    file_report(session, client_id="phone-0001")

    assert file_report(session, by=ROADS, client_id="phone-0001")[1]


def test_another_content_under_a_known_client_id_is_a_conflict(session):
    first, _ = file_report(session, client_id="phone-0001")

    with pytest.raises(ClientIdReused) as refusal:
        file_report(session, client_id="phone-0001", description="Autre chose")
    assert refusal.value.extra == {"reference": first.reference}


def test_only_the_responsible_organization_brings_in_the_past(session):
    year_ago = NOW - timedelta(days=365)

    with pytest.raises(ImportNotAllowed):
        file_report(session, opened_at=year_ago)
    report, _ = file_report(session, by=ROADS, opened_at=year_ago)

    assert (report.opened_at, report.received_at) == (year_ago, NOW)
    assert report.reference.startswith("2025-0302-")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"organization": "nowhere"}, {"/organization": "unknown"}),
        ({"category": "dragon"}, {"/category": "unknown"}),
        ({"description": "  "}, {"/description": "blank"}),
        ({"description": "x" * 4001}, {"/description": "too_long"}),
        ({"insee_code": "4410"}, {"/insee_code": "pattern"}),
        ({"opened_at": datetime(1970, 1, 1, tzinfo=UTC)}, {"/opened_at": "too_old"}),
        ({"opened_at": NOW + timedelta(seconds=1)}, {"/opened_at": "future"}),
        ({"opened_at": NOW - timedelta(days=2), "occurred_at": NOW}, {"/occurred_at": "order"}),
    ],
)
def test_each_fault_is_named_with_its_place(session, changes, fault):
    with pytest.raises(ReportInvalid) as refusal:
        file_report(session, by=ROADS, **changes)
    assert codes(refusal) == fault


@pytest.mark.parametrize(
    ("occurred_at", "warnings"),
    [
        (None, []),
        (NOW - timedelta(days=30), []),
        (NOW - timedelta(days=31), ["occurred_long_ago"]),
        (datetime(1970, 1, 1, tzinfo=UTC), ["occurred_long_ago"]),
        (NOW + timedelta(minutes=3), []),  # the clock of a phone runs a little ahead
        (NOW + timedelta(hours=1), ["occurred_in_future"]),
    ],
)
def test_an_odd_date_is_kept_and_flagged(session, occurred_at, warnings):
    report, _ = file_report(session, occurred_at=occurred_at)

    assert (report.occurred_at, report.warnings) == (occurred_at, warnings)


def test_a_report_of_the_past_is_not_odd_because_it_comes_late(session):
    opened_at = NOW - timedelta(days=400)
    report, _ = file_report(session, by=ROADS, opened_at=opened_at, occurred_at=opened_at - timedelta(days=1))

    assert report.warnings == []


def test_a_point_outside_france_is_taken_in_with_a_warning(session):
    assert file_report(session, lon=-30.0, lat=45.0)[0].warnings == ["outside_france"]


def test_what_was_not_asked_is_kept_out_of_sight_and_flagged(session):
    report, _ = file_report(session, attributes={"Couleur du trou": "gris", "n": 10**400, "empty": "  "})

    assert (report.attributes, report.warnings) == ({}, ["unknown_attribute"])
    assert report.unknown_attributes == {"Couleur du trou": "gris", "n": str(10**400)}


def test_an_answer_made_of_parts_is_kept_as_its_text(session):
    report, _ = file_report(session, attributes={"a": {"b": 1}, "c": [[1], {"d": "é"}]})

    assert report.unknown_attributes == {"a": '{"b": 1}', "c": ["[1]", '{"d": "é"}']}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"a\x07": "x"}, "name"),
        ({"x" * 65: "x"}, "name"),
        ({"a": "b\u202ec"}, "control_character"),
        ({"a": "x" * 4001}, "too_long"),
        ({"a": {"b": "x" * 4001}}, "too_long"),
        ({"a": [1] * 61}, "too_long"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused_in_its_place(session, given, fault):
    with pytest.raises(ReportInvalid) as refusal:
        file_report(session, attributes=given)

    ((place, code),) = codes(refusal).items()
    assert (place, code) == ("/attributes/?" if fault == "name" else "/attributes/a", fault)


def test_personal_data_in_answers_and_address_is_masked_and_the_original_kept_apart(session):
    report, _ = file_report(
        session, category="street_light", attributes={"pole_number": "06 12 34 56 78"}, address="Chez moi@example.org"
    )

    assert report.attributes == {"pole_number": "[numéro de téléphone masqué]"}
    assert report.unknown_attributes == {"pole_number": "06 12 34 56 78"}
    assert "example.org" not in (report.address or "") + report.search_text


def test_words_that_seem_to_hold_personal_data_wait_for_a_person(session):
    report, _ = file_report(session, description="Trou, rappelez-moi au 06 12 34 56 78")

    assert (report.text_status, report.description) == ("in_review", "")
    assert "rappelez" not in report.search_text
    assert original_of(session, report) == "Trou, rappelez-moi au 06 12 34 56 78"


def test_html_is_plain_text_and_kept_as_it_is(session):
    words = "<script>alert(1)</script> & <b>trou</b>"

    assert file_report(session, description=words)[0].description == words


def test_a_known_client_id_gives_its_report_whatever_became_of_the_category(session):
    first, _ = file_report(session, by=DESK, client_id="phone-0001")
    retire_category(session, "nantes", "pothole", by=DESK, now=NOW)

    assert file_report(session, by=DESK, client_id="phone-0001") == (first, False)


def test_a_report_that_was_erased_does_not_come_back(session):
    first, _ = file_report(session, client_id="phone-0001")
    first.visibility = ReportVisibility.ERASED
    session.flush()

    with pytest.raises(ReportErased):
        file_report(session, client_id="phone-0001", description="Autre chose")


def test_reports_are_found_by_folded_words_place_and_time(session):
    pothole, _ = file_report(session)
    lamp, _ = file_report(
        session, by=ROADS, category="street_light", description="Éteint", lon=2.35, lat=48.85,
        opened_at=NOW - timedelta(days=30),
    )  # fmt: skip

    def found(*conditions, **filters):
        where = (*conditions, *REPORTS.read(list(filters.items())))
        return {row.reference for row in list_reports(session, Asked(where=where)).rows}

    assert found(*holding(words("ECOLE"))) == {pothole.reference}
    assert found(*holding(words("Éclairage"))) == {lamp.reference}
    assert found(read_box("-2,47,-1,48")) == {pothole.reference}
    assert found(opened_at__lt=NOW.isoformat()) == {lamp.reference}
    assert found(category="pothole", is_open="true") == {pothole.reference}
    assert found(is_open="false") == set()


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "0,2,1,1", "nan,0,1,1", "0,0,inf,1"])
def test_a_box_that_is_no_box_is_refused(text):
    with pytest.raises(BadBox):
        read_box(text)


@pytest.mark.parametrize("reference", ["2026-0302-000000", "\x00"])
def test_an_unknown_reference_is_missing_whatever_it_holds(session, reference):
    with pytest.raises(ReportNotFound):
        get_report(session, reference)
