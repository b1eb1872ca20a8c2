"""Dates and spans as real clients send them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.api.open311.arguments import Arguments, instant_of
from plateforme.api.open311.errors import BadArgument
from plateforme.api.open311.questions import SPAN, read_page, window
from plateforme.api.open311.times import told
from plateforme.kit.clock import PARIS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

instants = st.datetimes(
    min_value=datetime(1950, 1, 1),  # noqa: DTZ001  # hypothesis wants them so
    max_value=datetime(2150, 1, 1),  # noqa: DTZ001  # idem
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T10:00:00+01:00", NOW),
        ("2026-03-02T09:00:00Z", NOW),
        ("2026-03-02T09:00:00.000Z", NOW),
        ("2026-03-02t09:00:00z", NOW),
        ("2026-03-02T10:00:00 01:00", NOW),  # the + of a client that does not escape
        ("2026-03-02 10:00:00+01:00", NOW),
        ("2026-03-02 10:00:00 01:00", NOW),
        ("2026-03-02T04:00:00-0500", NOW),
        ("2026-03-02T10:00:00+01", NOW),
        ("2026-03-02T10:00", NOW),  # no offset: Paris
        ("2026-03-02 10:00:00", NOW),
        ("20 26", None),
        ("2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("2026-07-02", datetime(2026, 7, 1, 22, 0, tzinfo=UTC)),
        ("2026-03-02T09:00:00.123456789Z", NOW + timedelta(microseconds=123456)),
        ("2026-13-02", None),
        ("2026-03-02T25:00:00Z", None),
        ("2026-03-02T10:00:00+25:00", None),
        ("1026-03-02", None),
        ("1772442000", None),
        ("02/03/2026", None),
        ("lundi", None),
    ],
)
def test_dates_are_read_leniently(text, instant):
    if instant is None:
        with pytest.raises(ValueError, match=r".*"):
            instant_of(text)
    else:
        assert instant_of(text) == instant


@given(instants, st.sampled_from(["T", " "]), st.booleans())
def test_what_python_writes_is_read_to_the_microsecond(instant, between, is_plus_lost):
    text = instant.isoformat(sep=between)
    if is_plus_lost:
        text = text.replace("+", " ")

    assert instant_of(text) == instant


@given(instants)
def test_what_this_surface_writes_is_read_to_the_second(instant):
    assert instant_of(told(instant)) == instant.replace(microsecond=0)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        read = Arguments({"start_date": text}).instant("start_date")
    except BadArgument:
        return

    assert read is None or read.tzinfo is UTC


def test_nothing_said_is_the_latest_90_days():
    assert window(None, None, is_lifted=False, now=NOW) == (NOW - SPAN, None)
    assert window(None, None, is_lifted=True, now=NOW) == (None, None)


def test_one_date_gives_90_days():
    start = NOW - timedelta(days=200)

    assert window(start, None, is_lifted=False, now=NOW) == (start, start + SPAN)
    assert window(NOW - timedelta(days=3), None, is_lifted=True, now=NOW) == (NOW - timedelta(days=3), None)
    assert window(None, start, is_lifted=False, now=NOW) == (start - SPAN, start)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_two_dates_are_kept_or_refused(start, span):
    is_too_long = span > SPAN + timedelta(minutes=1)
    try:
        found = window(start, start + span, is_lifted=False, now=NOW)
    except BadArgument:
        assert is_too_long
    else:
        assert not is_too_long
        assert found == (start, start + span)


def test_ninety_days_of_paris_across_the_change_of_hour_are_not_refused():
    start = datetime(2026, 1, 15, tzinfo=PARIS)

    assert window(start, start + SPAN, is_lifted=False, now=NOW)


def test_pages_begin_at_one():
    assert read_page(Arguments({})) == (1, 1000)
    assert read_page(Arguments({"page": "0", "page_size": "0"})) == (1, 1)
    assert read_page(Arguments({"page": "3", "page_size": "200"})) == (3, 200)
