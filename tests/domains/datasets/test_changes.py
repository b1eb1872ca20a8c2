"""What a publication says about its changes, on both databases: counted before readers see it, told between any two."""

from typing import Any

import duckdb
import pytest

from plateforme.domains.datasets import catalogue, changes, store, withdrawal, working
from plateforme.domains.datasets.errors import HistoryGone
from plateforme.domains.datasets.landing import Counts, Made, Source, land
from plateforme.domains.datasets.moments import CURRENT, Which
from plateforme.domains.datasets.tables import Version
from plateforme.domains.datasets.tabular.comparison import RowChange
from plateforme.domains.datasets.tabular.engine import differences
from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.grammar.errors import BadValue

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n3,Square Daviais\n"
LATER = b"id,nom\n1,Jardin des plantes\n3,Square Louis Daviais\n4,Parc de la Moutonnerie\n5,Ile Mabon\n"


def counts_of(workshop: Workshop, slug: str, number: int) -> tuple[Any, ...]:
    with workshop.db.reading() as session:
        version = store.version(session, catalogue.get_dataset(session, slug).id, number)
        assert version is not None
        return version.rows_added, version.rows_changed, version.rows_removed


def write_rows(workshop: Workshop, slug: str, *rows: tuple[int, str | None, int, bool]) -> Version:
    """A version of row writes: (id, nom, _row, _gone) against the version before, which is whole."""
    path = workshop.storage.local_path(f"deltas/{len(rows)}-{rows[0][2]}.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (id BIGINT, nom VARCHAR, _row BIGINT, _gone BOOLEAN)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    with workshop.db.writing() as session:
        dataset = catalogue.get_dataset(session, slug)
        before = changes.current_table(session, slug, now=workshop.clock.now())
        assert before is not None
        made = Made(
            origin="rows",
            digest=f"{len(rows)}{rows[0][2]}".ljust(64, "0"),
            parquet_key=str(path.relative_to(workshop.storage.local_path("."))),
            parquet_bytes=path.stat().st_size,
            schema=before.schema,
            rows=before.rows,
            source=Source("rows", 0, ""),
            by="tests",
            base_id=before.id,
        )
        version = land(session, dataset, made, now=workshop.clock.now())
        assert version is not None
        return version


def told(workshop: Workshop, slug: str, since: int, until: int | None = None) -> list[RowChange]:
    with workshop.db.reading() as session:
        ends = changes.between(
            session, slug, since=Which(version=since), until=Which(version=until), now=workshop.clock.now()
        )
    return workshop.rows.differences.page(ends.pair, after=0, limit=1000)[1].changes


def test_a_version_says_how_many_rows_differ_from_the_one_before(workshop, dataset, request_file):
    for content in (PARKS, LATER):
        request_file(content)
        work_next(workshop)

    assert counts_of(workshop, dataset, 1) == (None, None, None)
    assert counts_of(workshop, dataset, 2) == (2, 1, 1)


def test_the_changes_between_any_two_versions_are_told(workshop, dataset, request_file):
    for content in (PARKS, LATER, PARKS):
        request_file(content)
        work_next(workshop)

    assert told(workshop, dataset, 1, 2) == [
        RowChange("removed", {"id": 2}, None, None),
        RowChange("changed", {"id": 3}, {"nom": "Square Daviais"}, {"nom": "Square Louis Daviais"}),
        RowChange("added", {"id": 4}, None, {"id": 4, "nom": "Parc de la Moutonnerie"}),
        RowChange("added", {"id": 5}, None, {"id": 5, "nom": "Ile Mabon"}),
    ]
    assert told(workshop, dataset, 1, 3) == []
    assert [change.op for change in told(workshop, dataset, 2)] == ["added", "changed", "removed", "removed"]


def test_rows_that_were_written_are_told_like_a_file(workshop, dataset, request_file):
    request_file(PARKS)
    work_next(workshop)
    write_rows(workshop, dataset, (2, "Parc de Procé", 2, False), (3, None, 3, True), (9, "Ile Mabon", 4, False))
    request_file(LATER)
    work_next(workshop)

    assert told(workshop, dataset, 1, 2) == [
        RowChange("changed", {"id": 2}, {"nom": "Parc de Proce"}, {"nom": "Parc de Procé"}),
        RowChange("removed", {"id": 3}, None, None),
        RowChange("added", {"id": 9}, None, {"id": 9, "nom": "Ile Mabon"}),
    ]
    assert [(change.op, change.key["id"]) for change in told(workshop, dataset, 2, 3)] == [
        *(("removed", 2), ("added", 3), ("added", 4), ("added", 5), ("removed", 9))
    ]


def test_a_file_that_says_what_written_rows_said_already_makes_no_version(workshop, dataset, request_file, publication):
    request_file(PARKS)
    work_next(workshop)
    write_rows(workshop, dataset, (2, "Parc de Procé", 2, False))

    again = request_file(PARKS.replace(b"Proce", "Procé".encode()))
    work_next(workshop)

    assert (publication(again).state, publication(again).version) == ("unchanged", 2)


def test_changes_are_counted_again_when_rows_were_written_meanwhile(workshop, dataset, request_file, monkeypatch):
    request_file(PARKS)
    work_next(workshop)
    compared = []

    def count_while_others_write(*tables: Any) -> Counts | None:
        compared.append(tables[1].number)
        if len(compared) == 1:
            write_rows(workshop, dataset, (2, None, 2, True))
        return changes.count_changes(*tables)

    monkeypatch.setattr(working, "count_changes", count_while_others_write)
    request_file(LATER)
    work_next(workshop)

    assert compared == [1, 2]
    assert counts_of(workshop, dataset, 3) == (2, 1, 0)


def test_who_writes_without_pause_does_not_keep_a_file_from_being_published(
    workshop, dataset, request_file, publication, monkeypatch
):
    request_file(PARKS)
    work_next(workshop)
    writes = iter(range(2, 100))

    def count_while_others_write(*tables: Any) -> Counts | None:
        counts = changes.count_changes(*tables)
        with workshop.db.writing() as session:
            row = catalogue.get_dataset(session, dataset)
            version = store.version(session, row.id, 1)
            assert version is not None
            number = next(writes)
            session.add(
                Version(**version.model_dump() | {"id": f"v{number}", "number": number, "digest": f"{number:064}"})
            )
            row.version = number
            session.add(row)
        return counts

    monkeypatch.setattr(working, "count_changes", count_while_others_write)
    asked = request_file(LATER)
    work_next(workshop)

    assert publication(asked).state == "published"
    assert counts_of(workshop, dataset, 2 + working.MAX_COMPARISONS) == (None, None, None)


def test_a_table_too_large_to_be_compared_is_published_without_counts(
    workshop, dataset, request_file, publication, monkeypatch
):
    def refuse(*_: Any, **__: Any) -> None:
        raise QueryTooLarge

    request_file(PARKS)
    work_next(workshop)
    monkeypatch.setattr(differences, "build", refuse)
    asked = request_file(LATER)
    work_next(workshop)

    assert publication(asked).state == "published"
    assert counts_of(workshop, dataset, 2) == (None, None, None)


def test_the_first_reader_finds_the_difference_ready(workshop, dataset, request_file, monkeypatch):
    for content in (PARKS, LATER):
        request_file(content)
        work_next(workshop)
    monkeypatch.setattr(differences, "build", lambda *_, **__: pytest.fail("computed again"))

    assert len(told(workshop, dataset, 1)) == 4


@pytest.mark.parametrize("end", ["since", "until"])
def test_a_withdrawn_version_is_no_end_of_changes(workshop, dataset, request_file, end):
    for content in (PARKS, LATER, PARKS):
        request_file(content)
        work_next(workshop)
    number = 1 if end == "since" else 2
    with workshop.db.writing() as session:
        row = catalogue.get_dataset(session, dataset)
        withdrawal.withdraw(session, row, number, reason="Une erreur.", now=workshop.clock.now())

    with pytest.raises(HistoryGone, match=f"`{end}`") as refused:
        told(workshop, dataset, 1, 2)

    assert refused.value.extra == {"resync": f"/v1/datasets/{dataset}/exports/ndjson?version=3", "since": 3}


def test_an_end_is_a_number_or_a_moment():
    assert changes.read_end("since", "3") == Which(version=3)
    assert changes.read_end("until", None) == CURRENT
    assert changes.read_end("since", "2026-03-01T10:00:00Z").at is not None
    for bad in (None, "", "0", "-1", "x", "2026-02-30"):
        with pytest.raises(BadValue, match="since=3"):
            changes.read_end("since", bad)
