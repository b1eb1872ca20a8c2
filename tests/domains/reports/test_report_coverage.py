from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.settings import areas, category_settings, coverage, coverage_offers, coverage_settings
from plateforme.domains.reports.settings.coverage import NewCoverage, Remit, Responsible, Verdict
from plateforme.domains.reports.settings.setting_errors import BadPlace, ReportCoverageInvalid

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def square(west, south, side=1.0):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def town(session):
    for slug in ("nantes", "departement"):
        create_organization(session, slug=slug, name=slug.title(), kind="commune", now=NOW)
    return session


def put(session, slug, *, organization="nantes", **terms):
    by = Principal("desk", organization, frozenset({"reports:configure"}), "key")
    new = NewCoverage(**{"title": slug, **terms})
    return coverage_settings.put_coverage(session, organization, slug, new, by=by, now=NOW)


def faults(session, **terms):
    with pytest.raises(ReportCoverageInvalid) as refused:
        put(session, "town", **terms)
    assert all(fault.french for fault in refused.value.errors)
    return [(fault.name, fault.code) for fault in refused.value.errors]


def test_nobody_is_a_valid_answer(town):
    put(town, "town", area=square(0, 45))

    answer = coverage.answering(town, 5, 45.5, "pothole")

    assert (answer.verdict, answer.organization, answer.is_known) == (Verdict.UNKNOWN, None, False)


def test_the_organization_that_drew_the_area_answers_in_it_and_on_its_edge(town):
    put(town, "town", area=square(0, 45))

    for lon, lat in ((0.5, 45.5), (0, 45), (1, 46)):
        answer = coverage.answering(town, lon, lat, "pothole")
        assert (answer.verdict, answer.organization, answer.name) == (Verdict.AREA, "nantes", "Nantes")
        assert (answer.coverage, answer.revision, answer.settled_at) == ("town", 1, NOW)


def test_another_body_can_answer_for_some_categories(town):
    put(town, "town", area=square(0, 45))
    body = Responsible(name="Métropole", kind="epci", url="https://metropole.example")
    put(town, "lights", area=square(0, 45), categories=["street_light"], responsible=body)

    lights = coverage.answering(town, 0.5, 45.5, "street_light")

    assert (lights.name, lights.organization, lights.url) == ("Métropole", None, "https://metropole.example")
    assert coverage.answering(town, 0.5, 45.5, "pothole").organization == "nantes"
    assert coverage.answering(town, 0.5, 45.5).organization == "nantes"


def test_the_smaller_area_decides_unless_somebody_gave_another_priority(town):
    put(town, "wide", organization="departement", area=square(0, 45, 2))
    put(town, "town", area=square(0, 45))
    assert coverage.answering(town, 0.5, 45.5, "pothole").organization == "nantes"

    put(town, "wide", organization="departement", area=square(0, 45, 2), priority=1)

    assert coverage.answering(town, 0.5, 45.5, "pothole").organization == "departement"


def test_a_list_of_communes_decides_where_no_point_is_known(town):
    put(town, "town", insee_codes=["44109"])

    assert coverage.answering(town, None, None, "pothole", insee_code="44109").verdict == Verdict.COMMUNE
    assert coverage.answering(town, 5, 45, "pothole", insee_code="44109").organization == "nantes"
    assert not coverage.answering(town, 5, 45, "pothole", insee_code="44143").is_known
    assert not coverage.answering(town, None, None, "pothole").is_known


@pytest.mark.parametrize(
    ("lon", "insee_code", "verdict"),
    [
        (0.5, None, Remit.OURS),
        (5.5, None, Remit.OUTSIDE),
        (1.5, None, Remit.ELSEWHERE),
        (None, None, Remit.UNKNOWN),
        (None, "44109", Remit.UNKNOWN),
    ],
)
def test_an_organization_knows_its_own_remit(town, lon, insee_code, verdict):
    put(town, "town", area=square(0, 45))
    put(town, "next", area=square(1.1, 45), responsible=Responsible(name="Voisine"))

    decided = coverage.remit(town, "nantes", lon, 45.5 if lon else None, "pothole", insee_code=insee_code)

    assert decided.verdict == verdict


def test_what_others_claim_does_not_change_the_remit(town):
    put(town, "all", organization="departement", area=square(0, 45), priority=1000)

    assert coverage.remit(town, "nantes", 0.5, 45.5, "pothole").verdict == Remit.UNKNOWN
    put(town, "town", area=square(0, 45))
    assert coverage.remit(town, "nantes", 0.5, 45.5, "pothole").verdict == Remit.OURS


def test_outside_the_remit_the_body_that_answers_is_named(town):
    put(town, "town", area=square(0, 45))
    put(town, "wide", organization="departement", area=square(0, 45, 3))

    decided = coverage.remit(town, "nantes", 2.5, 45.5, "pothole")

    assert (decided.verdict, decided.answer.organization) == (Remit.OUTSIDE, "departement")


def test_a_place_offers_what_the_bodies_that_answer_there_take(town):
    put(town, "town", area=square(0, 45))
    put(town, "lights", area=square(0, 45), categories=["street_light"], responsible=Responsible(name="Métropole"))
    put(town, "roads", organization="departement", area=square(0, 45), categories=["pothole"])
    by = Principal("desk", "nantes", frozenset(), "key")
    category_settings.retire_category(town, "nantes", "graffiti", by=by, now=NOW)
    terms = {"label_fr": "Trottinette", "service_level_days": 2}
    category_settings.put_category(town, "nantes", "scooter", terms, by=by, now=NOW)

    offered = {category.code: category for category in coverage_offers.offered_at(town, 0.5, 45.5)}
    ours = {category.code for category in coverage_offers.offered_at(town, 0.5, 45.5, organization="nantes")}

    assert not {"street_light", "graffiti"} & offered.keys()
    assert {"pothole", "scooter", "other"} <= offered.keys()
    assert "pothole" in ours
    assert coverage_offers.offered_at(town, 9, 45.5) == []


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ({"type": "Point", "coordinates": [0, 45]}, "geojson"),
        ({"type": "Polygon", "coordinates": [[[0, 45], [1, 45]]]}, "geojson"),
        ({"type": "Polygon", "coordinates": "x"}, "geojson"),
        ({"type": "Polygon"}, "geojson"),
        ({"type": "Feature", "geometry": None}, "geojson"),
        ({"type": "Polygon", "coordinates": [[[0, 45], [1, 46], [1, 45], [0, 46], [0, 45]]]}, "crossing"),
        ({"type": "Polygon", "coordinates": [[[300, 45], [301, 45], [301, 46], [300, 45]]]}, "range"),
        (
            {"type": "Polygon", "coordinates": [[[0, 45 + n / 1e5] for n in range(20_001)] + [[1, 45], [0, 45]]]},
            "too_long",
        ),
    ],
)
def test_an_area_that_cannot_be_drawn_is_refused(town, area, code):
    assert faults(town, area=area) == [("/area", code)]


def test_a_coverage_says_where_and_of_what(town):
    assert faults(town) == [("/area", "required")]
    assert faults(town, area=square(0, 45), categories=["pothole", "x"]) == [("/categories/1", "unknown")]
    assert faults(town, insee_codes=["44109", "4410"]) == [("/insee_codes/1", "pattern")]


def test_a_feature_stands_for_its_geometry_and_the_same_content_changes_nothing(town):
    put(town, "town", area=square(0, 45))

    row, is_new = put(town, "town", area={"type": "Feature", "properties": {}, "geometry": square(0, 45)})

    assert (row.revision, is_new) == (1, False)
    assert put(town, "town", area=square(0, 46))[0].revision == 2
    assert not coverage.answering(town, 0.5, 45.5, "pothole").is_known


@pytest.mark.parametrize(("lon", "lat"), [(1.0, None), (None, 45.0), (None, None), (47.2, -1.55)])
def test_half_a_place_and_swapped_numbers_are_refused(lon, lat):
    with pytest.raises(BadPlace) as refused:
        coverage.require_place(lon, lat)

    assert all(fault.french for fault in refused.value.errors)


DEGREES = st.floats(-3, 3, allow_nan=False)


@given(west=DEGREES, south=DEGREES, lon=DEGREES, lat=DEGREES)
def test_a_square_holds_what_lies_between_its_edges(west, south, lon, lat):
    held = areas.holds(square(west, south), lon, lat)

    assert held == (west <= lon <= west + 1.0 and south <= lat <= south + 1.0)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=20,
)


@given(type_=st.sampled_from(["Polygon", "MultiPolygon", "Feature", "Point"]), coordinates=ANYTHING)
def test_whatever_is_sent_as_an_area_is_read_or_refused(type_, coordinates):
    read, wrong = areas.read({"type": type_, "coordinates": coordinates, "geometry": coordinates}, "/area")

    assert wrong or areas.bounds(read)
