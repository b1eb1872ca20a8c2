"""What proves that something is alive, and what does not."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from plateforme.consumers.checker import datasets
from plateforme.consumers.checker.evidence import Evidence, Unreadable, read, weigh
from plateforme.consumers.checker.states import State

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_date_counts_as_the_end_of_its_day_in_paris():
    proof = read(date(2026, 1, 31), "declared_modified", "declared_modified_at")

    assert proof == Evidence(
        "declared_modified", datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC), "date", "declared_modified_at"
    )


def test_an_hour_without_a_zone_is_read_in_paris():
    proof = read("2026-07-01T10:00", "event", "x")

    assert isinstance(proof, Evidence)
    assert proof.at == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None,
        date(1970, 1, 1),
        date(1900, 1, 1),
        date(1, 1, 1),
        "0001-01-01T00:00:00Z",
        "1970-01-01",
        datetime(1969, 12, 31, 23, 30, tzinfo=UTC),
    ],
)
def test_dates_that_stand_for_nothing_are_missing(value):
    assert read(value, "declared_modified", "x") is None


def test_what_is_no_date_is_said_to_be_none():
    assert read("last spring", "declared_modified", "x") == Unreadable("x")
    assert weigh([read("last spring", "declared_modified", "x")], NOW).reason == "date_unparsable"


def test_the_future_proves_nothing_beyond_a_day():
    tolerated = read(NOW + timedelta(hours=24), "content_changed", "x")
    refused = read(NOW + timedelta(hours=24, seconds=1), "content_changed", "x")

    assert weigh([tolerated], NOW).counted == tolerated
    assert weigh([refused], NOW).reason == "future_date"


def test_declared_dates_count_only_where_nothing_was_observed():
    declared = read(date(2026, 3, 1), "declared_modified", "declared_modified_at")
    confirmed = read(datetime(2024, 1, 1, tzinfo=UTC), "confirmed", "verified_at")

    weighed = weigh([declared, confirmed], NOW)

    assert weighed.counted == confirmed
    assert weighed.shown == (declared,)


def test_the_order_in_which_proofs_arrive_does_not_matter():
    pieces = [
        read(date(2026, 2, 1), "declared_modified", "a"),
        read(datetime(2025, 1, 1, tzinfo=UTC), "confirmed", "b"),
        read(datetime(2026, 1, 1, tzinfo=UTC), "content_changed", "c"),
        read(datetime(2030, 1, 1, tzinfo=UTC), "content_changed", "d"),
    ]

    assert len({weigh(list(order), NOW) for order in permutations(pieces)}) == 1


def age_of(facts, policies):
    return datasets.evaluate(facts, policies, now=NOW)[0]


def test_a_first_upload_of_old_data_does_not_look_fresh(a_dataset, policies):
    facts = a_dataset(version=1, updated_at=NOW, declared_modified_at=date(2024, 6, 1))

    age = age_of(facts, policies)

    assert age.state is State.DELINQUENT
    assert age.weighed.counted.type == "declared_modified"
    assert "declared, unverified" in age.why


def test_a_first_upload_without_any_date_counts_from_that_day(a_dataset, policies):
    age = age_of(a_dataset(version=1, updated_at=NOW, declared_modified_at=date(1970, 1, 1)), policies)

    assert (age.state, age.weighed.counted.type) == (State.FRESH, "first_observed")


def test_once_content_was_seen_to_change_declared_dates_are_only_shown(a_dataset, policies):
    age = age_of(a_dataset(version=2, updated_at=NOW, declared_modified_at=date(2024, 6, 1)), policies)

    assert age.state is State.FRESH
    assert [piece.type for piece in age.weighed.shown] == ["declared_modified"]


def test_saying_still_correct_is_worth_an_update(a_dataset, policies):
    facts = a_dataset(updated_at=datetime(2024, 1, 1, tzinfo=UTC), verified_at=datetime(2026, 3, 1, tzinfo=UTC))

    assert age_of(facts, policies).state is State.FRESH


def test_a_declared_date_in_the_future_makes_a_first_upload_not_evaluable(a_dataset, policies):
    age = age_of(a_dataset(version=1, updated_at=NOW, declared_modified_at=date(2026, 4, 1)), policies)

    assert (age.state, age.reason) == (State.NOT_EVALUABLE, "future_date")


@pytest.mark.parametrize("changed", [{"version": None, "rows": None, "updated_at": None}, {"rows": 0}])
def test_what_holds_nothing_cannot_be_fresh_or_stale(changed, a_dataset, policies):
    age = age_of(a_dataset(**changed), policies)

    assert (age.state, age.reason) == (State.NOT_EVALUABLE, "no_evidence")


def test_an_unknown_rhythm_is_one_piece_of_advice(a_dataset, policies):
    age, rhythm = datasets.evaluate(a_dataset(frequency="UNKNOWN"), policies, now=NOW)

    assert (age.state, age.reason) == (State.NOT_EVALUABLE, "no_policy")
    assert (rhythm.rule, rhythm.severity, rhythm.is_scored) == ("dataset-frequency-missing", "info", False)


def test_the_sentence_that_says_why_does_not_change_with_time(a_dataset, policies):
    facts = a_dataset(updated_at=datetime(2025, 1, 15, 9, 0, tzinfo=UTC))
    later = NOW + timedelta(days=400)

    assert age_of(facts, policies).why == datasets.evaluate(facts, policies, now=later)[0].why
    assert age_of(facts, policies).why == (
        "Content last changed here on 2025-01-15. Rhythm MONTHLY: due from 2025-02-15 (after 1 month), "
        "overdue from 2025-02-24 (after 1 month and 8 days), delinquent from 2025-03-17 (after 2 months)."
    )
