"""Top values and ranges over the whole application."""

from datetime import date, datetime

import pytest
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE

FACETS = "/v1/datasets/types/facets"
HISTOGRAM = "/v1/datasets/types/histogram"
ROWS = [
    ("a", 1, 0.1, True, date(2026, 1, 31), datetime(2026, 1, 31, 23, 30)),  # noqa: DTZ001
    ("a", 2, 0.3, True, date(2026, 2, 1), datetime(2026, 3, 29, 0, 59)),  # noqa: DTZ001
    ("b", 5, -0.1, False, date(2026, 5, 1), datetime(2026, 3, 29, 22, 1)),  # noqa: DTZ001
    ("c", None, None, None, None, None),
    (None, 7, 1.0, None, None, None),
]


@pytest.fixture
def types(publish):
    publish("types", EVERY_TYPE, ROWS)


async def test_a_facet_keeps_the_other_values_of_its_own_filter_in_sight(http, types):
    body = (await http.get(FACETS, params={"facets": "texte,booleen", "texte": "a", "limit": "2"})).json()

    assert body == {
        "items": [
            {
                "name": "texte",
                "column": "texte",
                "values": [{"value": "a", "count": 2}, {"value": "b", "count": 1}],
                "distinct": 3,
                "others": 1,
                "missing": 1,
            },
            {
                "name": "booleen",
                "column": "booleen",
                "values": [{"value": True, "count": 2}],
                "distinct": 1,
                "others": 0,
                "missing": 0,
            },
        ],
        "version": 1,
    }


async def test_facets_of_parts_and_of_nothing(http, types):
    params = {"facets": "month(instant),bin(entier,5)", "entier__gt": "100"}

    month, ranges = (await http.get(FACETS, params=params)).json()["items"]

    assert (month["values"], month["distinct"], month["missing"]) == ([], 0, 0)
    assert [(each["value"], each["count"]) for each in ranges["values"]] == [(0, 2), (5, 2)]
    assert ranges["missing"] == 1


async def test_a_histogram_of_whole_numbers(http, types):
    body = (await http.get(HISTOGRAM, params={"histogram": "Entier", "bins": "4"})).json()

    assert body["items"] == [
        {"start": 0, "end": 2, "count": 1},
        {"start": 2, "end": 4, "count": 1},
        {"start": 4, "end": 6, "count": 1},
        {"start": 6, "end": 8, "count": 1},
    ]
    assert (body["column"], body["step"], body["missing"], body["version"]) == ("entier", 2, 1, 1)


async def test_a_histogram_of_numbers_has_decimal_bounds(http, types):
    body = (await http.get(HISTOGRAM, params={"histogram": "nombre", "nombre__lt": "0.5", "bins": "5"})).json()

    assert [(each["start"], each["count"]) for each in body["items"]] == [
        (-0.1, 1),
        (0.0, 0),
        (0.1, 1),
        (0.2, 0),
        (0.3, 1),
    ]
    assert body["step"] == 0.1


async def test_a_histogram_of_dates_and_instants_follows_the_calendar_of_the_territory(http, types):
    days = (await http.get(HISTOGRAM, params={"histogram": "jour", "bins": "6"})).json()
    instants = (await http.get(HISTOGRAM, params={"histogram": "instant", "bins": "3"})).json()

    assert [(each["start"], each["end"], each["count"]) for each in days["items"]][:2] == [
        ("2026-01-01", "2026-02-01", 1),
        ("2026-02-01", "2026-03-01", 1),
    ]
    assert (days["step"], len(days["items"]), days["missing"]) == ("month", 5, 2)
    assert [(each["start"], each["end"], each["count"]) for each in instants["items"]] == [
        ("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z", 1),
        ("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", 2),
    ]


async def test_a_histogram_of_one_day_counts_hours(http, types):
    params = {"histogram": "instant", "instant__gte": "2026-03-29", "bins": "24"}

    body = (await http.get(HISTOGRAM, params=params)).json()

    assert body["step"] == "hour"
    assert len(body["items"]) == 23
    assert body["items"][0] == {"start": "2026-03-29T00:00:00Z", "end": "2026-03-29T01:00:00Z", "count": 1}


async def test_without_values_there_is_no_range(http, types):
    body = (await http.get(HISTOGRAM, params={"histogram": "entier", "texte": "c"})).json()

    assert (body["items"], body["step"], body["missing"]) == ([], None, 1)


@pytest.mark.parametrize(
    ("url", "params", "said"),
    [
        (FACETS, {}, "facets=texte"),
        (FACETS, {"facets": "nombr"}, "nombre"),
        (FACETS, {"facets": "texte,texte"}, "once"),
        (FACETS, {"facets": "texte", "cursor": "x"}, "cursor"),
        (HISTOGRAM, {}, "histogram=entier"),
        (HISTOGRAM, {"histogram": "texte"}, "histogram=entier"),
        (HISTOGRAM, {"histogram": "entier", "bins": "few"}, "bins=20"),
        (HISTOGRAM, {"histogram": "entier", "limit": "3"}, "a parameter"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_the_way_to_ask(http, types, url, params, said):
    answer = await http.get(url, params=params)

    assert answer.status_code == 400
    assert said in answer.json()["detail"], answer.text


@pytest.mark.parametrize("url", [f"{FACETS}?facets=texte", f"{HISTOGRAM}?histogram=entier"])
async def test_what_the_caller_holds_is_not_sent_again(http, types, url):
    answer = await http.get(url)

    again = await http.get(url, headers={"If-None-Match": answer.headers["etag"]})

    assert again.status_code == 304
