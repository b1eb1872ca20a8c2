"""Rows by place: boxes, circles, polygons, published outlines, and answers in GeoJSON."""

import json

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES

from plateforme.domains.datasets.tabular.geometry import POINT, SHAPE, Geometry
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.settings import Settings

TREES = TableSchema(
    (
        Column("id", "Id", ColumnType.STRING),
        Column("espece", "Espèce", ColumnType.STRING),
        Column("longitude", "Longitude", ColumnType.NUMBER),
        Column("latitude", "Latitude", ColumnType.NUMBER),
    ),
    primary_key=("id",),
    geometry=Geometry(POINT, "longitude", "latitude"),
)
TREES_ROWS = [
    ("a", "Tilleul", -1.5536, 47.2184),
    ("b", "Érable", -1.5540, 47.2190),
    ("c", "Tilleul", 2.3522, 48.8566),
    ("d", "Chêne", None, None),
]
OUTLINES = TableSchema(
    (Column("code", "Code INSEE", ColumnType.STRING), Column("contour", "Contour", ColumnType.STRING)),
    primary_key=("code",),
    geometry=Geometry(SHAPE, column="contour"),
)


def square(west: float, south: float, side: float) -> str:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


OUTLINES_ROWS = [("44109", square(-1.6, 47.2, 0.1)), ("75056", square(2.2, 48.8, 0.2)), ("vide", None)]
ROWS = "/v1/datasets/arbres/rows"


@pytest.fixture(autouse=True)
def arbres(publish) -> None:
    publish("arbres", TREES, TREES_ROWS)
    publish("communes-contours", OUTLINES, OUTLINES_ROWS)


async def ids(http, **asked: str) -> list[str]:
    answer = await http.get(ROWS, params=asked)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_rows_are_found_by_where_they_are(http):
    assert await ids(http, bbox="-1.6,47.2,-1.5,47.3") == ["a", "b"]
    assert await ids(http, bbox="-1.6,47.2,-1.5,47.3", espece="Tilleul") == ["a"]
    assert await ids(http, near="-1.5536,47.2184", radius="10") == ["a"]
    assert await ids(http, within=square(2, 48, 1)) == ["c"]
    assert await ids(http, filter="NOT S_INTERSECTS(geometry, BBOX(2,48,3,49)) OR id = 'd'") == ["a", "b", "d"]


async def test_a_page_around_a_point_tells_the_metres(http):
    answer = await http.get(ROWS, params={"near": "-1.554,47.219", "radius": "500", "sort": "_distance"})

    assert [(row["id"], row["_distance"]) for row in answer.json()["items"]] == [("b", 0.0), ("a", 73.2)]


async def test_one_published_outline_is_an_area(http):
    assert await ids(http, within="communes-contours/44109") == ["a", "b"]
    assert await ids(http, within="communes-contours/75056") == ["c"]


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("44109", "does not say which of its datasets"),
        ("communes-contours/99999", "no outline with this key"),
        ("communes-contours/vide", "no outline with this key"),
        ("arbres/a", "are no outlines"),
        ("nulle-part/44109", "cannot be read"),
        ("/", "cannot be read"),
    ],
)
async def test_a_code_without_an_outline_is_refused_with_what_to_do(http, within, said):
    answer = await http.get(ROWS, params={"within": within})

    assert answer.status_code == 400
    assert answer.json()["code"] == "no_contour"
    assert said in answer.json()["detail"]
    assert "within=communes-contours/44109" in answer.json()["detail"]


async def test_an_outline_that_is_published_anew_makes_another_answer(http, publish):
    first = await http.get(ROWS, params={"within": "communes-contours/44109", "limit": "1"})
    publish("communes-contours", OUTLINES, [("44109", square(2, 48, 1))])
    second = await http.get(first.json()["links"]["self"], headers={"if-none-match": first.headers["etag"]})
    further = await http.get(first.json()["links"]["next"])

    assert [row["id"] for row in first.json()["items"]] == ["a"]
    assert [row["id"] for row in second.json()["items"]] == ["c"]
    assert further.json()["code"] == "bad_cursor"


async def test_files_and_groups_take_areas_too(http):
    csv = await http.get("/v1/datasets/arbres/exports/csv", params={"within": "communes-contours/44109"})
    near = {"near": "-1.5536,47.2184", "radius": "10", "group_by": "espece", "measures": "count"}
    groups = await http.get("/v1/datasets/arbres/aggregates", params=near)

    assert csv.text.splitlines()[1:] == ["a,Tilleul,-1.5536,47.2184", "b,Érable,-1.554,47.219"]
    assert groups.json()["items"] == [{"espece": "Tilleul", "count": 1}]


async def test_rows_without_places_say_so(http, publish):
    publish("communes", COMMUNES)

    for asked in ({"bbox": "0,0,1,1"}, {"near": "0,0", "radius": "5"}, {"within": square(0, 0, 1)}):
        answer = await http.get("/v1/datasets/communes/rows", params=asked)
        assert answer.status_code == 400
        assert answer.json()["code"] == "no_places"
        assert answer.json()["errors"][0]["parameter"] == next(iter(asked))


@pytest.mark.parametrize("how", ["parameter", "header"])
async def test_rows_are_answered_as_features(http, how):
    asked = {"limit": "2", "fields": "espece", "count": "exact"} | ({"format": "geojson"} if how == "parameter" else {})
    headers = {} if how == "parameter" else {"accept": "application/geo+json"}
    answer = await http.get(ROWS, params=asked, headers=headers)

    assert answer.headers["content-type"] == "application/geo+json"
    assert "Accept" in answer.headers["vary"]
    body = answer.json()
    assert body["type"] == "FeatureCollection"
    assert body["features"][0] == {
        "type": "Feature",
        "id": "a",
        "geometry": {"type": "Point", "coordinates": [-1.5536, 47.2184]},
        "properties": {"espece": "Tilleul"},
    }
    assert (body["numberReturned"], body["numberMatched"], body["version"]) == (2, 4, 1)
    following = next(link["href"] for link in body["links"] if link["rel"] == "next")
    last = (await http.get(following, headers=headers)).json()
    assert [each["id"] for each in last["features"]] == ["c", "d"]
    assert last["features"][1]["geometry"] is None
    again = await http.get(ROWS, params=asked, headers=headers | {"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_the_two_forms_of_an_answer_have_two_tags(http):
    plain = await http.get(ROWS)
    features = await http.get(ROWS, headers={"accept": "application/geo+json, application/json;q=0.5"})
    preferring = await http.get(ROWS, headers={"accept": "application/geo+json;q=0.5, application/json"})

    assert features.json()["type"] == "FeatureCollection"
    assert plain.headers["etag"] != features.headers["etag"]
    assert preferring.json().keys() == plain.json().keys()


async def test_one_row_is_a_feature(http):
    tree = await http.get(f"{ROWS}/a", params={"format": "geojson", "fields": "espece"})
    outline = await http.get("/v1/datasets/communes-contours/rows/44109", params={"format": "geojson"})

    assert tree.json()["geometry"]["coordinates"] == [-1.5536, 47.2184]
    assert tree.json()["properties"] == {"espece": "Tilleul"}
    assert outline.json()["geometry"]["type"] == "Polygon"
    assert outline.json()["properties"] == {"code": "44109"}


async def test_a_form_that_is_not_there_is_refused(http, publish):
    publish("communes", COMMUNES)

    assert (await http.get(ROWS, params={"format": "kml"})).json()["code"] == "bad_value"
    assert (await http.get("/v1/datasets/communes/rows", params={"format": "geojson"})).json()["code"] == "no_geometry"


class TestWithNamedDatasets:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"contours_datasets": ("nulle-part", "communes-contours")})

    async def test_a_code_alone_is_enough(self, http):
        assert await ids(http, within="44109") == ["a", "b"]

    async def test_a_code_that_none_of_them_has_is_refused(self, http):
        answer = await http.get(ROWS, params={"within": "99999"})
        assert answer.json()["code"] == "no_contour"
        assert "nulle-part, communes-contours" in answer.json()["detail"]
