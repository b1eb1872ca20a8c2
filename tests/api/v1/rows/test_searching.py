"""Words in rows, from outside: `q` beside everything else that a question may hold."""

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES

from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

ROWS = "/v1/datasets/lieux/rows"
LIEUX = TableSchema(
    (
        Column("code", "Code", ColumnType.STRING),
        Column("nom", "Nom", ColumnType.STRING),
        Column("note", "Note", ColumnType.STRING),
        Column("places", "Places", ColumnType.INTEGER),
    ),
    primary_key=("code",),
)
LIEUX_ROWS: list[tuple[object, ...]] = [
    ("01", "Éclairages publics de l'école Pasteur", None, 3),
    ("02", "Place Pasteur", "près de l’École", 12),
    ("03", "École Pasteur", None, None),
    ("04", "École Pasteur annexe", "fermée", 40),
    ("05", "Canaux", "2A004", 7),
    ("06", None, None, 1),
]


@pytest.fixture
def asked(http, publish):
    """Codes of the rows that a question gives."""
    publish("lieux", LIEUX, LIEUX_ROWS)

    async def ask(**parameters: str) -> list[str]:
        answer = await http.get(ROWS, params=parameters)
        assert answer.status_code == 200, answer.text
        return [row["code"] for row in answer.json()["items"]]

    return ask


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("eclairage", ["01"]),
        ("ECOLE pasteur", ["01", "02", "03", "04"]),
        ("l'ecole", ["01", "02", "03", "04"]),
        ("canal", ["05"]),
        ("2a004", ["05"]),
        ("past* ann*", ["04"]),
        ("paste", []),
        ("aucune", []),
    ],
)
async def test_words_are_found_whatever_their_case_accents_and_plurals(asked, words, codes):
    assert await asked(q=words) == codes


async def test_words_go_with_filters_sorts_and_pages(asked, http):
    assert await asked(q="école", places__gte="10") == ["02", "04"]
    assert await asked(q="école", sort="-places") == ["04", "02", "01", "03"]

    seen, url = [], f"{ROWS}?q=école&limit=1&count=exact"
    while url:
        page = (await http.get(url)).json()
        assert page["count"] == {"mode": "exact", "value": 4}
        seen += [row["code"] for row in page["items"]]
        url = page["links"]["next"]
    assert seen == ["01", "02", "03", "04"]


async def test_the_best_answers_come_first_on_demand(asked, http):
    assert await asked(q="ecole pasteur", sort="-_score") == ["03", "04", "01", "02"]
    assert await asked(q="ecole pasteur", sort="-_score,-nom") == ["03", "04", "01", "02"]
    assert await asked(q="ecole pasteur", sort="_score,-code") == ["02", "01", "04", "03"]

    seen, url = [], f"{ROWS}?q=ecole pasteur&sort=-_score&limit=1"
    while url:
        page = (await http.get(url)).json()
        assert "_score" not in page["items"][0]
        seen += [row["code"] for row in page["items"]]
        url = page["links"]["next"]
    assert seen == ["03", "04", "01", "02"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=", "at least one letter"),
        ("q=%00", "at least one letter"),
        ("q=%F0%9F%9A%B2", "at least one letter"),
        ("q=" + "a%20b%20c%20" * 2000 + "%20".join(f"w{n}" for n in range(30)), "at most 20 words"),
        ("q=" + "x" * 10_000 + "y", "at most 20 words"),
        ("sort=-_score", "give q too"),
        ("q=a&q=b", "once at most"),
    ],
)
async def test_a_search_that_asks_for_nothing_or_too_much_is_refused(http, publish, query, said):
    publish("lieux", LIEUX, LIEUX_ROWS)

    answer = await http.get(f"{ROWS}?{query}")

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_value"
    assert said in answer.json()["detail"]


async def test_a_table_without_a_text_says_so(http, publish):
    publish("nombres", TableSchema((Column("n", "N", ColumnType.INTEGER),), primary_key=("n",)), [(1,)])

    answer = await http.get("/v1/datasets/nombres/rows?q=un")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_value")


async def test_an_export_holds_what_was_found(http, publish):
    publish("lieux", LIEUX, LIEUX_ROWS)

    answer = await http.get("/v1/datasets/lieux/exports/csv?q=ecole&fields=code&sort=-_score")

    assert answer.text.split() == ["code", "03", "04", "01", "02"]
    assert answer.headers["plateforme-rows"] == "4"


async def test_groups_are_made_of_what_was_found(http, publish):
    publish("communes", COMMUNES, [("44109", "Nantes", 3, 1), ("44143", "Rezé", 4, 1), ("1", "Nantes nord", 5, 2)])

    answer = await http.get("/v1/datasets/communes/aggregates?q=nantes&group_by=limit&measures=count")

    assert answer.status_code == 200, answer.text
    assert [row["count"] for row in answer.json()["items"]] == [1, 1]


async def test_an_estimate_says_what_it_is(http, publish):
    publish("lieux", LIEUX, LIEUX_ROWS)

    answer = await http.get(f"{ROWS}?q=ecole&count=estimate&limit=1")

    assert answer.json()["count"] == {"mode": "exact", "value": 4}
