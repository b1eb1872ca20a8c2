from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel, delete, select

from plateforme.kit.db import Instant
from plateforme.kit.grammar.listing import Listing, fields_of
from plateforme.kit.keyset import Asked, fetch, fetch_columns

START = datetime(2026, 1, 1, tzinfo=UTC)


class Walker(SQLModel, table=True):
    metadata = MetaData()  # none of the platform's tables: migrations must not see it
    __tablename__ = "test_keyset_walker"

    id: int = Field(primary_key=True)
    name: str | None = None
    weight: int
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


LISTING = Listing(key="id", fields=fields_of(Walker, ("id", "name", "weight", "seen_at")))
ROWS = st.lists(
    st.tuples(
        st.none() | st.text(alphabet="abÉ é-", max_size=2),
        st.integers(-2, 2),
        st.none() | st.integers(0, 3).map(lambda days: START + timedelta(days=days)),
    ),
    max_size=12,
)
SORTS = st.lists(
    st.tuples(st.sampled_from(sorted(LISTING.fields)), st.booleans()), max_size=4, unique_by=lambda pair: pair[0]
)


@pytest.fixture
def table(any_database):
    Walker.metadata.create_all(any_database.engine)
    return any_database


def fill(session: Session, rows):
    session.exec(delete(Walker))
    session.add_all(Walker(id=n, name=name, weight=weight, seen_at=at) for n, (name, weight, at) in enumerate(rows))
    session.flush()


def walk(session: Session, sort, limit):
    after, pages = None, []
    while True:
        page = fetch(session, select(Walker), LISTING, Asked(tuple(sort), limit, after))
        pages.append(page.rows)
        after = page.after
        if after is None:
            return pages


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, sort=SORTS, limit=st.integers(1, 5))
def test_walking_the_pages_gives_each_row_once_and_in_order(table, rows, sort, limit):
    with table.writing() as session:
        fill(session, rows)

        pages = walk(session, sort, limit)
        whole = walk(session, sort, 100)

        walked = [row.id for page in pages for row in page]
        assert walked == [row.id for row in whole[0]]
        assert sorted(walked) == list(range(len(rows)))
        assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("descending", [False, True])
def test_nulls_come_last_in_both_directions(table, descending):
    with table.writing() as session:
        fill(session, [(None, 0, None), ("b", 0, None), ("a", 0, None)])

        (page,) = walk(session, [("name", descending)], 10)

        assert page[-1].name is None


def test_a_row_inserted_meanwhile_neither_repeats_nor_hides_another(table):
    with table.writing() as session:
        fill(session, [("b", 0, None), ("d", 0, None), ("f", 0, None)])
        first = fetch(session, select(Walker), LISTING, Asked((("name", False),), 2))
        session.add(Walker(id=10, name="a", weight=0))
        session.flush()

        asked = Asked((("name", False),), 2, first.after)
        second = fetch(session, select(Walker), LISTING, asked)

        assert [row.name for row in first.rows + second.rows] == ["b", "d", "f"]


def test_the_total_counts_all_pages_and_only_when_asked(table):
    with table.writing() as session:
        fill(session, [("a", n, None) for n in range(5)])
        statement = select(Walker).where(Walker.weight > 0)

        counted = fetch(session, statement, LISTING, Asked(limit=2, count="exact"))
        later = Asked(limit=2, count="exact", after=counted.after)

        assert counted.total == 4
        assert fetch(session, statement, LISTING, later).total == 4
        assert fetch(session, statement, LISTING, Asked()).total is None


@given(ROWS, SORTS, st.integers(1, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_columns_alone_come_in_the_same_pages_as_whole_rows(table, rows, sort, limit):
    columns = select(Walker.id, Walker.name, Walker.weight, Walker.seen_at)
    with table.writing() as session:
        fill(session, rows)
        after = None
        while True:
            asked = Asked(tuple(sort), limit, after, count="exact")
            whole = fetch(session, select(Walker), LISTING, asked)
            parts = fetch_columns(session, columns, LISTING, asked)

            assert [tuple(row) for row in parts.rows] == [(w.id, w.name, w.weight, w.seen_at) for w in whole.rows]
            assert (parts.after, parts.total, parts.counted) == (whole.after, whole.total, whole.counted)
            after = whole.after
            if after is None:
                return
