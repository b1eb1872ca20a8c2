"""Landing is one transaction; what is kept afterwards, and for how long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.datasets import catalogue, store, withdrawal
from plateforme.domains.datasets.landing import Counts, Made, Source, land, offer
from plateforme.domains.datasets.retention import HOURLY_DAYS, Keeping, expendable
from plateforme.domains.datasets.tables import Dataset, SchemaVersion, Version
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.clock import PARIS
from plateforme.kit.grammar.column_types import ColumnType

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def table(*names: str, digest: str = "a", key: tuple[str, ...] = (), **more: Any) -> Made:
    columns = tuple(Column(name=name, label=name, type=ColumnType.STRING) for name in names)
    facts: dict[str, Any] = {"origin": "file", "parquet_key": f"parquet/{digest}", "parquet_bytes": 1, "rows": 2}
    facts |= {"schema": TableSchema(columns, primary_key=key), "source": Source("parcs.csv", 9, "s"), "by": "loader"}
    return Made(digest=digest, **facts | more)


def told(workshop, slug: str) -> tuple[Any, ...]:
    with workshop.db.reading() as session:
        dataset = catalogue.get_dataset(session, slug)
        numbers = [version.number for version in store.all_versions(session, dataset.id)]
        return dataset.version, dataset.schema_version, numbers, len(store.schema_versions(session, dataset.id))


def test_a_crash_before_the_commit_leaves_nothing_of_a_landing(workshop, dataset):
    with workshop.db.writing() as session:
        offer(session, catalogue.get_dataset(session, dataset), table("id"), accepts_breaking=False, now=NOW)
    before = told(workshop, dataset)

    def cut_short() -> None:
        with workshop.db.writing() as session:
            held = catalogue.get_dataset(session, dataset)
            offered = offer(session, held, table("nom", digest="b"), accepts_breaking=True, now=NOW)
            session.flush()
            assert (offered.state, held.version, held.schema_version) == ("published", 2, "2.0.0")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        cut_short()

    assert told(workshop, dataset) == before == (1, "1.0.0", [1], 1)


def test_the_same_content_under_another_contract_is_a_version(workshop, dataset):
    with workshop.db.writing() as session:
        held = catalogue.get_dataset(session, dataset)
        landed = [land(session, held, made, now=NOW) for made in (table("id"), table("id"), table("id", key=("id",)))]

    assert [version and version.schema_version for version in landed] == ["1.0.0", None, "2.0.0"]


def test_what_waits_is_kept_as_it_was_made_and_its_counts_while_they_hold(workshop, dataset):
    made = table("id", counts=Counts(1, 2, 3), base_id="V1")
    kept = made.to_json(after=4)

    assert Made.from_json(kept, after=4).to_json(after=4) == kept
    assert Made.from_json(kept, after=4).counts == Counts(1, 2, 3)
    assert Made.from_json(kept, after=5).counts is None


def test_a_table_that_others_differ_from_is_kept_though_its_version_is_not(workshop, dataset):
    with workshop.db.writing() as session:
        held = catalogue.get_dataset(session, dataset)
        base = land(session, held, table("id", digest="whole"), now=NOW)
        assert base is not None
        land(session, held, table("id", digest="delta", origin="rows", base_id=base.id), now=NOW)
        withdrawal.withdraw(session, held, 1, reason="Erreur.", now=NOW)
        base.pruned_at = NOW
    later = NOW + timedelta(days=1)

    with workshop.db.writing() as session:
        needed = store.stored_tables(session, pruned_after=later)
        delta = store.version(session, catalogue.get_dataset(session, dataset).id, 2)
        assert delta is not None
        delta.pruned_at = NOW
    with workshop.db.reading() as session:
        nothing = store.stored_tables(session, pruned_after=later)

    assert needed == ({"parquet/whole", "parquet/delta"}, {"whole", "delta"})
    assert nothing == (set(), set())


def test_once_written_out_a_base_needs_its_whole_table_only(workshop, dataset):
    with workshop.db.writing() as session:
        held = catalogue.get_dataset(session, dataset)
        first = land(session, held, table("id", digest="one"), now=NOW)
        assert first is not None
        base = land(session, held, table("id", digest="two", origin="rows", base_id=first.id), now=NOW)
        assert base is not None
        base.compacted_key, base.compacted_digest = "parquet/two-whole", "two-whole"
        land(session, held, table("id", digest="three", origin="rows", base_id=base.id), now=NOW)
        first.pruned_at = base.pruned_at = NOW

    with workshop.db.reading() as session:
        keys, digests = store.stored_tables(session, pruned_after=NOW + timedelta(days=1))

    assert keys == {"parquet/two-whole", "parquet/three"}
    assert digests == {"two-whole", "three"}


HISTORIES = st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 3)), min_size=1, max_size=12)


def history(steps: list[tuple[int, bool, int]]) -> list[Version]:
    """Versions, newest first: days since the one before, whether withdrawn long ago, the major of the schema."""
    at, made = NOW, []
    for number, (days, withdrawn, major) in enumerate(steps, 1):
        at += timedelta(days=days)
        facts: dict[str, Any] = {"number": number, "published_at": at, "schema_version": f"{major}.0.0"}
        made.append(Version(**facts, withdrawn_at=at - timedelta(days=365) if withdrawn else None))
    return made[::-1]


@given(HISTORIES, st.integers(1, 5), st.integers(0, 60), st.integers(0, 30))
def test_every_day_that_is_kept_can_be_read(steps, most, days, since):
    versions = history(steps)
    readable = [version for version in versions if version.withdrawn_at is None]
    now = versions[0].published_at + timedelta(days=since)
    rules: dict[str, Any] = {"keep_versions": most, "keep_days": days}
    dataset = Dataset(version=readable[0].number if readable else None, **rules)
    notice: dict[str, Any] = {"number": "1.0.0", "major": 1, "sunset_at": now + timedelta(days=1)}
    schemas = [SchemaVersion(**notice)]

    gone = {version.number for version in expendable(dataset, versions, schemas, Keeping(), now=now)}

    assert gone >= {version.number for version in versions} - {version.number for version in readable}
    assert gone.isdisjoint(version.number for version in readable[:most])
    for day in range(days):
        moment = now - timedelta(days=day)
        then = next((each for each in readable if each.published_at <= moment), None)
        assert then is None or then.number not in gone
    first_major = next((each for each in readable if each.schema_version == "1.0.0"), None)
    assert first_major is None or first_major.number not in gone


WRITES = st.lists(st.tuples(st.integers(1, 6_000), st.booleans()), min_size=2, max_size=40)


@given(WRITES, st.integers(0, 10), st.integers(0, 3_000))
def test_of_old_row_writes_the_state_at_the_end_of_each_hour_then_of_each_day_can_be_read(steps, every, since):
    at = NOW
    versions: list[Version] = []
    for number, (minutes, is_file) in enumerate(steps, 1):
        at += timedelta(minutes=minutes)
        facts: dict[str, Any] = {"number": number, "published_at": at, "origin": "file" if is_file else "rows"}
        versions.insert(0, Version(**facts, schema_version="1.0.0"))
    now = at + timedelta(minutes=since * 20)
    rules: dict[str, Any] = {"keep_versions": 1, "keep_days": 365}
    dataset = Dataset(version=len(versions), **rules)

    gone = expendable(dataset, versions, [], Keeping(writes_days=every), now=now)

    assert all(each.origin == "rows" for each in gone)
    left = [each for each in versions if each not in gone]
    assert expendable(dataset, left, [], Keeping(writes_days=every), now=now) == []
    hour = NOW.replace(minute=0)
    while hour < now:
        hour += timedelta(hours=1)
        is_midnight_in_paris = hour.astimezone(PARIS).hour == 0
        if is_midnight_in_paris or hour > now - timedelta(days=HOURLY_DAYS):
            before = [each.number for each in versions if each.published_at < hour]
            assert before[:1] == [each.number for each in left if each.published_at < hour][:1]


def test_a_year_of_a_write_each_minute_keeps_some_thousands_of_versions():
    start = datetime(2025, 3, 2, 9, tzinfo=UTC)
    facts: dict[str, Any] = {"origin": "rows", "schema_version": "1.0.0"}
    moments = [start + timedelta(minutes=10 * each) for each in range(365 * 24 * 6)]
    versions = [Version(number=at, published_at=moment, **facts) for at, moment in enumerate(moments, 1)][::-1]

    none: dict[str, Any] = {}
    gone = expendable(Dataset(version=len(versions), **none), versions, [], Keeping(), now=moments[-1])

    assert len(versions) - len(gone) == pytest.approx(8 * 24 * 6 + 22 * 24 + 335, abs=30)
