from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.domains.reports.held_reports import AGENT, APP, CAMILLE, NEIGHBOUR, NOW, OTHER, PHONE, TOWN, a_report

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import ReportNotFound
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.privacy_errors import (
    DecisionInvalid,
    NotPublished,
    NotYoursToDecide,
    OriginalGone,
)
from plateforme.domains.reports.privacy import moderation
from plateforme.domains.reports.privacy.moderation import Decision, TextVerdict
from plateforme.domains.reports.search.search import get_report, list_events
from plateforme.domains.reports.tables import ReportVisibility, TextStatus
from plateforme.kit.keyset import Asked

LATER = NOW + timedelta(hours=1)
PUBLISH, WITHHOLD = Decision(verdict=TextVerdict.PUBLISH), Decision(verdict=TextVerdict.WITHHOLD, reason="Diffamatoire")


def kept(session, report):
    """What is kept beside the public text."""
    row = store.text_row(session, report.id)
    assert row is not None
    return row


def redact(text=None):
    return Decision(verdict=TextVerdict.REDACT, text=text)


@pytest.fixture(autouse=True)
def _town(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def decide(session, report, decision, by=TOWN):
    return moderation.decide_text(session, report, decision, by=by, now=LATER)


def events(session, report, caller=None):
    found = list_events(session, report.reference, asked=Asked(sort=(("number", False),)), caller=caller)
    return [(event.kind, event.details, event.explanation) for event in found.rows]


def codes(refusal):
    return {(fault.name, fault.code) for fault in refusal.value.errors}


def test_a_text_with_a_telephone_number_is_not_public_until_a_person_decides(session):
    report = a_report(session, PHONE)

    assert (report.description, report.text_status) == ("", TextStatus.IN_REVIEW)
    assert moderation.original_of(session, report) == PHONE


def test_a_false_alarm_is_published_as_written_and_kept_once(session):
    report = a_report(session, PHONE)

    decide(session, report, PUBLISH)

    row = kept(session, report)
    assert (report.description, report.text_status) == (PHONE, TextStatus.PUBLISHED)
    assert (row.original, row.proposed, row.findings, row.decided_by) == ("", "", [], "town-desk")
    assert "rappelez" in report.search_text


def test_redacting_takes_the_proposed_text_and_purges_what_was_written(session):
    report = a_report(session, PHONE)

    decide(session, report, redact())

    row = kept(session, report)
    assert report.description == "Trou. Rappelez-moi au [numéro de téléphone masqué]."
    assert "06 12" not in f"{row.model_dump()}{report.model_dump()}"


def test_the_history_tells_what_was_decided_and_never_why_or_in_which_words(session):
    report = a_report(session, PHONE)

    decide(session, report, WITHHOLD)

    assert events(session, report)[-1] == ("screened", {"subject": "text", "decision": "withheld"}, None)


def test_withheld_words_are_kept_for_those_who_must_mend_the_street(session):
    report = a_report(session, "Nid-de-poule devant chez le maire, ce voleur")

    decide(session, report, WITHHOLD)

    assert (report.description, report.text_status) == ("", TextStatus.WITHHELD)
    assert "Nid-de-poule" in moderation.original_of(session, report)
    assert "voleur" not in report.search_text
    decide(session, report, redact("Nid-de-poule devant la mairie"))
    assert report.description == "Nid-de-poule devant la mairie"


def test_what_was_purged_cannot_be_published(session):
    report = a_report(session, PHONE)
    decide(session, report, redact("Trou."))
    row = kept(session, report)
    assert row.original == ""

    with pytest.raises(OriginalGone):
        decide(session, report, PUBLISH)


@pytest.mark.parametrize(
    ("decision", "fault"),
    [
        (Decision(verdict=TextVerdict.WITHHOLD), ("/reason", "required")),
        (Decision(verdict=TextVerdict.PUBLISH, text="Autre"), ("/text", "misplaced")),
        (Decision(verdict=TextVerdict.REDACT), ("/text", "required")),
        (Decision(verdict=TextVerdict.REDACT, text="Bip\x07"), ("/text", "control_character")),
    ],
)
def test_a_decision_says_what_it_needs(session, decision, fault):
    report = a_report(session)

    with pytest.raises(DecisionInvalid) as refusal:
        decide(session, report, decision)

    assert fault in codes(refusal)
    assert all(each.french for each in refusal.value.errors if each.code != "control_character")


def test_an_author_puts_other_words_in_place_of_their_own(session):
    report = a_report(session, "Trou devant chez Paul Durand")

    decide(session, report, redact("Trou au numéro 12"), by=APP)

    assert (report.description, report.text_status) == ("Trou au numéro 12", TextStatus.REDACTED)
    assert kept(session, report).original == ""


def test_the_new_words_of_an_author_are_screened_like_any(session):
    report = a_report(session, reporter=CAMILLE)

    decide(session, report, redact("C’est camille au 06 12 34 56 78"), by=APP)

    assert (report.description, report.text_status) == ("", TextStatus.IN_REVIEW)
    assert kept(session, report).proposed == "C’est [nom masqué] au [numéro de téléphone masqué]"


def test_an_author_whose_words_were_withheld_waits_for_a_person(session):
    report = a_report(session)
    decide(session, report, WITHHOLD)

    decide(session, report, redact("Trou, promis"), by=APP)

    assert (report.description, report.text_status) == ("", TextStatus.IN_REVIEW)


@pytest.mark.parametrize("by", [OTHER, AGENT])
def test_nobody_else_decides(session, by):
    report = a_report(session)

    with pytest.raises(NotYoursToDecide):
        decide(session, report, redact("Autre chose"), by=by)


def test_an_author_can_only_replace(session):
    report = a_report(session, PHONE)

    with pytest.raises(NotYoursToDecide):
        decide(session, report, PUBLISH, by=APP)


def test_another_town_does_not_moderate_here(session):
    report = a_report(session)

    with pytest.raises(NotYourOrganization):
        moderators.moderated_report(session, report.reference, by=NEIGHBOUR)


# --- hiding --------------------------------------------------------------------------------------------------------


def hide(session, report, visibility=ReportVisibility.HIDDEN):
    return moderation.set_visibility(session, report, visibility, reason="Mise en cause", by=TOWN, now=LATER)


def told(session, report, *, public):
    statement = select(Change).where(Change.subject == report.reference).order_by(col(Change.position))
    return [(each.action, each.reason) for each in session.exec(statement).all() if each.is_public or not public]


def test_a_hidden_report_is_gone_for_the_public_and_mirrors_are_told(session):
    report = a_report(session)

    hide(session, report)

    with pytest.raises(ReportNotFound):
        get_report(session, report.reference)
    assert get_report(session, report.reference, caller=AGENT) is report
    assert told(session, report, public=True)[-1] == ("deleted", "hidden")
    assert told(session, report, public=False)[-1] == ("updated", None)
    assert events(session, report, AGENT)[-1] == ("hidden", {}, "Mise en cause")


def test_a_report_that_is_shown_again_comes_back_in_the_feed(session):
    report = a_report(session)
    hide(session, report)

    hide(session, report, ReportVisibility.PUBLIC)

    assert get_report(session, report.reference) is report
    assert told(session, report, public=True)[-1] == ("updated", None)
    assert "Mise en cause" not in str(events(session, report))


def test_hiding_twice_changes_nothing(session):
    report = a_report(session)
    revision = hide(session, report).revision

    assert hide(session, report).revision == revision


def test_a_draft_can_be_neither_hidden_nor_shown(session):
    report = a_report(session)
    report.visibility = ReportVisibility.DRAFT

    with pytest.raises(NotPublished):
        hide(session, report)


# --- laws ----------------------------------------------------------------------------------------------------------

decisions = st.lists(
    st.sampled_from(
        [(PUBLISH, TOWN), (WITHHOLD, TOWN), (redact("Trou."), TOWN), (redact("Trou !"), APP), (redact(PHONE), APP)]
    ),
    max_size=6,
)


@given(decisions)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_waits_or_is_withheld_is_never_public_and_the_rest_is_kept_once(session, decisions):
    report = a_report(session, PHONE)

    for decision, by in decisions:
        with suppress(OriginalGone):
            decide(session, report, decision, by=by)
        row = kept(session, report)
        is_readable = report.text_status in {TextStatus.PUBLISHED, TextStatus.REDACTED}
        assert bool(report.description) == is_readable
        assert bool(row.original) == (not is_readable)
        assert row.status == report.text_status
        assert ("rappelez" in report.search_text) == ("Rappelez" in report.description)
