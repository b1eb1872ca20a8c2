from tests.domains.datasets.tabular.row_tables import EVERY_TYPE

from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

PAIRS = TableSchema(
    (Column("rue", "Rue", ColumnType.STRING), Column("numero", "Numéro", ColumnType.INTEGER)),
    primary_key=("rue", "numero"),
)


async def test_a_row_is_read_by_its_key(http, publish):
    publish("communes")

    answer = await http.get("/v1/datasets/communes/rows/44109", params={"fields": "nom,population"})

    assert answer.status_code == 200
    assert answer.json() == {"nom": "Nantes", "population": 323204}
    assert answer.headers["plateforme-version"] == "1"


async def test_without_a_declared_key_the_position_is_the_key(http, publish):
    publish("types", EVERY_TYPE, [(None,) * 6, ("b", *(None,) * 5)])

    assert (await http.get("/v1/datasets/types/rows/2")).json()["texte"] == "b"


async def test_a_key_of_two_columns_is_joined_by_a_comma(http, publish):
    publish("adresses", PAIRS, [("rue Foch, haut", 3), ("a/b", 4)])

    assert (await http.get("/v1/datasets/adresses/rows/rue%20Foch%2C%20haut,3")).json()["numero"] == 3
    assert (await http.get("/v1/datasets/adresses/rows/a%2Fb,4")).json()["numero"] == 4


async def test_a_key_that_no_row_has_is_not_found(http, publish):
    publish("communes")
    publish("adresses", PAIRS, [("a", 3)])

    for path in ("communes/rows/99999", "adresses/rows/a", "adresses/rows/a,x", "adresses/rows/a,4"):
        answer = await http.get(f"/v1/datasets/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "row_not_found")


async def test_a_single_row_takes_no_filter(http, publish):
    publish("communes")

    answer = await http.get("/v1/datasets/communes/rows/44109", params={"nom": "Nantes"})

    assert answer.status_code == 400


async def test_what_the_caller_holds_is_not_sent_again(http, publish):
    publish("communes")
    tag = (await http.get("/v1/datasets/communes/rows/44109")).headers["etag"]

    answer = await http.get("/v1/datasets/communes/rows/44109", headers={"If-None-Match": tag})

    assert answer.status_code == 304
