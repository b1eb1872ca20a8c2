from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import func, select
from tests.domains.reports.held_reports import APP, NOW, OTHER, TOWN, a_report

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.duplicates.merging import held_for_merging, merge
from plateforme.domains.reports.lifecycle.lifecycle import Move, move_report
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.privacy import comments, confirmations, moderation, redaction
from plateforme.domains.reports.privacy.comments import NewComment
from plateforme.domains.reports.privacy.moderation import Decision, TextVerdict
from plateforme.domains.reports.privacy.redaction import Redaction
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.tables import (
    ReportComment,
    ReportConfirmation,
    ReportEvent,
    ReportOutcome,
    ReportStatus,
)


def at_once(any_database, work):
    """Do something ten times at the same moment to one new report, each in its own transaction; give its reference."""
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        reference = a_report(session).reference

    def one(turn):
        with any_database.writing() as session:
            return work(session, moderators.held_report(session, reference, by=TOWN), turn)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    return reference


def test_ten_people_who_confirm_at_once_are_ten(any_database):
    reference = at_once(
        any_database,
        lambda session, report, turn: confirmations.confirm(session, report, f"p-{turn:08}", by=APP, now=NOW),
    )

    with any_database.reading() as session:
        assert get_report(session, reference).confirmations == 10


def test_one_person_who_confirms_ten_times_at_once_is_one(any_database):
    reference = at_once(
        any_database, lambda session, report, _: confirmations.confirm(session, report, "p-00000001", by=APP, now=NOW)
    )

    with any_database.reading() as session:
        assert get_report(session, reference).confirmations == 1
        assert session.exec(select(func.count()).select_from(ReportConfirmation)).one() == 1


def test_the_same_comment_sent_ten_times_at_once_is_one(any_database):
    new = NewComment(text="Toujours là", client_id="phone-0001")

    at_once(any_database, lambda session, report, _: comments.add_comment(session, report, new, by=OTHER, now=NOW))

    with any_database.reading() as session:
        assert session.exec(select(func.count()).select_from(ReportComment)).one() == 1


def test_comments_and_decisions_at_once_are_all_numbered(any_database):
    def work(session, report, turn):
        if turn % 2:
            decision = Decision(verdict=TextVerdict.REDACT, text=f"Texte {turn}")
            moderation.decide_text(session, report, decision, by=TOWN, now=NOW)
        else:
            comments.add_comment(session, report, NewComment(text=f"Commentaire {turn}"), by=APP, now=NOW)

    reference = at_once(any_database, work)

    with any_database.reading() as session:
        assert sorted(session.exec(select(ReportComment.number)).all()) == [1, 2, 3, 4, 5]
        assert get_report(session, reference).events == 11


def test_what_is_redacted_ten_times_at_once_says_the_same_everywhere(any_database):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        anchor, member = a_report(session), a_report(session, now=NOW + timedelta(minutes=1))
        held = held_for_merging(session, member.reference, anchor.reference, by=TOWN)
        merge(session, held, anchor.reference, by=TOWN, now=NOW)
        ended = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Vu avec Mme Zorglub.")
        move_report(session, anchor, ended, by=TOWN, now=NOW + timedelta(hours=1))
        reference, number = anchor.reference, anchor.events

    def one(turn):
        with any_database.writing() as session:
            held = redaction.held_entry(session, reference, number, by=TOWN)
            new = Redaction(text=f"Texte {turn}", reason="Un nom")
            redaction.redact(session, held, new, by=TOWN, now=NOW + timedelta(hours=2))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))

    with any_database.reading() as session:
        words = [
            row.explanation for row in session.exec(select(ReportEvent)).all() if "Texte" in (row.explanation or "")
        ]
    assert len(words) == 2
    assert len({text.rpartition("Texte ")[2] for text in words}) == 1
