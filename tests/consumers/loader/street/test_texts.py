import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.consumers.loader.street.instants import instant, not_before
from plateforme.consumers.loader.street.mapping import Choice, Rule
from plateforme.consumers.loader.street.texts import chosen, code_of, number, point, said
from plateforme.consumers.loader.street.translating import client_id

PARIS = ZoneInfo("Europe/Paris")
BOSTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("rue", "Rue des Lilas"),
        ("{rue}, {ville}", "Rue des Lilas, Nantes"),
        (["vide", "ville"], "Nantes"),
        ("{vide} {absent}", None),
        ("absent", None),
        (None, None),
    ],
)
def test_a_text_is_taken_from_columns_and_templates(words, text):
    assert said({"rue": "Rue des Lilas", "ville": "Nantes", "vide": "  "}, words) == text


def test_control_characters_of_an_old_system_become_blanks():
    assert said({"note": "Vu\x0b le\x92 soir\r\nsur place"}, "note") == "Vu  le  soir\nsur place"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{'lon': 2.33, 'lat': 48.88}", (2.33, 48.88)),
        ('{"lat": 48.88, "lng": 2.33}', (2.33, 48.88)),
        ('{"type": "Point", "coordinates": [2.33, 48.88]}', (2.33, 48.88)),
        ("POINT (2.33 48.88)", (2.33, 48.88)),
        ("48.88, 2.33", (2.33, 48.88)),
        ("somewhere", None),
        ("", None),
    ],
)
def test_a_point_is_read_as_sources_write_it(text, place):
    assert point(text, "lat,lon") == place


def test_numbers_may_have_a_french_comma():
    assert (number("48,88"), number("-1.5"), number("12 rue"), number("nan")) == (48.88, -1.5, None, None)


def test_a_postcode_that_a_spreadsheet_took_for_a_number_gets_its_zero_back():
    assert (code_of("2215.0", digits=5), code_of("75009", digits=5), code_of("2A004", digits=5)) == (
        "02215",
        "75009",
        "2A004",
    )


def test_rules_come_before_values_and_our_own_words_before_the_default():
    choice = Choice(
        column="type",
        values={"Éclairage": "street_light"},
        rules=(Rule(to="sidewalk", column="detail", starts=("trottoir",)),),
        default="other",
    )

    assert chosen({"type": "éclairage ", "detail": "Trottoir"}, choice) == "sidewalk"
    assert chosen({"type": "éclairage "}, choice) == "street_light"
    assert chosen({"type": "pothole"}, choice, {"pothole"}) == "pothole"
    assert chosen({"type": "pothole"}, choice) == "other"


@pytest.mark.parametrize(
    ("text", "forms", "zone", "moment"),
    [
        ("01/02/2015 04:17:43 PM", ("%m/%d/%Y %I:%M:%S %p",), BOSTON, datetime(2015, 1, 2, 21, 17, 43, tzinfo=UTC)),
        ("2024-07-25", ("%d/%m/%Y", "%Y-%m-%d"), PARIS, datetime(2024, 7, 24, 22, tzinfo=UTC)),
        ("2018-07-30T00:01:00-04:00", ("iso",), PARIS, datetime(2018, 7, 30, 4, 1, tzinfo=UTC)),
        ("29/03/2026 02:30", ("%d/%m/%Y %H:%M",), PARIS, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_the_clocks_of_its_source(text, forms, zone, moment):
    assert instant(text, forms, zone) == moment


def test_a_date_in_no_known_form_is_none():
    assert instant("hier", ("iso", "%d/%m/%Y"), PARIS) is None


def test_the_second_of_two_equal_hours_is_taken_where_only_that_comes_after_the_opening():
    opened = datetime(2026, 10, 25, 2, 50, tzinfo=PARIS).astimezone(UTC)
    closed = datetime(2026, 10, 25, 2, 10, tzinfo=PARIS).astimezone(UTC)

    assert not_before(closed, opened, PARIS) == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert not_before(closed - timedelta(days=1), opened, PARIS) < opened


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_identifier_can_always_be_sent_and_two_sources_identifiers_stay_two(one, other):
    first, second = client_id("src", one), client_id("src", other)

    assert re.fullmatch(r"[A-Za-z0-9._:-]{8,100}", first)
    assert (first == second) == (one == other)
