"""Boxes, circles and polygons as they are written in a URL."""

import json

import pytest
import shapely  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from plateforme.kit.grammar.areas import AREAS, NoPlaces, outer_box, read_areas
from plateforme.kit.grammar.conditions import Box, Circle, Place, Shape
from plateforme.kit.grammar.errors import BadValue

HERE = Place("lon", "lat")
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
GEOD = Geod(ellps="WGS84")


def read(**steering: str) -> tuple[object, ...]:
    return read_areas(steering, HERE)


def refused(**steering: str) -> str:
    with pytest.raises(BadValue) as caught:
        read(**steering)
    return caught.value.detail


def test_each_word_gives_its_condition_and_all_must_hold():
    found = read(bbox="-1.7,47,-1.4,47.4", near="-1.55,47.2", radius="500", within=json.dumps(SQUARE))

    assert [type(each) for each in found] == [Box, Circle, Shape]
    assert found[0] == Box(HERE, -1.7, 47, -1.4, 47.4)
    assert found[1] == Circle(HERE, -1.55, 47.2, 500)


def test_a_question_without_these_words_has_no_area():
    assert read_areas({"q": "rue"}, None) == ()


@pytest.mark.parametrize("word", sorted(AREAS))
def test_things_without_a_place_say_so_and_name_the_parameter(word):
    with pytest.raises(NoPlaces) as caught:
        read_areas({word: "1"}, None)
    assert caught.value.errors[0].name == word


@pytest.mark.parametrize(
    ("bbox", "said"),
    [
        ("", "west,south,east,north"),
        ("1,2,3", "west,south,east,north"),
        ("1,2,3,4,5", "west,south,east,north"),
        ("1,2,3,x", "west,south,east,north"),
        ("nan,2,3,4", "west,south,east,north"),
        ("1,2,inf,4", "west,south,east,north"),
        ("1,2,1e999,4", "west,south,east,north"),
        ("1,2,3,4,5,6", "heights"),
        ("1,50,3,40", "south is greater than north"),
        ("-181,2,3,4", "between -180 and 180"),
        ("1,2,3,91", "between -90 and 90"),
    ],
)
def test_a_box_that_is_none_is_refused_with_an_example(bbox, said):
    detail = refused(bbox=bbox)
    assert said in detail
    assert "bbox=-1.65,47.18,-1.47,47.30" in detail


def test_a_box_may_cross_the_antimeridian():
    assert read(bbox="170,-20,-170,-10") == (Box(HERE, 170, -20, -170, -10),)


def test_a_latitude_before_its_longitude_is_guessed_where_the_numbers_cannot_be_right():
    assert "look like latitude,longitude" in refused(bbox="47.3,-1.4,47.2,-1.7")
    assert "look like" not in refused(bbox="0,91,0,92")


def test_near_and_radius_need_each_other():
    assert "near needs radius" in refused(near="-1.5,47.2")
    assert "radius goes with near" in refused(radius="500")


@pytest.mark.parametrize("radius", ["0", "-1", "nan", "inf", "x", "", "1,2", "1000001"])
def test_a_radius_that_is_none_is_refused(radius):
    assert "metres" in refused(near="-1.5,47.2", radius=radius)


@pytest.mark.parametrize("near", ["1", "1,2,3", "x,y", "200,0", "0,91", ""])
def test_a_point_that_is_none_is_refused(near):
    assert "near=-1.5536,47.2184" in refused(near=near, radius="5")


@pytest.mark.parametrize(
    "within",
    [
        "44109",
        "{",
        "{}",
        '{"type":"Point","coordinates":[0,0]}',
        '{"type":"Polygon"}',
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,"1"],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,true],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[NaN,0],[1,1],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1e999,0],[1,1],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[181,0],[1,1],[0,0]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}',
        '{"type":"MultiPolygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}',
        '{"type":' + "[" * 9000,
        json.dumps(SQUARE) + " " * 10_000,
    ],
)
def test_a_polygon_that_is_none_is_refused(within):
    assert refused(within=within)


def test_two_spellings_of_a_polygon_are_one_question():
    spaced = json.dumps({**SQUARE, "bbox": [0, 0, 1, 1]}, indent=2)
    feature = json.dumps({"type": "Feature", "properties": {}, "geometry": SQUARE})
    assert read(within=spaced) == read(within=feature) == read(within=json.dumps(SQUARE))


def test_a_polygon_of_ten_thousand_characters_is_read():
    ring = [[round(x, 4), round(y, 4)] for x, y in shapely.Point(0, 45).buffer(1, quad_segs=130).exterior.coords]
    text = json.dumps({"type": "Polygon", "coordinates": [[*ring[:-1], ring[0]]]}, separators=(",", ":"))
    assert 8_000 < len(text) < 10_000
    assert read(within=text)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0.001, 1_000_000), st.floats(0, 360), st.floats(0, 0.99))
def test_the_box_around_a_circle_holds_the_circle(longitude, latitude, radius, azimuth, part):
    box = outer_box(Circle(HERE, longitude, latitude, radius))
    # the sphere has the mean radius: its distances are up to 0.6 % off those of the ellipsoid
    east, north, _ = GEOD.fwd(longitude, latitude, azimuth, radius * part)
    across = box.west <= east <= box.east if box.west <= box.east else east >= box.west or east <= box.east
    assert across
    assert box.south <= north <= box.north
