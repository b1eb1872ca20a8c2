import math

import pytest

from plateforme.domains.reports.places.places import faults
from plateforme.domains.reports.texts import faults as text_faults
from plateforme.domains.reports.texts import tidy


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (47.2173, -1.5534, "swapped"),
        (-20.88, 55.45, "swapped"),
        (0.0, 0.0, "null_island"),
        (181.0, 47.0, "range"),
        (-1.5, 91.0, "range"),
        (math.nan, 47.0, "range"),
        (-1.5, math.inf, "range"),
        (-1.5534, None, "required"),
        (None, 47.2173, "required"),
        (None, None, "required"),
    ],
)
def test_what_cannot_be_meant_is_refused(lon, lat, code):
    assert [fault.code for fault in faults(lon, lat, address=None)] == [code]


@pytest.mark.parametrize(
    ("lon", "lat"), [(-1.5534, 47.2173), (55.45, -20.88), (-61.53, 16.24), (-71.06, 42.36), (2.35, 48.85)]
)
def test_a_place_in_france_or_elsewhere_is_accepted(lon, lat):
    assert faults(lon, lat, address=None) == []


def test_a_longitude_and_a_latitude_that_are_both_out_of_range_are_both_named():
    assert [(fault.name, fault.code) for fault in faults(200, -100, address=None)] == [
        ("/lon", "range"),
        ("/lat", "range"),
    ]


def test_an_address_is_a_place_too():
    assert faults(None, None, address="12 rue de Strasbourg") == []


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x85b", "a\u202eb", "a\ud800b"])
def test_control_characters_are_refused_without_being_repeated(text):
    (fault,) = text_faults(text, pointer="/description", limit=10)

    assert fault.code == "control_character"
    assert text not in fault.detail


def test_line_breaks_and_any_alphabet_are_welcome():
    assert text_faults(tidy(" Trou\r\nprofond\têtre ß 漢字 🚲 "), pointer="/description", limit=40) == []
