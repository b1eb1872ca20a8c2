"""Walks stay on their version and see each row once, whatever is published, indexed or tried meanwhile."""

import random
from urllib.parse import parse_qs, urlsplit

import pytest

from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import served

ROWS = "/v1/datasets/arbres/rows"
TREES = TableSchema.from_descriptor(
    {
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "nom", "type": "string"},
            {"name": "lon", "type": "number"},
            {"name": "lat", "type": "number"},
        ],
        "primaryKey": ["id"],
    }
)
ASKED = [
    {"sort": "nom"},
    {"sort": "-nom,lon"},
    {"sort": "lat,-id"},
    {"nom__isnull": "false", "sort": "-lon"},
    {"q": "chene", "sort": "_score,-id"},
    {"q": "chene"},
    {"filter": "nom = 'Chêne' OR nom = 'Tilleul'", "sort": "-nom", "count": "exact"},
]


def trees(chance: random.Random, seed: int) -> list[tuple[object, ...]]:
    names = [None, "Chêne", "Chêne vert", "Tilleul", "grand chêne"]
    return [
        (number, chance.choice(names), chance.choice([None, 0.5, -1.5]), float(chance.randrange(3)))
        for number in range(60 + seed)
    ]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(asked.values()))
async def test_a_walk_sees_each_row_once_while_versions_land(http, platform, publish, asked):
    chance = random.Random(repr(asked))  # noqa: S311  # a seed, no secret
    rows = trees(chance, 0)
    publish("arbres", TREES, rows)
    whole = (await http.get(ROWS, params=asked | {"limit": "1000"})).json()["items"]
    seen: list[dict[str, object]] = []
    following = (await http.get(ROWS, params=asked | {"limit": "7"})).json()
    page = 0
    while True:
        seen.extend(following["items"])
        page += 1
        if page % 2:
            rows = trees(chance, page)
            publish("arbres", TREES, rows)
        elif page == 2:  # the walk goes on by the other plan
            with platform.db.reading() as session:
                platform.rows.build_index(served(session, "arbres", version=1))
        if following["links"]["next"] is None:
            break
        following = (await http.get(following["links"]["next"])).json()

    assert seen == whole
    assert len({each["id"] for each in seen}) == len(seen)


async def test_a_cursor_is_good_for_its_own_question_only(http, publish):
    chance = random.Random(1)  # noqa: S311  # a seed, no secret
    publish("arbres", TREES, trees(chance, 0))
    publish("autres", TREES, trees(chance, 0))
    first = (await http.get(ROWS, params={"sort": "nom", "limit": "5"})).json()
    (cursor,) = parse_qs(urlsplit(first["links"]["next"]).query)["cursor"]
    at = chance.randrange(len(cursor))
    bent = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]

    for path, params in [
        (ROWS, {"sort": "-nom", "cursor": cursor}),
        (ROWS, {"cursor": cursor}),
        (ROWS, {"sort": "nom", "fields": "id", "cursor": cursor}),
        (ROWS, {"sort": "nom", "nom": "Tilleul", "cursor": cursor}),
        (ROWS, {"sort": "nom", "cursor": bent}),
        (ROWS, {"sort": "nom", "cursor": cursor[:-5]}),
        (ROWS, {"sort": "nom", "cursor": ""}),
        (ROWS, {"sort": "nom", "cursor": "é" * 50}),
        (ROWS, {"sort": "nom", "version": "1", "cursor": cursor}),
        ("/v1/datasets/autres/rows", {"sort": "nom", "cursor": cursor}),
        ("/v1/datasets/arbres/aggregates", {"group_by": "nom", "measures": "count", "cursor": cursor}),
        ("/v1/datasets", {"cursor": cursor}),
    ]:
        answer = await http.get(path, params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), params
    assert (await http.get(ROWS, params={"sort": "nom", "limit": "9", "cursor": cursor})).status_code == 200
