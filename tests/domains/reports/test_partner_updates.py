"""Partners repeat themselves and arrive out of order: nothing is taken in twice, and what is newer stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.errors import ReportNotFound
from plateforme.domains.reports.exchange import partner_updates
from plateforme.domains.reports.exchange.exchange_errors import UpdateExists, UpdateInvalid
from plateforme.domains.reports.exchange.partner_updates import PartnerUpdate
from plateforme.domains.reports.exchange.partner_words import WORDS, word_of
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.lifecycle.lifecycle import ALLOWED
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.tables import ReportStatus
from plateforme.kit.keyset import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROADS = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k2")
FRONT = Principal("front", "startup", frozenset({"reports:write"}), "k1")
POTHOLE = NewReport(organization="nantes", category="pothole", description="Trou", lon=-1.5534, lat=47.2173)
TOLD = PartnerUpdate(update_id="1", reference="", word="fixed", at=NOW + timedelta(minutes=5), text="Rebouché.")
ASKED = Asked(sort=(("number", False),), limit=100)
MARKS = count()


@pytest.fixture(autouse=True)
def nantes(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def reported(session):
    return create_report(session, POTHOLE, by=FRONT, now=NOW)[0]


def take(session, report, *, by=ROADS, is_sandbox=False, now=NOW + timedelta(hours=1), **changes):
    update = replace(TOLD, reference=report.reference, **changes)
    return partner_updates.take(session, update, is_sandbox=is_sandbox, by=by, now=now)


def events(session, report):
    return list_events(session, report.reference, asked=ASKED, caller=ROADS).rows


def test_every_word_of_a_partner_leads_somewhere_or_only_tells(session):
    for word, aim in WORDS.items():
        report = reported(session)
        take(session, report, word=word, update_id=word)

        if aim.status in ALLOWED[ReportStatus.RECEIVED]:
            assert (report.status, report.outcome) == (aim.status, aim.outcome)
        else:
            assert (report.status, events(session, report)[-1].kind) == ("received", "noted")


def test_what_is_told_is_told_back_in_the_same_words(session):
    for word in ("investigating", "planned", "in_progress", "internal_referral", "fixed", "duplicate", "cancelled"):
        report = reported(session)
        take(session, report, word=word, update_id=word)

        assert word_of(events(session, report)[-1]) == word


def test_two_partners_may_choose_the_same_identifier(session):
    report = reported(session)
    take(session, report, word="unchanged")
    take(session, report, word="unchanged", by=replace(ROADS, consumer="other-roads"))

    with pytest.raises(UpdateExists):
        take(session, report, word="unchanged")
    assert len(events(session, report)) == 3


def test_a_partner_of_another_town_moves_nothing(session):
    report = reported(session)
    take(session, report, by=replace(ROADS, organization="rennes", consumer="rennes-roads"))

    assert (report.status, events(session, report)[-1].kind) == ("received", "commented")


def test_a_plan_without_a_date_keeps_the_promise_that_stands(session):
    report = reported(session)
    promise = report.expected_at
    take(session, report, word="planned")

    assert (report.status, report.expected_at) == ("planned", promise)


def test_a_plan_after_the_promise_has_passed_is_an_acknowledgement(session):
    report = reported(session)
    late = NOW + timedelta(days=60)
    take(session, report, word="planned", at=late, now=late)

    assert report.status == "acknowledged"


def test_real_reports_and_those_of_the_sandbox_do_not_meet(session):
    report = reported(session)

    with pytest.raises(ReportNotFound):
        take(session, report, is_sandbox=True, by=None)


def test_an_update_that_is_wrong_changes_nothing(session):
    report = reported(session)

    with pytest.raises(UpdateInvalid) as refusal:
        take(session, report, word="vanished", text="", at=NOW + timedelta(days=9))
    assert {fault.name for fault in refusal.value.errors} == {"/status", "/description", "/updated_datetime"}
    assert report.revision == 1


@given(
    sent=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(sorted(WORDS)), st.integers(0, 50)), min_size=1, max_size=12
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_arrives_in_whatever_order_each_update_is_told_once_and_time_never_runs_back(session, sent):
    report = reported(session)
    mark = next(MARKS)
    accepted = set()
    for identifier, word, minutes in sent:
        before = report.last_event_at, report.status
        try:
            take(session, report, update_id=f"{mark}-{identifier}", word=word, at=NOW + timedelta(minutes=minutes))
        except UpdateExists:
            assert identifier in accepted
            assert (report.last_event_at, report.status) == before
        else:
            assert identifier not in accepted
            accepted.add(identifier)
            assert report.last_event_at >= before[0]
            assert report.status == before[1] or NOW + timedelta(minutes=minutes) >= before[0]

    assert len(events(session, report)) == 1 + len(accepted)
    assert (report.status == "closed") == (report.closed_at is not None)
