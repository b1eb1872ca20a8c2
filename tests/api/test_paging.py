import string
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from fastapi import Response
from hypothesis import given
from hypothesis import strategies as st

from plateforme.api.paging import BadCursor, BadSort, Cursors, ListQuery, Pager, sort_by
from plateforme.kit.keyset import Slice

CURSORS = Cursors(b"a secret of tests, 32 bytes long")
VALUES = st.lists(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(UTC)),
    max_size=4,
)


class BenchQuery(ListQuery):
    sort: str | None = sort_by("name", "seats", default="name")


def pager(**parameters):
    return Pager(path="http://t/v1/benches", parameters=tuple(parameters.items()), cursors=CURSORS, response=Response())


@given(values=VALUES)
def test_what_is_sealed_is_opened_unchanged(values):
    opened = CURSORS.open(CURSORS.seal(values, question="q"), question="q")

    assert opened == tuple(values)
    assert [type(value) for value in opened] == [type(value) for value in values]


def test_dates_and_numbers_keep_their_kind():
    values = (datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2), time(9), Decimal("1.10"), None, "é", float("-inf"))

    assert CURSORS.open(CURSORS.seal(values, question="q"), question="q") == values


@given(cursor=st.text(alphabet=string.printable + "é", max_size=60))
def test_a_made_up_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        CURSORS.open(cursor, question="q")


def test_a_cursor_is_good_for_its_question_only():
    cursor = CURSORS.seal([1], question="benches?sort=name")

    with pytest.raises(BadCursor):
        CURSORS.open(cursor, question="benches?sort=-name")
    with pytest.raises(BadCursor):
        Cursors(b"another secret").open(cursor, question="benches?sort=name")


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (0, 1), (20, 20), (1000, 1000), (10**30, 1000)])
def test_a_limit_is_brought_back_and_not_refused(asked, given):
    assert BenchQuery(limit=asked).limit == given


def test_a_sort_is_read_as_names_and_directions():
    assert pager().asked(BenchQuery(sort="-seats,name")).sort == (("seats", True), ("name", False))
    assert pager().asked(BenchQuery()).sort == (("name", False),)


@pytest.mark.parametrize("sort", ["colour", "name,name", "name,-name", "name,", "--name", "name seats"])
def test_a_senseless_sort_is_refused(sort):
    with pytest.raises(BadSort, match="name, seats"):
        pager().asked(BenchQuery(sort=sort))


def test_a_page_can_be_followed_with_another_limit_but_no_other_filter():
    page = pager(colour="green").page(Slice([1], ("a", 1), None), str)
    cursor = page.links.next.partition("cursor=")[2]

    followed = pager(colour="green", limit="5", cursor=cursor).asked(BenchQuery(limit=5, cursor=cursor))

    assert followed.after == ("a", 1)
    with pytest.raises(BadCursor):
        pager(colour="brown", cursor=cursor).asked(BenchQuery(cursor=cursor))


def test_the_header_says_the_same_links_as_the_body():
    asked = pager(name="é&b", cursor="old")

    links = asked.page(Slice([1], ("a",), None), str).links

    assert links.self == "http://t/v1/benches?name=%C3%A9%26b&cursor=old"
    assert links.first == "http://t/v1/benches?name=%C3%A9%26b"
    assert asked.response.headers["link"] == (
        f'<{links.self}>; rel="self", <{links.first}>; rel="first", <{links.next}>; rel="next"'
    )


def test_the_last_page_has_no_next():
    asked = pager()

    assert asked.page(Slice([1], None, None), str).links.next is None
    assert 'rel="next"' not in asked.response.headers["link"]
