"""Groups of rows over the whole application."""

from datetime import date, datetime

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES, EVERY_TYPE

AGGREGATES = "/v1/datasets/communes/aggregates"
MOMENTS = [
    ("a", 1, 0.1, True, date(2026, 3, 1), datetime(2026, 2, 28, 23, 30)),  # noqa: DTZ001
    ("a", 2**63 - 1, 0.2, False, date(2021, 1, 3), datetime(2026, 6, 30, 21, 30)),  # noqa: DTZ001
    ("a", 2**63 - 1, None, None, None, None),
    ("b", -7, 1e308, None, date(2020, 12, 31), datetime(2026, 6, 30, 22, 30)),  # noqa: DTZ001
    ("b", None, 1e308, None, None, None),
]


async def ask(http, url=AGGREGATES, **params):
    answer = await http.get(url, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_without_groups_all_rows_make_one(http, publish):
    publish("communes")

    body = await ask(http, measures="count,sum(population),max(nom)")

    assert body["items"] == [{"count": 5, "sum_population": 441095, "max_nom": "Saint-Denis"}]
    assert body["version"] == 1
    assert body["links"]["next"] is None


async def test_no_rows_make_one_group_of_nothing(http, publish):
    publish("communes")

    body = await ask(http, measures="count,sum(population)", nom="Nulle part")

    assert body["items"] == [{"count": 0, "sum_population": None}]


async def test_rows_are_grouped_filtered_sorted_and_named(http, publish):
    publish("types", EVERY_TYPE, MOMENTS)

    body = await ask(
        http,
        "/v1/datasets/types/aggregates",
        group_by="month(Instant)",
        measures="count,sum(entier) as total",
        texte__in="a,b",
        sort="-count,-month_instant",
    )

    assert body["items"] == [
        {"month_instant": None, "count": 2, "total": 2**63 - 1},
        {"month_instant": "2026-07", "count": 1, "total": -7},
        {"month_instant": "2026-06", "count": 1, "total": 2**63 - 1},
        {"month_instant": "2026-03", "count": 1, "total": 1},
    ]


async def test_sums_are_written_in_full_and_what_is_beyond_numbers_is_null(http, publish):
    publish("types", EVERY_TYPE, MOMENTS)

    body = await ask(http, "/v1/datasets/types/aggregates", group_by="texte", measures="sum(entier),sum(nombre)")

    assert body["items"] == [
        {"texte": "a", "sum_entier": 2**64 - 1, "sum_nombre": 0.30000000000000004},
        {"texte": "b", "sum_entier": -7, "sum_nombre": None},
    ]


@pytest.mark.parametrize("sort", ["", "-count", "sum_population,-bin_population", "-limit"])
async def test_following_next_yields_each_group_once(http, publish, sort):
    rows = [(f"{at:05d}", "x", at * 7 % 50 if at % 9 else None, at % 4 or None) for at in range(60)]
    publish("communes", COMMUNES, rows)
    asked = {
        "group_by": "bin(population,10),limit",
        "measures": "count,sum(population)",
        "sort": sort,
        "limit": "4",
        "count": "exact",
    }
    whole = await ask(http, **{**asked, "limit": "1000"})

    page = await ask(http, **asked)
    seen = page["items"]
    while url := page["links"]["next"]:
        page = (await http.get(url)).json()
        assert page["count"]["value"] == len(whole["items"])
        seen += page["items"]

    assert seen == whole["items"]
    assert len(seen) > 20


async def test_a_walk_stays_on_its_version(http, publish):
    publish("communes")
    first = await ask(http, group_by="nom", limit="2")
    publish("communes", COMMUNES, [("01001", "Ailleurs", 1, 1)])

    second = (await http.get(first["links"]["next"])).json()

    assert (second["version"], len(second["items"])) == (1, 2)
    assert (await ask(http, group_by="nom"))["version"] == 2
    assert (await ask(http, group_by="nom", version="1"))["version"] == 1


async def test_a_cursor_is_good_for_its_question_only(http, publish):
    publish("communes")
    first = await ask(http, group_by="nom", limit="2")
    cursor = first["links"]["next"].split("cursor=")[1]

    answer = await http.get(f"{AGGREGATES}?group_by=code&limit=2&cursor={cursor}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_what_the_caller_holds_is_not_sent_again(http, publish):
    publish("communes")
    answer = await http.get(AGGREGATES, params={"group_by": "nom"})

    again = await http.get(AGGREGATES, params={"group_by": "nom"}, headers={"If-None-Match": answer.headers["etag"]})
    head = await http.head(AGGREGATES, params={"group_by": "nom"})

    assert (again.status_code, head.status_code) == (304, 200)
    assert head.headers["etag"] == answer.headers["etag"]
    assert head.headers["cache-control"] == answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("params", "code", "said"),
    [
        ({"group_by": "comune"}, "unknown_parameter", "group_by"),
        ({"group_by": "months(jour)"}, "unknown_parameter", "Did you mean month?"),
        ({"group_by": "month(texte)"}, "bad_value", "month(jour)"),
        ({"group_by": "hour(jour)"}, "bad_value", "hour(instant)"),
        ({"group_by": "bin(entier)"}, "bad_value", "bin(entier,1000)"),
        ({"group_by": "bin(entier,0)"}, "bad_value", "above 0"),
        ({"group_by": "bin(entier,1e3)"}, "bad_value", "above 0"),
        ({"group_by": "bin(texte,10)"}, "bad_value", "bin(entier,1000)"),
        ({"measures": "averge(entier)"}, "unknown_parameter", "measure"),
        ({"measures": "entier"}, "unknown_parameter", "distinct(entier)"),
        ({"measures": "sum"}, "bad_value", "sum(entier)"),
        ({"measures": "sum(texte)"}, "bad_value", "sum(entier)"),
        ({"measures": "sum(nowhere)"}, "unknown_parameter", "measures"),
        ({"measures": "min(booleen)"}, "bad_value", "type boolean"),
        ({"measures": "percentile(entier)"}, "bad_value", "percentile(entier,95)"),
        ({"measures": "percentile(entier,101)"}, "bad_value", "from 0 to 100"),
        ({"measures": "count,count"}, "bad_value", "same name"),
        ({"measures": "sum(entier) as texte", "group_by": "texte"}, "bad_value", "same name"),
        ({"measures": ",".join(["count"] * 21)}, "bad_value", "20 at most"),
        ({"group_by": "x" * 5000}, "bad_value", "characters at most"),
        ({"sort": "-number"}, "unknown_parameter", "a name in sort"),
        ({"limit": "many"}, "bad_value", "such as limit=100"),
        ({"fields": "texte"}, "unknown_parameter", "a parameter"),
        ({"histogram": "entier"}, "unknown_parameter", "a parameter"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_the_way_to_ask(http, publish, params, code, said):
    publish("types", EVERY_TYPE, [])

    answer = await http.get("/v1/datasets/types/aggregates", params=params)

    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, code), body
    assert said in body["detail"], body
    assert "x" * 100 not in answer.text


async def test_limits_are_brought_back(http, publish):
    publish("communes")

    assert len((await ask(http, group_by="nom", limit="0"))["items"]) == 1
    assert len((await ask(http, group_by="nom", limit="99999999999999"))["items"]) == 5


async def test_a_version_of_row_writes_is_grouped_as_a_whole(http, publish, bearer):
    publish("communes")
    batch = {"upserts": [{"code": "44109", "population": 1}, {"code": "44200", "nom": "Vertou"}], "deletes": ["2A004"]}
    sent = await http.patch("/v1/datasets/communes/rows", json=batch, headers=bearer("datasets:write"))
    assert sent.status_code == 200

    body = await ask(http, measures="count,sum(population),min(code)")
    facets = await ask(http, "/v1/datasets/communes/facets", facets="nom", limit="1000")

    assert body["items"] == [{"count": 5, "sum_population": 832 + 1 + 43237, "min_code": "01001"}]
    assert body["version"] == 2
    assert {each["value"] for each in facets["items"][0]["values"]} >= {"Vertou", "Nantes"}
