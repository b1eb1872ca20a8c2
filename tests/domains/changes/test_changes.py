"""The feed on both databases: its order, what each reader sees of it, and when a place is too old."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select, update

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.errors import CursorTooOld
from plateforme.domains.changes.reading import BEGINNING, Place, changes_since, forget_old_changes, now_at
from plateforme.domains.changes.recording import record
from plateforme.domains.changes.tables import Change, ChangeAction
from plateforme.kit.db import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROADS = Principal("roads", "nantes", frozenset({"reports:triage"}), "k1")
NEIGHBOUR = Principal("desk", "reze", frozenset({"reports:triage"}), "k2")
APP = Principal("app", "nantes", frozenset({"reports:write"}), "k3")


def tell(
    db: Database, *subjects: str, at: datetime = NOW, organization: str = "nantes", is_public: bool = True
) -> None:
    """Changes in one transaction."""
    with db.writing() as session:
        for subject in subjects:
            record(
                session, "report", subject, ChangeAction.UPDATED, organization=organization, at=at, is_public=is_public
            )


def read(db: Database, place: Place | None, limit: int = 100, **asked: object) -> tuple[list[str], Place, bool]:
    """What a reader is told, where it goes on, and whether there is more."""
    with db.reading() as session:
        kept_from = NOW - timedelta(days=365)
        found = changes_since(session, place, limit=limit, kept_from=kept_from, **asked)  # type: ignore[arg-type]
        return [change.subject for change in found.changes], found.place, found.has_more


def test_changes_are_read_in_the_order_in_which_they_were_made(any_database: Database) -> None:
    tell(any_database, "a", "b")
    tell(any_database, "a")

    subjects, place, has_more = read(any_database, None)

    assert (subjects, has_more) == (["a", "b", "a"], False)
    assert read(any_database, place) == ([], place, False)


def test_an_empty_feed_gives_a_place_to_follow_from(any_database: Database) -> None:
    subjects, place, _ = read(any_database, None)
    tell(any_database, "a")

    assert subjects == []
    assert read(any_database, place)[0] == ["a"]


def test_what_is_not_public_is_read_by_those_who_work_for_its_organization(any_database: Database) -> None:
    tell(any_database, "hidden", is_public=False)
    tell(any_database, "shown")

    seen = [read(any_database, None, caller=caller)[0] for caller in (None, APP, NEIGHBOUR, ROADS)]

    assert seen == [["shown"], ["shown"], ["shown"], ["hidden", "shown"]]


def test_a_reader_passes_over_what_it_does_not_ask_for(any_database: Database) -> None:
    tell(any_database, "ours")
    tell(any_database, "theirs", organization="reze")

    subjects, place, has_more = read(any_database, None, organization="nantes", kinds=("report",))

    assert (subjects, has_more) == (["ours"], False)
    assert read(any_database, place) == ([], place, False)
    assert read(any_database, None, kinds=("dragon",))[0] == []


@given(
    batches=st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=5),
    limit=st.integers(1, 4),
)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_reading_in_steps_is_reading_at_once(any_database: Database, batches: list[list[str]], limit: int) -> None:
    with any_database.reading() as session:
        start = now_at(session)
    for batch in batches:
        tell(any_database, *batch)

    steps, place, has_more = [], start, True
    while has_more:
        subjects, place, has_more = read(any_database, place, limit)
        steps += subjects

    assert steps == [subject for batch in batches for subject in batch]


def test_old_changes_are_forgotten_and_whoever_missed_some_is_told(any_database: Database) -> None:
    _, unborn, _ = read(any_database, None)
    tell(any_database, "a", at=NOW - timedelta(days=400))
    _, first, _ = read(any_database, None)
    tell(any_database, "b", at=NOW - timedelta(days=399))
    _, second, _ = read(any_database, None)
    tell(any_database, "c")

    assert forget_old_changes(any_database, days=365, now=NOW) == 1
    assert forget_old_changes(any_database, days=365, now=NOW) == 0

    for place in (unborn, first):
        with pytest.raises(CursorTooOld):
            read(any_database, place)
    assert read(any_database, second)[0] == ["c"]
    assert read(any_database, None)[0] == ["b", "c"]


def test_a_cursor_of_another_feed_is_no_place_in_this_one(any_database: Database) -> None:
    tell(any_database, "a")
    _, place, _ = read(any_database, None)

    with pytest.raises(CursorTooOld) as refusal:
        read(any_database, Place(place.transaction_id, place.position + 7))
    assert "since=latest" in refusal.value.detail
    assert "since=latest" in (refusal.value.french or "")


def test_a_feed_that_was_restored_is_read_whole_and_old_cursors_are_told(any_database: Database) -> None:
    tell(any_database, "a", "b")
    if any_database.is_sqlite:
        with any_database.writing() as session:
            session.execute(delete(Change).where(col(Change.subject) == "b"))
    else:
        with any_database.writing() as session:  # as a dump of another cluster brings them in
            session.execute(update(Change).values(transaction_id=Change.transaction_id + 10_000_000))
        assert read(any_database, None)[0] == []
    old = _place_of_last(any_database)

    forget_old_changes(any_database, days=365, now=NOW)
    tell(any_database, "c")

    if any_database.is_sqlite:
        assert read(any_database, None)[0] == ["a", "c"]
        return
    assert read(any_database, None)[0] == ["a", "b", "c"]
    with pytest.raises(CursorTooOld):
        read(any_database, old)


def _place_of_last(db: Database) -> Place:
    with db.reading() as session:
        row = session.exec(select(Change).order_by(col(Change.position).desc())).first()
    return BEGINNING if row is None else Place(row.transaction_id, row.position or 0)


def test_a_change_that_is_taken_back_was_never_told(any_database: Database) -> None:
    def fail(session: Session) -> None:
        record(session, "report", "a", ChangeAction.CREATED, organization="nantes", at=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError), any_database.writing() as session:
        fail(session)
    tell(any_database, "b")

    assert read(any_database, None)[0] == ["b"]
