from datetime import timedelta

import pytest
from tests.domains.reports.held_reports import AGENT, APP, NOW, OTHER, TOWN, a_report

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.errors import ClientIdReused
from plateforme.domains.reports.people.privacy_errors import (
    CommentInvalid,
    CommentNotFound,
    NotYoursToDecide,
    OriginalGone,
    ReportClosed,
)
from plateforme.domains.reports.privacy import comments, confirmations
from plateforme.domains.reports.privacy.comments import NewComment
from plateforme.domains.reports.privacy.moderation import Decision, TextVerdict
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.tables import ReportOutcome, ReportStatus
from plateforme.kit.keyset import Asked

LATER = NOW + timedelta(hours=1)
PUBLISH = Decision(verdict=TextVerdict.PUBLISH)
REDACT = Decision(verdict=TextVerdict.REDACT)
WITHHOLD = Decision(verdict=TextVerdict.WITHHOLD, reason="Injure")


@pytest.fixture
def report(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    return a_report(session)


def say(session, report, text="Toujours là.", *, by=APP, client_id=None):
    new = NewComment(text=text, client_id=client_id)
    return comments.add_comment(session, report, new, by=by, now=LATER)[0]


def read(session, report, caller=None):
    asked = Asked(sort=(("number", False),))
    return [row.text for row in comments.list_comments(session, report.reference, asked=asked, caller=caller)[1].rows]


def test_a_comment_is_public_once_a_person_has_looked_at_it(session, report):
    say(session, report)
    assert (read(session, report), report.comments) == ([], 0)

    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)

    assert (read(session, report), report.comments) == (["Toujours là."], 1)


def test_the_author_and_those_who_work_on_it_see_that_it_waits(session, report):
    say(session, report)

    assert [len(read(session, report, caller)) for caller in (APP, AGENT, TOWN, OTHER, None)] == [1, 1, 1, 0, 0]


def test_the_organization_speaks_at_once_and_officially(session, report):
    official = say(session, report, "Une équipe passera demain, appelez le 02 40 41 90 00.", by=AGENT)

    assert official.is_official
    assert [finding["kind"] for finding in official.findings] == ["phone"]
    assert read(session, report) == [official.text]
    assert report.comments == 1


def test_no_comment_restarts_the_clock_of_a_forgotten_report(session, report):
    say(session, report)
    say(session, report, by=AGENT)

    assert report.last_event_at == NOW


def test_sending_again_gives_the_same_comment_and_another_text_is_a_mistake(session, report):
    first = say(session, report, client_id="phone-0001")

    assert say(session, report, client_id="phone-0001") is first
    with pytest.raises(ClientIdReused):
        say(session, report, "Autre", client_id="phone-0001")


def test_redacting_purges_what_was_written(session, report):
    row = say(session, report, "Appelez jean@exemple.fr")

    comments.decide_comment(session, report, 1, REDACT, by=TOWN, now=LATER)

    assert (row.text, row.original, row.findings) == ("Appelez [adresse électronique masquée]", None, [])


def test_a_public_comment_can_be_withheld_later_and_published_again(session, report):
    row = say(session, report)
    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)

    comments.decide_comment(session, report, 1, WITHHOLD, by=TOWN, now=LATER)
    assert (row.text, row.original, report.comments) == ("", "Toujours là.", 0)
    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)
    assert (row.text, row.original, report.comments) == ("Toujours là.", None, 1)


def test_a_comment_that_is_taken_back_leaves_its_number_and_no_word(session, report):
    row = say(session, report)
    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)

    comments.remove_comment(session, report, 1, by=APP, now=LATER)

    assert (read(session, report), report.comments, row.text, row.original) == ([], 0, "", None)
    assert say(session, report, "Encore").number == 2
    with pytest.raises(OriginalGone):
        comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)


def test_nobody_takes_back_what_another_has_said(session, report):
    say(session, report)
    with pytest.raises(CommentNotFound):  # it waits: the other may not even know of it
        comments.remove_comment(session, report, 1, by=OTHER, now=LATER)
    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)

    with pytest.raises(NotYoursToDecide):
        comments.remove_comment(session, report, 1, by=OTHER, now=LATER)


def test_the_public_history_tells_of_public_comments_only(session, report):
    say(session, report)
    asked = Asked(sort=(("number", False),))
    assert [event.kind for event in list_events(session, report.reference, asked=asked).rows] == ["opened"]

    comments.decide_comment(session, report, 1, PUBLISH, by=TOWN, now=LATER)

    last = list_events(session, report.reference, asked=asked).rows[-1]
    assert (last.kind, last.details) == ("screened", {"subject": "comment", "number": 1, "decision": "published"})


@pytest.mark.parametrize("text", ["", "a" * 2001, "Bip\x07"])
def test_a_comment_that_cannot_be_public_is_refused(session, report, text):
    with pytest.raises(CommentInvalid):
        say(session, report, text)


# --- « moi aussi » -------------------------------------------------------------------------------------------------


def confirm(session, report, person="person-0001", by=APP):
    return confirmations.confirm(session, report, person, by=by, now=LATER)


def test_each_person_counts_once(session, report):
    assert [confirm(session, report), confirm(session, report), confirm(session, report, "person-0002")] == [
        True,
        False,
        True,
    ]
    assert confirm(session, report, by=OTHER)  # another sender's identifier is another person's
    assert report.confirmations == 3


def test_a_voice_can_be_taken_back_and_given_again(session, report):
    confirm(session, report)

    assert confirmations.take_back(session, report, "person-0001", by=APP, now=LATER)
    assert not confirmations.take_back(session, report, "person-0001", by=APP, now=LATER)
    assert (report.confirmations, confirm(session, report), report.confirmations) == (0, True, 1)


def test_a_voice_changes_the_record_and_not_the_clock(session, report):
    revision = report.revision

    confirm(session, report)

    assert (report.revision, report.updated_at, report.last_event_at) == (revision + 1, LATER, NOW)


def test_a_closed_report_is_not_confirmed(session, report):
    report.status, report.outcome, report.closed_at = ReportStatus.CLOSED, ReportOutcome.FIXED, LATER

    with pytest.raises(ReportClosed) as refusal:
        confirm(session, report)

    assert refusal.value.french
