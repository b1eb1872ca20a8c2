"""What may stand in a text: something that can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.reports.settings import attributes
from plateforme.domains.reports.settings.shared_categories import BY_CODE
from plateforme.domains.reports.texts import faults, is_blank, tidy

INVISIBLE = (
    "\u200b\u200c\u200d\u2060\u2063\ufeff\u00ad\u034f\u061c\u115f\u1160\u180e\u2800\u3164\uffa0\ufe0f\U000e0041"
    " \u00a0\u2003\n\t"
)
nothing = st.text(st.sampled_from(INVISIBLE), max_size=30)


@given(nothing)
def test_what_nobody_sees_is_nothing(text):
    assert is_blank(text)
    assert tidy(text) == ""
    assert [fault.code for fault in faults(text, pointer="/text", limit=4000)] == ["blank"]


@given(nothing, st.sampled_from(["a", "é", "ا", "漢", "👍🏽", "👨‍👩‍👧", "7", "?", "ी"]), nothing)
def test_one_letter_or_sign_is_enough_and_what_is_beside_it_stays(before, letter, after):
    text = before + letter + after

    assert not is_blank(text)
    assert tidy(text) == text.strip()
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("category", ["street_light", "pothole"])
def test_an_answer_that_nobody_sees_is_no_answer(category):
    checked = attributes.check(BY_CODE[category], {"pole_number": "\u200b\u2060", "beside": "\u3164"})

    assert "pole_number" not in checked.known
    assert "pole_number" not in checked.unknown
