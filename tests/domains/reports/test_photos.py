"""What becomes of a photo: added by those who may, looked at by a human, shown, withheld, removed, purged."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlmodel import Session
from tests.domains.reports.drawn import SECRET, a_jpeg, a_picture, written

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.errors import ReportInvalid, ReportNotFound
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.photos import photo_sweeping, photos
from plateforme.domains.reports.photos.photo_errors import PhotoDecided, PhotoNotFound, PhotoNotYours, TooManyPhotos
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.settings.category import MAX_PHOTOS
from plateforme.domains.reports.tables import Report, ReportPhoto, TextStatus
from plateforme.kit.keyset import Asked
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CITIZEN_APP = Principal("app", "startup", frozenset({"reports:write"}), "k1")
ROADS = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k2")
MODERATOR = Principal("desk", "nantes", frozenset({"reports:moderate"}), "k3")
OTHER_TOWN = Principal("other", "rennes", frozenset({"reports:write", "reports:triage", "reports:moderate"}), "k4")
ASKED = Asked(sort=(("number", False),))
PUBLISHED, WITHHELD = TextStatus.PUBLISHED, TextStatus.WITHHELD


@dataclass
class Desk:
    """A report and what is done with its photos."""

    session: Session
    storage: Storage
    settings: Settings
    report: Report

    def add(
        self, content: bytes | None = None, *, by: Principal = CITIZEN_APP, title: str | None = None
    ) -> ReportPhoto:
        received = photos.receive(self.storage, content or a_jpeg(), settings=self.settings, now=NOW)
        return photos.add_photo(self.session, self.report, received, by=by, title=title, now=NOW)[0]

    def decide(self, number: int, decision: TextStatus, reason: str | None = None) -> ReportPhoto:
        return photos.decide(
            self.session, self.storage, self.report, number, decision, by=MODERATOR, reason=reason, now=NOW
        )

    def seen_by(self, caller: Principal | None) -> list[int]:
        _, page = photos.list_photos(self.session, self.report.reference, asked=ASKED, caller=caller)
        return [photo.number for photo in page.rows]

    def history(self, caller: Principal | None = ROADS) -> list[tuple[str, str, object]]:
        page = list_events(self.session, self.report.reference, asked=ASKED, caller=caller)
        return [(event.kind, event.visibility, event.details.get("decision")) for event in page.rows[1:]]

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.storage.local_path("photos").rglob("*.jpg"))


@pytest.fixture
def desk(session, tmp_path):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    new = NewReport(organization="nantes", category="pothole", description="Trou", lon=-1.5534, lat=47.2173)
    report, _ = create_report(session, new, by=CITIZEN_APP, now=NOW)
    return Desk(session, Storage(tmp_path / "objects"), Settings(home=tmp_path), report)


def another(number: int) -> bytes:
    return written(a_picture(64 + number, 48))


def test_a_photo_waits_for_a_human_before_the_public_sees_it(desk):
    desk.add()
    before = (desk.seen_by(None), desk.seen_by(OTHER_TOWN), desk.seen_by(CITIZEN_APP), desk.seen_by(ROADS))

    desk.decide(1, PUBLISHED)

    assert before == ([], [], [1], [1])
    assert desk.seen_by(None) == [1]
    assert desk.report.photos == 1
    assert desk.history() == [("photo_added", "internal", None), ("screened", "public", "published")]


def test_nothing_of_the_file_that_was_sent_is_stored(desk):
    photo = desk.add()

    stored = [desk.storage.local_path(key).read_bytes() for key in (photo.object_key, photo.thumbnail_key)]
    assert all(content.startswith(b"\xff\xd8") and SECRET.encode() not in content for content in stored)
    assert len(desk.files) == 2


def test_the_very_same_photo_is_kept_once(desk):
    first = desk.add()
    received = photos.receive(desk.storage, a_jpeg(), settings=desk.settings, now=NOW)
    again, is_new = photos.add_photo(desk.session, desk.report, received, by=CITIZEN_APP, title=None, now=NOW)
    photos.discard(desk.storage, received)

    assert (again.id, is_new) == (first.id, False)
    assert len(desk.files) == 2


def test_a_stranger_neither_adds_nor_removes_a_photo(desk):
    desk.add()
    desk.decide(1, PUBLISHED)

    with pytest.raises(PhotoNotYours):
        desk.add(another(1), by=OTHER_TOWN)
    with pytest.raises(PhotoNotYours):
        photos.remove_photo(desk.session, desk.storage, desk.report, 1, by=OTHER_TOWN, now=NOW)


def test_a_report_takes_as_many_photos_as_its_category_says(desk):
    for number in range(MAX_PHOTOS):
        desk.add(another(number))

    with pytest.raises(TooManyPhotos):
        desk.add(another(MAX_PHOTOS))
    desk.decide(1, WITHHELD, "Visage reconnaissable.")
    assert desk.add(another(MAX_PHOTOS)).number == MAX_PHOTOS + 1


def test_a_number_is_never_given_twice(desk):
    desk.add()
    photos.remove_photo(desk.session, desk.storage, desk.report, 1, by=CITIZEN_APP, now=NOW)

    assert desk.add(another(1)).number == 2


def test_a_title_with_control_characters_is_refused(desk):
    with pytest.raises(ReportInvalid):
        desk.add(title="Trou\x07")


def test_a_withheld_photo_is_deleted_and_its_reason_kept_for_those_who_may_know(desk):
    desk.add(title="Mon voisin")

    photo = desk.decide(1, WITHHELD, "Visage reconnaissable.")

    assert (photo.status, photo.title, photo.reason) == ("withheld", None, "Visage reconnaissable.")
    assert desk.files == []
    assert desk.history(None) == []
    assert desk.seen_by(CITIZEN_APP) == [1]
    with pytest.raises(PhotoNotFound):
        photos.get_picture(desk.session, desk.report.reference, 1, caller=ROADS)
    with pytest.raises(PhotoDecided):
        desk.decide(1, PUBLISHED)


def test_a_published_photo_can_be_withheld_later_in_public(desk):
    desk.add()
    desk.decide(1, PUBLISHED)
    desk.decide(1, PUBLISHED)

    desk.decide(1, WITHHELD, "Plaque lisible.")

    assert desk.report.photos == 0
    assert desk.seen_by(None) == []
    assert desk.history(None) == [("screened", "public", "published"), ("screened", "public", "withheld")]


def test_a_removed_photo_leaves_no_bytes(desk):
    desk.add()
    desk.decide(1, PUBLISHED)

    photos.remove_photo(desk.session, desk.storage, desk.report, 1, by=ROADS, now=NOW)

    assert (desk.files, desk.report.photos, desk.seen_by(ROADS)) == ([], 0, [])
    assert desk.history(None)[-1] == ("photo_removed", "public", None)


def test_purging_removes_every_photo_of_one_report_and_of_no_other(desk, session):
    new = NewReport(organization="nantes", category="pothole", description="Un autre", lon=-1.55, lat=47.21)
    other, _ = create_report(session, new, by=CITIZEN_APP, now=NOW)
    theirs = Desk(session, desk.storage, desk.settings, other)
    theirs.add()
    desk.add()
    desk.add(another(1))
    desk.decide(2, PUBLISHED)

    assert photos.purge(session, desk.storage, desk.report) == 2

    assert (desk.seen_by(ROADS), desk.report.photos) == ([], 0)
    assert theirs.seen_by(ROADS) == [1]
    assert len(desk.files) == 2


def test_photos_that_wait_are_given_oldest_first(desk):
    desk.add()
    desk.add(another(1))
    desk.decide(1, PUBLISHED)

    assert [photo.number for _, photo in photos.waiting(desk.session, "nantes", limit=10)] == [2]
    assert photos.waiting(desk.session, "rennes", limit=10) == []


def test_what_no_photo_owns_is_swept_after_an_hour(desk):
    kept = desk.add()
    leftover = photos.receive(desk.storage, another(1), settings=desk.settings, now=NOW)
    an_hour_ago = (NOW - timedelta(hours=2)).timestamp()

    for key in (kept.object_key, kept.thumbnail_key, leftover.object_key, leftover.thumbnail_key):
        os.utime(desk.storage.local_path(key), (an_hour_ago, an_hour_ago))
    fresh = photos.receive(desk.storage, another(2), settings=desk.settings, now=NOW)
    os.utime(desk.storage.local_path(fresh.object_key), (NOW.timestamp(), NOW.timestamp()))

    found = photo_sweeping.leftovers(desk.session, desk.storage, now=NOW)

    assert sorted(found) == sorted([leftover.object_key, leftover.thumbnail_key])


def test_sweeping_deletes_what_no_photo_owns_and_nothing_else(database, tmp_path):
    storage = Storage(tmp_path / "objects")
    for key in ("photos/AB/old.jpg", "photos/AB/new.jpg", "parquet/AB/old.parquet"):
        storage.put_stream(key, BytesIO(b"x"))
        age = 0 if "new" in key else 7200
        os.utime(storage.local_path(key), (NOW.timestamp() - age,) * 2)

    assert photo_sweeping.sweep(database, storage, now=NOW) == 1
    assert not storage.exists("photos/AB/old.jpg")
    assert storage.exists("photos/AB/new.jpg")
    assert storage.exists("parquet/AB/old.parquet")


def test_a_report_that_is_not_there_has_no_photos(desk):
    with pytest.raises(ReportNotFound):
        photos.held_report(desk.session, "2026-0302-NOSUCH", by=CITIZEN_APP)


def test_a_photo_of_an_impossible_size_is_refused_by_the_setting(desk):
    desk.settings = Settings(home=desk.settings.home, max_photo_bytes=1024)

    with pytest.raises(Exception, match="larger than 1024 bytes"):
        desk.add(written(a_picture(600, 600), quality=100))
    assert desk.files == []


def test_the_picture_that_is_stored_can_be_opened(desk):
    from PIL import Image  # noqa: PLC0415

    photo = desk.add()

    with Image.open(BytesIO(desk.storage.local_path(photo.object_key).read_bytes())) as picture:
        assert picture.size == (photo.width, photo.height)
