"""Words that were said in public about a report are replaced or taken out, everywhere they were repeated."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.domains.reports.held_reports import APP, NEIGHBOUR, NOW, TOWN, a_report

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports.duplicates.merging import held_for_merging, held_for_splitting, merge, split
from plateforme.domains.reports.history.following import replace_quote
from plateforme.domains.reports.lifecycle.lifecycle import Move, add_note, move_report
from plateforme.domains.reports.people.findings import WARNING, told_details, told_warnings
from plateforme.domains.reports.people.privacy_errors import DecisionInvalid, NothingToRedact, ReportEventNotFound
from plateforme.domains.reports.privacy import redaction
from plateforme.domains.reports.privacy.redaction import Redaction
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.tables import ReportEvent, ReportOutcome, ReportStatus
from plateforme.kit.keyset import Asked

LATER = NOW + timedelta(hours=1)
SAID = "Réparé avec M. Durand, 06 12 34 56 78."


@pytest.fixture(autouse=True)
def _town(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def close(session, report, words=SAID):
    move = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation=words)
    return move_report(session, report, move, by=TOWN, now=LATER)


def redact(session, report, text=None, *, number=2, by=TOWN, reason="Nom d’un riverain"):
    held = redaction.held_entry(session, report.reference, number, by=by)
    return redaction.redact(session, held, Redaction(text=text, reason=reason), by=by, now=LATER)


def history(session, report, caller=None):
    return list_events(session, report.reference, asked=Asked(sort=(("number", False),)), caller=caller).rows


def all_words(session):
    session.expire_all()
    return " ".join(f"{row.explanation} {row.details}" for row in session.exec(select(ReportEvent)).all())


def test_a_closing_explanation_gets_other_words_and_the_first_ones_are_purged(session):
    report = close(session, a_report(session))

    entry = redact(session, report, "Réparé.")

    assert (entry.number, entry.kind, entry.explanation, entry.details) == (2, "moved", "Réparé.", {"redacted": True})
    assert "Durand" not in all_words(session)
    assert (report.status, report.outcome) == ("closed", "fixed")


def test_the_history_tells_that_it_was_done_and_only_the_organization_why(session):
    report = close(session, a_report(session))

    redact(session, report)

    last = history(session, report)[-1]
    assert (last.kind, last.explanation) == ("screened", None)
    assert last.details == {"subject": "event", "number": 2, "decision": "withheld"}
    assert "riverain" not in str([row.model_dump() for row in history(session, report)])
    assert [row.explanation for row in history(session, report, TOWN)][-2:] == ["Nom d’un riverain", None]


def test_the_feed_tells_those_who_copy(session):
    report = close(session, a_report(session))
    revision = report.revision

    redact(session, report, "Réparé.")

    told = session.exec(select(Change).where(Change.is_public).order_by(col(Change.position).desc())).first()
    assert (told.subject, told.action, told.event, told.reason) == (report.reference, "updated", "screened", None)
    assert report.revision > revision


def test_what_followers_were_told_in_the_same_words_is_replaced_and_nothing_else(session):
    anchor, member, gone = [a_report(session, now=NOW + timedelta(minutes=n)) for n in range(3)]
    for each in (member, gone):
        merge(
            session,
            held_for_merging(session, each.reference, anchor.reference, by=TOWN),
            anchor.reference,
            by=TOWN,
            now=LATER,
        )
    move = Move(to=ReportStatus.PLANNED, explanation="Chez Mme Martin.", expected_at=LATER + timedelta(days=9))
    move_report(session, anchor, move, by=TOWN, now=LATER)
    close(session, anchor)
    split(session, held_for_splitting(session, gone.reference, by=TOWN), by=TOWN, now=LATER)
    number = next(row.number for row in history(session, anchor) if row.explanation == SAID)
    revisions = member.revision, gone.revision

    redact(session, anchor, "Réparé.", number=number)

    for follower, before in zip((member, gone), revisions, strict=True):
        said = [row.explanation or "" for row in history(session, follower)]
        assert any(words.endswith("a été clos : Réparé.") for words in said)
        assert any(words.endswith("Chez Mme Martin.") for words in said)
        assert history(session, follower)[-1].kind == "screened"
        assert follower.revision > before
    assert "Durand" not in all_words(session)


def test_an_internal_note_is_redacted_without_a_word_to_the_public(session):
    report = a_report(session)
    note = add_note(session, report, "Madame Martin a appelé.", by=TOWN, now=LATER)
    public, revision = len(history(session, report)), report.revision

    redact(session, report, "Une riveraine a appelé.", number=note.number)

    assert (len(history(session, report)), report.revision) == (public, revision)
    assert "Martin" not in all_words(session)


def test_it_can_be_done_again(session):
    report = close(session, a_report(session))
    redact(session, report)

    assert redact(session, report, "Réparé.").explanation == "Réparé."


@pytest.mark.parametrize(
    ("number", "text", "reason", "fault"),
    [
        (1, "Autre", "Nom", NothingToRedact),
        (9, "Autre", "Nom", ReportEventNotFound),
        (2, "Bip\x07", "Nom", DecisionInvalid),
        (2, "Autre", "\u200b", DecisionInvalid),
    ],
)
def test_what_cannot_be_redacted_is_refused(session, number, text, reason, fault):
    report = close(session, a_report(session))

    with pytest.raises(fault):
        redact(session, report, text, number=number, reason=reason)


def test_another_town_redacts_nothing_here(session):
    report = close(session, a_report(session))

    with pytest.raises(NotYourOrganization):
        redact(session, report, by=NEIGHBOUR)


# --- who learns of it ----------------------------------------------------------------------------------------------


def test_the_public_does_not_learn_that_words_hold_personal_data(session):
    report = close(session, a_report(session))
    entry = history(session, report)[-1]

    assert [told_warnings(report, caller) for caller in (None, APP, NEIGHBOUR, TOWN)] == [[], [], [], [WARNING]]
    seen = [told_details(entry, caller, organization="nantes") for caller in (None, APP, NEIGHBOUR, TOWN)]
    assert seen == [{}, {}, {}, {"findings": ["name", "phone"]}]


def test_whoever_wrote_words_reads_what_was_found_in_them(session):
    report = close(session, a_report(session), "Réparé.")
    move = Move(to=ReportStatus.RECEIVED, explanation="Appelez le 06 12 34 56 78.")
    move_report(session, report, move, by=APP, now=LATER)

    entry = history(session, report)[-1]

    assert "06 12" not in entry.explanation
    assert told_details(entry, APP, organization="nantes") == {"findings": ["phone"]}
    assert told_details(entry, None, organization="nantes") == {}


def test_the_warning_goes_with_the_last_words_that_it_was_about(session):
    report = close(session, a_report(session))
    move_report(session, report, Move(to=ReportStatus.ACKNOWLEDGED, explanation="Mme Roux attend."), by=TOWN, now=LATER)

    redact(session, report, "Réparé.", number=2)
    assert report.warnings == [WARNING]
    redact(session, report, "On attend Mme Petit.", number=3)
    assert report.warnings == [WARNING]
    redact(session, report, number=3)
    assert report.warnings == []


# --- laws ----------------------------------------------------------------------------------------------------------

words = st.text(min_size=1, max_size=60).map(str.strip).filter(bool)


@given(st.sampled_from(["Le signalement 1, auquel celui-ci est rattaché, a été clos"]), words, words | st.none())
def test_a_quote_is_replaced_whole(head, before, after):
    told = f"{head} : {before}"

    assert replace_quote(told, before, after) == (f"{head} : {after}" if after else f"{head}.")
    assert replace_quote(f"{head}.", before, after) is None
    assert replace_quote(told, f"{before}x", after) is None
    assert replace_quote(f"{head} : {'é' * 4000}"[:4000], "é" * 4000, "Vu.") == f"{head} : Vu."


@given(st.lists(st.sampled_from(["Réparé.", None, "Avec M. Durand.", SAID]), min_size=1, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_only_the_last_words_are_kept(session, texts):
    report = close(session, a_report(session), "Voir la gardienne, Zoé Abadie.")

    for text in texts:
        redact(session, report, text)

    rows = history(session, report, TOWN)
    assert rows[1].explanation == texts[-1]
    assert "Abadie" not in str([row.model_dump() for row in rows])
    assert (WARNING in report.warnings) == (texts[-1] not in {"Réparé.", None})
