from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import SQLModel, col, select
from tests.domains.reports.held_reports import APP, CAMILLE, NOW, OTHER, PHONE, TOWN, a_report

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.lifecycle.lifecycle import Move, move_report
from plateforme.domains.reports.people import moderators, people
from plateforme.domains.reports.people.privacy_errors import NotYoursToDecide, ReporterNotFound
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.privacy import comments, confirmations, erasure, moderation, removals, retention
from plateforme.domains.reports.privacy.comments import NewComment
from plateforme.domains.reports.privacy.removals import NewRemoval
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.tables import (
    ErasureReason,
    RemovalReason,
    RemovalSubject,
    Report,
    ReportCategory,
    ReportEvent,
    ReportOutcome,
    ReportPerson,
    ReportPhoto,
    ReportStatus,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.storage import Storage

LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)
SECRETS = ("Camille", "Martin", "camille@", "06 12", "Rappelez", "voisin", "47.21", "person-0001")


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "objects")


@pytest.fixture(autouse=True)
def _town(request):
    if "session" in request.fixturenames:
        session = request.getfixturevalue("session")
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def a_photo(session, storage, report, settings):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    received = photos.receive(storage, picture.getvalue(), settings=settings, now=NOW)
    photo, _ = photos.add_photo(session, report, received, by=APP, title="Le voisin", now=NOW)
    photos.decide(session, storage, report, 1, TextStatus.PUBLISHED, by=TOWN, reason=None, now=NOW)
    return photo


def a_full_report(session, storage, settings):
    """A report with everything that people can give."""
    report = a_report(session, PHONE, reporter=CAMILLE)
    report.unknown_attributes = {"remarque": "Demandez le voisin"}
    comments.add_comment(session, report, NewComment(text="Mon voisin Camille"), by=OTHER, now=NOW)
    confirmations.confirm(session, report, "person-0001", by=OTHER, now=NOW)
    asked = NewRemoval(subject=RemovalSubject.TEXT, reason=RemovalReason.PERSONAL_DATA, explanation="Mon voisin")
    removals.ask_removal(session, report, asked, by=OTHER, now=NOW)
    a_photo(session, storage, report, settings)
    return report


def close(session, report, at=LATER):
    move = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Réparé pour le voisin.")
    return move_report(session, report, move, by=TOWN, now=at)


def everything_about(session, report):
    """All that the database still says about a report, but for the feed."""
    tables: tuple[type[SQLModel], ...] = (Report, ReportEvent, ReportPerson, ReportPhoto)
    rows = [row for table in tables for row in session.exec(select(table)).all()]
    return " ".join(str(row.model_dump()) for row in [*rows, *_given(session)])


def _given(session):
    from plateforme.domains.reports.tables import people as rows  # noqa: PLC0415

    tables: tuple[type[SQLModel], ...] = (
        rows.ReportText,
        rows.ReportComment,
        rows.ReportConfirmation,
        rows.ReportRemoval,
    )
    return [row for table in tables for row in session.exec(select(table)).all()]


def test_nothing_that_people_gave_survives_the_erasure(session, storage, settings):
    report = a_full_report(session, storage, settings)
    close(session, report)
    assert list(storage.local_path("photos").rglob("*.jpg"))

    erasure.erase_report(session, storage, report, ErasureReason.PERSONAL_DATA, by=TOWN, now=LATER)
    session.expire_all()

    left = everything_about(session, report)
    assert [secret for secret in SECRETS if secret in left] == []
    assert _given(session) == []
    assert list(storage.local_path("photos").rglob("*.jpg")) == []


def test_an_erased_report_leaves_a_tombstone_and_its_address_says_so(session, storage):
    report = a_report(session)

    erasure.erase_report(session, storage, report, ErasureReason.AUTHOR_REQUEST, by=APP, now=LATER)

    with pytest.raises(ReportErased):
        get_report(session, report.reference)
    last = session.exec(select(Change).order_by(col(Change.position).desc())).first()
    assert (last.action, last.subject, last.is_public) == ("deleted", report.reference, True)
    assert last.reason == "author_request"


def test_the_history_keeps_what_happened_without_a_word(session, storage):
    report = a_report(session)
    close(session, report)

    erasure.erase_report(session, storage, report, ErasureReason.LEGAL, by=TOWN, now=LATER)

    rows = session.exec(select(ReportEvent).order_by(col(ReportEvent.number))).all()
    session.refresh(rows[1])
    assert [(row.kind, row.explanation) for row in rows] == [("opened", None), ("moved", None), ("erased", None)]
    assert rows[2].details == {"reason": "legal"}


def test_the_public_hears_nothing_of_a_hidden_report_that_is_erased(session, storage):
    report = a_report(session)
    report.visibility = ReportVisibility.HIDDEN

    erasure.erase_report(session, storage, report, ErasureReason.ABUSE, by=TOWN, now=LATER)

    last = session.exec(select(Change).order_by(col(Change.position).desc())).first()
    assert (last.action, last.is_public) == ("deleted", False)


def test_others_cannot_erase(session, storage):
    with pytest.raises(NotYoursToDecide):
        erasure.erase_report(session, storage, a_report(session), ErasureReason.MISTAKE, by=OTHER, now=LATER)


# --- contact -------------------------------------------------------------------------------------------------------


def test_whoever_reads_a_contact_leaves_a_trace_and_changes_nothing(session):
    report = a_report(session, reporter=CAMILLE)
    revision, feed = report.revision, len(session.exec(select(Change)).all())

    found = people.read_contact(session, report, by=TOWN, now=LATER)

    assert (found.first_name, found.email) == ("Camille", "camille@example.org")
    trace = session.exec(select(ReportEvent).where(ReportEvent.number == 2)).one()
    assert (trace.kind, trace.visibility, trace.consumer) == ("contact_read", "internal", "town-desk")
    assert (report.revision, len(session.exec(select(Change)).all())) == (revision, feed)


def test_an_author_is_forgotten_at_their_wish_and_the_report_stays(session):
    report = a_report(session, reporter=CAMILLE)

    with pytest.raises(NotYoursToDecide):
        people.forget_contact(session, report, by=OTHER, now=LATER)
    people.forget_contact(session, report, by=APP, now=LATER)

    with pytest.raises(ReporterNotFound):
        people.read_contact(session, report, by=TOWN, now=LATER)
    assert get_report(session, report.reference) is report


@pytest.mark.parametrize(
    ("contact", "fault"),
    [
        ({"email": "camille"}, ("/reporter/email", "email")),
        ({"email": "a@b"}, ("/reporter/email", "email")),
        ({"phone": "appelez"}, ("/reporter/phone", "phone")),
        ({"first_name": "x" * 101}, ("/reporter/first_name", "too_long")),
    ],
)
def test_a_contact_that_cannot_be_one_is_pointed_at(contact, fault):
    found = people.faults(people.NewReporter(**contact))

    assert [(each.name, each.code) for each in found] == [fault]
    assert not any(value in each.detail for each in found for value in contact.values())


# --- retention -----------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(any_database, storage, settings):
    """A report with everything that people can give, closed an hour after its opening."""
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        report = a_full_report(session, storage, settings)
        close(session, report)
        return report.reference


def purged(any_database, storage, days):
    done = retention.purge(any_database, storage, now=LATER + timedelta(days=days, seconds=1))
    return {what for what, count in done.items() if count}


def test_nothing_goes_before_its_day_and_all_of_it_on_that_day(any_database, storage, closed):
    later = LATER + timedelta(days=365, seconds=1)
    assert purged(any_database, storage, 364) == set()
    with any_database.reading() as session:
        announced = {what for what, count in retention.due(session, now=later).items() if count}

    done = purged(any_database, storage, 365)

    assert announced == done == {"contact", "texts", "photos", "voices", "requests"}
    assert purged(any_database, storage, 365) == set()


def test_the_anonymous_record_is_kept(any_database, storage, closed):
    purged(any_database, storage, 365)

    with any_database.reading() as session:
        report = get_report(session, closed)
        assert (report.lon, report.status, report.confirmations, report.photos) == (-1.55, "closed", 1, 0)
        assert report.text_status == TextStatus.WITHHELD
        left = everything_about(session, report)
    assert [secret for secret in (*SECRETS[:5], "Demandez le voisin") if secret in left] == []
    assert list(storage.local_path("photos").rglob("*.jpg")) == []


def test_a_category_has_periods_of_its_own(any_database, storage, closed):
    with any_database.writing() as session:
        terms = {"contact_retention_days": 30, "photo_retention_days": 500}
        row = ReportCategory(
            organization="nantes", code="pothole", definition=terms, created_at=NOW, updated_at=NOW, revision=1
        )
        store.change_row(session, row)
        shown = {rule.what: special for rule, special in retention.schedule(session, "nantes")}

    assert shown["contact"] == {"pothole": 30}
    assert purged(any_database, storage, 29) == set()
    assert purged(any_database, storage, 30) == {"contact", "texts"}
    assert purged(any_database, storage, 365) == {"voices", "requests"}
    assert purged(any_database, storage, 500) == {"photos"}


def test_a_report_that_nobody_ever_closed_counts_from_its_opening(any_database, storage):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        a_report(session, reporter=CAMILLE)

    assert purged(any_database, storage, 1094) == set()
    assert purged(any_database, storage, 1095) == {"contact"}


def test_a_draft_that_nobody_completes_is_erased(any_database, storage):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        report = a_report(session, reporter=CAMILLE)
        report.visibility = ReportVisibility.DRAFT
        session.add(report)
        reference = report.reference

    assert purged(any_database, storage, 30) == {"drafts"}
    with any_database.reading() as session, pytest.raises((ReportErased, ReportNotFound)):
        get_report(session, reference)


def hide(any_database, reference, *, days=0, visibility=ReportVisibility.HIDDEN):
    with any_database.writing() as session:
        report = moderators.held_report(session, reference, by=TOWN)
        at = LATER + timedelta(days=days)
        moderation.set_visibility(session, report, visibility, reason="Injures", by=TOWN, now=at)


def test_a_hidden_report_is_erased_when_its_time_is_over_even_if_it_was_never_closed(any_database, storage):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        report, kept = a_report(session, reporter=CAMILLE), a_report(session)
        reference, kept = report.reference, kept.reference
    hide(any_database, reference)
    later = LATER + timedelta(days=365, seconds=1)

    assert purged(any_database, storage, 364) == set()
    with any_database.reading() as session:
        assert retention.due(session, now=later)["hidden"] == 1
    assert purged(any_database, storage, 365) == {"hidden"}

    assert purged(any_database, storage, 365) == set()
    with any_database.reading() as session:
        with pytest.raises(ReportErased):
            get_report(session, reference, caller=TOWN)
        assert get_report(session, kept).visibility == "public"
        last = session.exec(select(Change).order_by(col(Change.position).desc())).first()
        assert (last.action, last.subject, last.reason) == ("deleted", reference, "expired")
        assert "Camille" not in everything_about(session, report)


def test_a_report_that_is_shown_and_hidden_anew_has_its_whole_time_again(any_database, storage):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        reference = a_report(session).reference
    hide(any_database, reference)
    hide(any_database, reference, days=200, visibility=ReportVisibility.PUBLIC)
    assert purged(any_database, storage, 366) == set()
    hide(any_database, reference, days=300)

    assert purged(any_database, storage, 664) == set()
    assert purged(any_database, storage, 665) == {"hidden"}


def test_a_category_says_how_long_its_hidden_reports_stay(any_database, storage):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        terms = {"hidden_retention_days": 10}
        row = ReportCategory(
            organization="nantes", code="pothole", definition=terms, created_at=NOW, updated_at=NOW, revision=1
        )
        store.change_row(session, row)
        reference, other = a_report(session).reference, a_report(session, category="sidewalk").reference
    hide(any_database, reference)
    hide(any_database, other)

    assert purged(any_database, storage, 9) == set()
    assert purged(any_database, storage, 10) == {"hidden"}
    with any_database.reading() as session:
        assert get_report(session, other, caller=TOWN).visibility == "hidden"


def test_many_reports_are_purged_in_small_transactions(any_database, storage, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        for _ in range(5):
            close(session, a_report(session, reporter=CAMILLE))

    assert retention.purge(any_database, storage, now=LATER + 366 * DAY)["contact"] == 5
