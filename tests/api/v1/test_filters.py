"""The grammar of rows on every other list: filters, orders and refusals, from what each list declares."""

import pytest

from plateforme.domains.access.listings import CONSUMERS, ORGANIZATIONS
from plateforme.domains.datasets.listings import ATTACHMENTS, DATASETS, PUBLICATIONS, VERSIONS
from plateforme.domains.public_services.listings import SERVICES
from plateforme.domains.quality.listings import FINDINGS, RUNS, SCORES
from plateforme.domains.reports.listings.listings import REPORT_EVENTS, REPORTS
from plateforme.kit.grammar.operators import fitting
from plateforme.kit.grammar.values import TOWN_READINGS

LISTS = {
    "/v1/organizations": ORGANIZATIONS,
    "/v1/consumers": CONSUMERS,
    "/v1/datasets": DATASETS,
    "/v1/datasets/parcs/versions": VERSIONS,
    "/v1/datasets/parcs/publications": PUBLICATIONS,
    "/v1/datasets/parcs/attachments": ATTACHMENTS,
    "/v1/services": SERVICES,
    "/v1/findings": FINDINGS,
    "/v1/quality-runs": RUNS,
    "/v1/scores": SCORES,
    "/v1/reports": REPORTS,
}
PARKS = {
    "slug": "parcs",
    "title": "Parcs et jardins d'été",
    "keywords": ["Espaces verts", "été"],
    "themes": ["ENVI", "SOCI"],
    "spatial": ["44109"],
}
BUDGET = {"slug": "budget", "title": "Budget", "license": "ODbL-1.0", "landing_page": "https://nantes.example/b"}
HOSTILE = [
    "'; DROP TABLE datasets; --",
    '" OR 1=1 --',
    "%00",
    "é" * 3000,
    "x" * 10_000,
    "NaN",
    "10000-01-01",
    "9" * 400,
    "{column}",
    "?",
    "%",
    ":after",
    "\\",
    "$1",
]


@pytest.fixture
async def catalogue(http, bearer):
    for told in (PARKS, BUDGET):
        made = await http.post("/v1/datasets", json=told, headers=bearer("datasets:write"))
        assert made.status_code == 201, made.text


async def slugs(http, **asked):
    answer = await http.get("/v1/datasets", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["slug"] for item in answer.json()["items"]]


@pytest.mark.parametrize("path", LISTS)
async def test_every_field_takes_every_operator_of_its_type(path, http, catalogue):
    for name, field in LISTS[path].fields.items():
        value = field.allowed[0] if field.allowed else TOWN_READINGS[field.kind].example
        for operator in fitting(field.kind):
            asked = {f"{name}__{operator.name}": value if operator.takes_value else "true"}
            answer = await http.get(path, params=asked)
            assert answer.status_code == 200, (asked, answer.text)


@pytest.mark.parametrize("path", LISTS)
async def test_every_order_can_be_walked_in_both_directions(path, http, catalogue):
    for name in LISTS[path].sortable:
        for sort in (name, f"-{name}"):
            first = (await http.get(path, params={"sort": sort, "limit": 1})).json()
            while following := first["links"]["next"]:
                answer = await http.get(following)
                assert answer.status_code == 200, (sort, answer.text)
                first = answer.json()


@pytest.mark.parametrize("path", LISTS)
async def test_no_hostile_text_does_more_than_being_refused(path, http, catalogue):
    for name, field in LISTS[path].fields.items():
        for operator in fitting(field.kind)[:1] + fitting(field.kind)[-3:]:
            text = HOSTILE[(len(name) + len(operator.name)) % len(HOSTILE)]
            answer = await http.get(path, params={f"{name}__{operator.name}": text.replace("%00", "\0")})
            assert answer.status_code in {200, 400}, (name, operator.name, answer.text)
            assert len(text) < 5 or text not in answer.json().get("detail", "")
    assert await slugs(http) == ["budget", "parcs"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("parameter", ["title", "title__in", "themes", "count", "sort", "limit", "cursor", "q", "rows"])
async def test_hostile_text_in_any_parameter_is_a_value_or_a_400(parameter, text, http, catalogue):
    answer = await http.get("/v1/datasets", params={parameter: text.replace("%00", "\0")})

    assert answer.status_code in {200, 400}
    assert await slugs(http) == ["budget", "parcs"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"title__contains": "d'été"}, ["parcs"]),
        ({"title__contains": "D'ÉTÉ"}, []),
        ({"title__startswith": "Parcs"}, ["parcs"]),
        ({"keywords": "été"}, ["parcs"]),
        ({"keywords__contains": "vert"}, ["parcs"]),
        ({"keywords__isnull": ""}, ["budget"]),
        ({"themes__in": "SOCI,ECON"}, ["parcs"]),
        ({"themes__ne": "SOCI"}, ["budget"]),
        ({"spatial__startswith": "44"}, ["parcs"]),
        ({"license__ne": "ODbL-1.0"}, ["parcs"]),
        ({"landing_page__isnull": "false"}, ["budget"]),
        ({"created_at__gte": "2026-03-02", "slug__lt": "c"}, ["budget"]),
        ({"created_at__lt": "2026-03-02"}, []),
        ({"version__isnull": "true", "sort": "-title"}, ["parcs", "budget"]),
        ({"q": "jardins", "license__in": "notspecified,ODbL-1.0"}, ["parcs"]),
        ({"notice_days__gt": "9223372036854775807"}, []),
    ],
)
async def test_datasets_are_found_by_any_of_their_fields(asked, found, http, catalogue):
    assert await slugs(http, **asked) == found


async def test_facets_take_the_same_filters(http, catalogue):
    answer = await http.get("/v1/dataset-facets", params={"facets": "license", "themes": "SOCI"})

    assert answer.json()["items"][0]["values"] == [{"value": "notspecified", "count": 1}]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("licence=etalab-2.0", "unknown_parameter", "Did you mean license?"),
        ("title__contians=x", "unknown_parameter", "Did you mean contains?"),
        ("themes=NATURE", "bad_value", "ENVI"),
        ("breaking_changes__in=ask,never", "bad_value", "ask, refuse"),
        ("rows__gte=many", "bad_value", "whole number"),
        ("created_at__gte=hier", "bad_value", "Europe/Paris"),
        ("fields=slug", "unknown_parameter", "Known"),
        ("search_text__contains=x", "unknown_parameter", "Known"),
        ("title=a&license=b&license=c", "bad_query", "more than once"),
    ],
)
async def test_what_cannot_be_answered_says_what_can(asked, code, said, http):
    answer = await http.get(f"/v1/datasets?{asked}")

    assert (answer.status_code, answer.json().get("code")) == (400, code), answer.text[:300]
    assert said in answer.json()["detail"]


async def test_what_is_known_is_listed_once(http):
    known = (await http.get("/v1/organizations?naem=a")).json()["known"]

    assert len(known) == len(set(known))


async def test_a_name_with_an_operator_is_the_same_as_without(http, catalogue):
    assert await slugs(http, license="ODbL-1.0") == await slugs(http, license__eq="ODbL-1.0") == ["budget"]


async def test_a_cursor_belongs_to_its_filters(http, catalogue):
    first = (await http.get("/v1/datasets?limit=1&slug__gt=a")).json()["links"]["next"]

    assert (await http.get(first)).status_code == 200
    assert (await http.get(first.replace("slug__gt=a", "slug__gt=b"))).json()["code"] == "bad_cursor"


async def test_an_estimate_says_when_it_is_exact(http, catalogue):
    answer = await http.get("/v1/datasets?count=estimate&limit=1")

    assert answer.json()["count"] == {"mode": "exact", "value": 2}


async def test_what_is_secret_about_a_publication_is_no_field():
    assert "source_url" not in PUBLICATIONS.fields
    assert "object_key" not in ATTACHMENTS.fields
    assert REPORT_EVENTS.fields.keys().isdisjoint({"consumer", "report_id"})
    assert REPORTS.fields.keys().isdisjoint({"consumer", "client_id", "content_digest", "search_text"})


async def test_reports_are_found_near_a_point_and_by_any_field(http, bearer):
    told = {"organization": "nantes", "category": "pothole", "description": "Trou", "lon": -1.5534, "lat": 47.2173}
    made = await http.post("/v1/reports", json=told, headers=bearer("reports:write"))
    assert made.status_code == 201, made.text

    async def found(query):
        answer = await http.get(f"/v1/reports?{query}")
        assert answer.status_code == 200, answer.text
        return len(answer.json()["items"])

    assert await found("near=-1.5536,47.2184&radius=500") == 1
    assert await found("near=-1.5536,47.2184&radius=50") == 0
    assert await found("bbox=170,40,-1,50") == 1
    assert await found("status__ne=closed&opened_at__lte=2026-03-02T10:00:00%2B01:00&lon__lt=0") == 1
    assert await found("is_open__eq=false") == 0
    assert (await http.get("/v1/reports?near=-1.5,47.2")).json()["code"] == "bad_value"
    assert (await http.get("/v1/reports?status__in=open")).json()["errors"][0]["parameter"] == "status__in"


async def test_the_short_way_says_the_same_as_the_ordinary_one(http, catalogue):
    ordinary = {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}  # what only the ordinary way knows
    for query in ("", "?limit=1", "?limit=1&sort=-slug", "?sort=slug&limit=5000"):
        path = f"/v1/datasets{query}"
        while path:
            written = await http.get(path, headers=ordinary)
            for encoding in ("identity", "gzip"):
                short = await http.get(path, headers={"accept-encoding": encoding})
                other = await http.get(path, headers=ordinary | {"accept-encoding": encoding})
                assert short.content == other.content == written.content
                own = [{k: v for k, v in one.headers.items() if k != "x-request-id"} for one in (short, other)]
                assert own[0] == own[1]
                again = await http.get(
                    path, headers={"if-none-match": short.headers["etag"], "accept-encoding": encoding}
                )
                assert (again.status_code, again.content) == (304, b"")
            path = written.json()["links"]["next"]


async def test_a_change_is_seen_at_once_in_the_catalogue(http, bearer, catalogue):
    headers = bearer("datasets:write")
    before = await http.get("/v1/datasets")
    tag = (await http.get("/v1/datasets/budget")).headers["etag"]

    await http.patch("/v1/datasets/budget", json={"title": "Comptes"}, headers=headers | {"If-Match": tag})
    after = await http.get("/v1/datasets")
    gone = await http.delete("/v1/datasets/budget?reason=Plus+tenu+a+jour", headers=headers | {"If-Match": "*"})
    assert gone.status_code == 204, gone.text

    assert [item["title"] for item in after.json()["items"]] == ["Comptes", PARKS["title"]]
    assert after.headers["etag"] != before.headers["etag"]
    assert await slugs(http) == ["parcs"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("license = 'ODbL-1.0' OR themes = 'SOCI'", ["budget", "parcs"]),
        ("NOT (license = 'ODbL-1.0') AND title LIKE '%été'", ["parcs"]),
        ("keywords IN ('été', 'hiver') AND landing_page IS NULL", ["parcs"]),
        ("created_at < TIMESTAMP('2026-03-02T00:00:00Z') OR rows > 10", []),
    ],
)
async def test_a_condition_can_be_written_in_cql2(text, found, http, catalogue):
    assert await slugs(http, filter=text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("themes = 'NATURE'", "bad_value"),
        ("titel = 'x'", "unknown_parameter"),
        ("title = 'x' AND", "bad_value"),
        ("(" * 3000 + "rows > 1" + ")" * 3000, "bad_value"),
        ("rows>1 OR " * 600 + "rows>1", "bad_value"),
        ("x" * 60_000, "bad_query"),
        ("S_INTERSECTS(geometry, POINT(1 2))", "no_places"),
        ("title = 'x'; DROP TABLE datasets", "bad_value"),
    ],
)
async def test_a_senseless_condition_is_refused(text, code, http, catalogue):
    answer = await http.get("/v1/datasets", params={"filter": text})

    assert (answer.status_code, answer.json().get("code")) == (400, code), answer.text[:300]


async def test_a_question_of_ten_kilobytes_is_answered(http, catalogue):
    words = ",".join(f"mot-{number}" for number in range(990))

    assert await slugs(http, filter=" OR ".join(["rows > 1"] * 400 + ["slug = 'parcs'"])) == ["parcs"]
    assert await slugs(http, slug__in=f"{words},budget") == ["budget"]
    refused = await http.get("/v1/datasets?" + "&".join(["slug__ne=x"] * 3000))
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_value")


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        ("received_at__gte=zzzz", "received_at__gte", "cette colonne est de type datetime ; donnez un instant avec"),
        ("status__in=zzzz", "status__in", "donnez une de ces valeurs : received, "),
        ("filter=status = NULL", "filter", "rien n’égale NULL"),
        ("filter=(status", "filter", "une parenthèse n’est pas fermée."),
        ("filter=lon > 'zzzz'", "filter", "lon est une colonne de type number ; comparez-la à un nombre"),
        ("near=1,2", "near", "near demande radius, en mètres"),
        ("near=47.2,-1.5&radius=zzzz", "radius", "donnez des mètres"),
    ],
)
async def test_what_is_wrong_with_a_question_is_said_in_french_to_those_who_prefer_it(http, asked, name, said):
    answers = [await http.get(f"/v1/reports?{asked}", headers={"Accept-Language": one}) for one in ("fr", "en")]

    french, english = [answer.json() for answer in answers]
    assert [answer.headers["content-language"] for answer in answers] == ["fr", "en"]
    assert [one["code"] for one in (french, english)] == ["bad_value", "bad_value"]
    assert french["detail"].startswith(f"Paramètre {name} : {said}")
    assert french["errors"][0]["detail"] != english["errors"][0]["detail"]
    assert "zzzz" not in answers[0].text.replace(french["instance"], "")
