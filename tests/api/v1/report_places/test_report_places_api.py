from typing import Any

import pytest

GEOJSON = "application/geo+json"
HERE = {"lon": -1.5534, "lat": 47.2173}


@pytest.fixture
async def reports(http, bearer):
    """References of three potholes, 0, 55 and 111 m north of here, a graffiti, and one without a point."""
    key = bearer("reports:write", "reports:triage", organization="nantes", consumer="roads")
    told: list[dict[str, Any]] = [
        {"lat": 47.2173, "category": "pothole"},
        {"lat": 47.2178, "category": "pothole"},
        {"lat": 47.2183, "category": "pothole"},
        {"lat": 47.2173, "category": "graffiti"},
        {"lat": None, "lon": None, "address": "12 rue de Strasbourg", "category": "pothole"},
    ]
    references = []
    for one in told:
        body = {"organization": "nantes", "description": "Signalé ici", **HERE, **one}
        answer = await http.post(
            "/v1/reports", json={name: value for name, value in body.items() if value is not None}, headers=key
        )
        assert answer.status_code == 201, answer.text
        references.append(answer.json()["reference"])
    return references


async def nearby(http, **asked):
    return await http.get("/v1/reports/nearby", params={**HERE, **asked})


async def test_what_is_near_comes_first_with_its_distance(http, reports):
    answer = await nearby(http, radius=100, category="pothole")

    assert [(item["report"]["reference"], item["distance_m"]) for item in answer.json()["items"]] == [
        (reports[0], 0.0),
        (reports[1], 55.6),
    ]


async def test_pages_are_followed_by_their_links(http, reports):
    first = (await nearby(http, radius=200, limit=3, count="exact")).json()
    second = (await http.get(first["links"]["next"])).json()

    assert first["count"] == {"mode": "exact", "value": 4}
    told = [item["report"]["reference"] for item in (*first["items"], *second["items"])]
    assert sorted(told) == sorted(reports[:4])
    assert second["links"]["next"] is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"radius": "2001"}, "bad_query"),
        ({"radius": "0"}, "bad_query"),
        ({"lon": "47.2173", "lat": "-1.5534"}, "bad_spot"),
        ({"lon": "nan"}, "bad_query"),
        ({"near": "1,2"}, "unknown_parameter"),
        ({"sort": "-distance"}, "bad_query"),
        ({"format": "kml"}, "bad_query"),
        ({"cursor": "AAAA"}, "bad_cursor"),
    ],
)
async def test_a_question_that_cannot_be_meant_is_refused(http, reports, asked, code):
    answer = await nearby(http, **asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_point_is_needed(http):
    assert (await http.get("/v1/reports/nearby")).status_code == 400


async def test_what_is_near_comes_as_features_too(http, reports):
    answer = await nearby(http, radius=100, format="geojson")

    assert answer.headers["content-type"] == GEOJSON
    body = answer.json()
    assert (body["type"], body["numberReturned"]) == ("FeatureCollection", 3)
    assert body["features"][2]["properties"]["distance_m"] == 55.6
    assert 'rel="self"' in answer.headers["link"]


@pytest.mark.parametrize("how", [{"params": {"format": "geojson"}}, {"headers": {"Accept": GEOJSON}}])
async def test_a_list_of_reports_comes_as_features_where_that_is_wanted(http, reports, how):
    answer = await http.get("/v1/reports", **how)

    assert answer.headers["content-type"] == GEOJSON
    features = {feature["id"]: feature for feature in answer.json()["features"]}
    assert features[reports[0]]["geometry"] == {"type": "Point", "coordinates": [-1.5534, 47.2173]}
    assert features[reports[4]]["geometry"] is None
    assert features[reports[0]]["properties"]["category"] == "pothole"
    assert "lon" not in features[reports[0]]["properties"]


async def test_features_are_paged_like_everything_else(http, reports):
    first = (await http.get("/v1/reports?format=geojson&limit=3&count=exact")).json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    second = (await http.get(following)).json()

    assert (first["numberReturned"], first["numberMatched"], second["numberReturned"]) == (3, 5, 2)


async def test_one_report_is_a_feature_with_a_tag_of_its_own(http, reports):
    address = f"/v1/reports/{reports[0]}"
    plain, feature = await http.get(address), await http.get(address, headers={"Accept": GEOJSON})

    assert (feature.json()["type"], feature.json()["id"]) == ("Feature", reports[0])
    assert plain.headers["etag"] != feature.headers["etag"]
    again = await http.get(address, params={"format": "geojson"}, headers={"If-None-Match": feature.headers["etag"]})
    assert again.status_code == 304


async def test_json_stays_what_is_given_to_those_who_take_both(http, reports):
    answer = await http.get("/v1/reports", headers={"Accept": f"{GEOJSON};q=0.5, application/json"})

    assert answer.headers["content-type"] == "application/json"


async def test_a_small_box_finds_what_lies_in_it(http, reports):
    answer = await http.get("/v1/reports", params={"bbox": "-1.554,47.217,-1.553,47.2175", "category": "pothole"})

    assert [item["reference"] for item in answer.json()["items"]] == [reports[0]]


@pytest.mark.parametrize("name", ["nearby", "statistics"])
async def test_an_address_that_is_written_out_allows_what_it_answers_and_no_more(http, name):
    answer = await http.options(f"/v1/reports/{name}")

    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_a_bound_is_told_as_people_write_numbers(http):
    answer = await http.get("/v1/reports/nearby", params=HERE | {"radius": 5000}, headers={"Accept-Language": "fr"})

    assert answer.json()["errors"][0]["detail"] == "Une valeur d’au plus 2000 est attendue."


async def test_an_unknown_parameter_is_refused_in_french_with_the_nearest_known_name(http):
    answer = await http.get("/v1/reports", params={"categori": "pothole"}, headers={"Accept-Language": "fr"})

    assert (answer.status_code, answer.headers["content-language"]) == (400, "fr")
    assert "Vouliez-vous dire category ?" in answer.json()["detail"]
