from datetime import date, datetime, timedelta

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES, COMMUNES_ROWS, EVERY_TYPE

from plateforme.domains.datasets import store, withdrawal
from plateforme.domains.datasets.catalogue import get_dataset
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

CHANGES = "/v1/datasets/communes/changes"
LATER = [
    ("2A004", "Ajaccio", 74000, 2),
    ("33063", "Bordeaux", 261804, None),
    ("44109", "Nantes", 323204, 3),
    ("44143", "Rezé", 43237, 4),
]
"""Two communes went, one came, two differ."""


async def test_anyone_reads_what_changed_between_two_versions(http, publish):
    publish("communes")
    publish("communes", COMMUNES, LATER)

    answer = await http.get(CHANGES, params={"since": "1"})

    assert answer.status_code == 200
    assert answer.headers["plateforme-version"] == "2"
    assert answer.json() == {
        "since": 1,
        "until": 2,
        "published_at": "2026-03-02T09:00:00Z",
        "counts": {"added": 1, "changed": 2, "removed": 2},
        "columns": {"added": [], "removed": [], "retyped": []},
        "items": [
            {"op": "removed", "key": {"code": "01001"}, "before": None, "after": None},
            {
                "op": "changed",
                "key": {"code": "2A004"},
                "before": {"population": 73822},
                "after": {"population": 74000},
            },
            {
                "op": "added",
                "key": {"code": "33063"},
                "before": None,
                "after": {"code": "33063", "nom": "Bordeaux", "population": 261804, "limit": None},
            },
            {"op": "changed", "key": {"code": "44143"}, "before": {"limit": None}, "after": {"limit": 4}},
            {"op": "removed", "key": {"code": "97411"}, "before": None, "after": None},
        ],
        "links": {
            "self": "http://plateforme.test/v1/datasets/communes/changes?since=1",
            "first": "http://plateforme.test/v1/datasets/communes/changes?since=1",
            "next": None,
        },
    }


async def test_a_version_does_not_differ_from_itself(http, publish):
    publish("communes")

    body = (await http.get(CHANGES, params={"since": "1", "until": "1"})).json()

    assert body["counts"] == {"added": 0, "changed": 0, "removed": 0}
    assert body["items"] == []
    assert body["links"]["next"] is None


async def test_any_two_versions_can_be_compared(http, publish):
    for count in (3, 5, 4):
        publish("communes", COMMUNES, COMMUNES_ROWS[:count])

    over_two = (await http.get(CHANGES, params={"since": "1", "until": "3"})).json()
    up_to_the_second = (await http.get(CHANGES, params={"since": "1", "until": "2"})).json()

    assert [item["key"]["code"] for item in over_two["items"]] == ["44143"]
    assert up_to_the_second["counts"] == {"added": 2, "changed": 0, "removed": 0}


async def test_a_walk_stays_between_its_versions_while_another_is_published(http, publish):
    publish("communes")
    publish("communes", COMMUNES, LATER)
    url, keys, untils = f"{CHANGES}?since=1&limit=2", [], set()

    while url:
        body = (await http.get(url)).json()
        keys += [item["key"]["code"] for item in body["items"]]
        untils.add(body["until"])
        url = body["links"]["next"]
        publish("communes", COMMUNES, LATER[: len(keys) % 3])

    assert keys == ["01001", "2A004", "33063", "44143", "97411"]
    assert untils == {2}


async def test_every_type_has_the_form_that_it_has_in_rows(http, publish):
    row = ("é", 2**63 - 1, 1.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 8, 30))  # noqa: DTZ001
    publish("types", EVERY_TYPE, [(None,) * 6])
    publish("types", EVERY_TYPE, [row])

    (item,) = (await http.get("/v1/datasets/types/changes?since=1")).json()["items"]

    assert item["op"] == "changed"
    assert item["key"] == {"_row": 1}
    assert set(item["before"].values()) == {None}
    assert item["after"] == {
        "texte": "é",
        "entier": 9223372036854775807,
        "nombre": 1.5,
        "booleen": True,
        "jour": "2026-03-01",
        "instant": "2026-03-01T08:30:00Z",
    }


async def test_columns_that_come_go_or_change_their_type_are_told(http, publish):
    columns = COMMUNES.columns[:2]
    area, text = Column("superficie", "Superficie", ColumnType.NUMBER), Column("limit", "Limit", ColumnType.STRING)
    publish("communes", COMMUNES, COMMUNES_ROWS[2:4])
    publish(
        "communes",
        TableSchema((*columns, text, area), ("code",)),
        [("44109", "Nantes", "3", 65.2), ("44143", "Rezé", None, None)],
    )

    body = (await http.get(CHANGES, params={"since": "1"})).json()

    assert body["columns"] == {
        "added": ["superficie"],
        "removed": ["population"],
        "retyped": [{"name": "limit", "before": "integer", "after": "string"}],
    }
    assert body["items"] == [
        {
            "op": "changed",
            "key": {"code": "44109"},
            "before": {"limit": 3, "superficie": None},
            "after": {"limit": "3", "superficie": 65.2},
        }
    ]


async def test_versions_with_other_keys_lead_to_the_whole_later_one(http, publish):
    publish("communes")
    publish("communes", TableSchema(COMMUNES.columns, ("nom",)), LATER)

    answer = await http.get(CHANGES, params={"since": "1"})

    assert answer.status_code == 410
    problem = answer.json()
    assert problem["code"] == "changes_not_comparable"
    assert problem["since"] == 2
    assert (await http.get(problem["resync"])).headers["plateforme-version"] == "2"


@pytest.mark.parametrize("gone", [1, 2])
async def test_what_was_withdrawn_is_told_neither_before_nor_after(http, platform, publish, gone):
    publish("communes")
    publish("communes", COMMUNES, LATER)
    publish("communes", COMMUNES, COMMUNES_ROWS[:3])
    first = (await http.get(CHANGES, params={"since": "1", "until": "2", "limit": "1"})).json()
    with platform.db.writing() as session:
        withdrawal.withdraw(
            session, get_dataset(session, "communes"), gone, reason="Une erreur.", now=platform.clock.now()
        )

    answers = [
        await http.get(CHANGES, params={"since": "1", "until": "2"}),
        await http.get(first["links"]["next"]),
    ]

    for answer in answers:
        assert answer.status_code == 410
        problem = answer.json()
        assert problem["code"] == "history_gone"
        assert problem["since"] == 3
        assert "Nantes" not in answer.text
        resync = await http.get(problem["resync"])
        assert resync.headers["plateforme-version"] == "3"


async def test_what_is_no_longer_kept_asks_for_a_new_start(http, platform, publish):
    publish("communes")
    publish("communes", COMMUNES, LATER)
    with platform.db.writing() as session:
        version = store.version(session, get_dataset(session, "communes").id, 1)
        assert version is not None
        version.pruned_at = platform.clock.now()
        session.add(version)

    answer = await http.get(CHANGES, params={"since": "1"})

    assert (answer.status_code, answer.json()["code"], answer.json()["since"]) == (410, "history_gone", 2)


async def test_when_everything_was_withdrawn_a_copy_is_to_be_deleted(http, platform, publish):
    publish("communes")
    with platform.db.writing() as session:
        withdrawal.withdraw(
            session, get_dataset(session, "communes"), 1, reason="Une erreur.", now=platform.clock.now()
        )

    answer = await http.get(CHANGES, params={"since": "1"})

    assert (answer.status_code, answer.json()["code"], answer.json()["resync"]) == (410, "history_gone", None)


async def test_since_may_be_a_moment(http, publish, clock):
    publish("communes")
    clock.instant += timedelta(days=2)
    publish("communes", COMMUNES, LATER)

    body = (await http.get(CHANGES, params={"since": "2026-03-02"})).json()

    assert (body["since"], body["until"]) == (1, 2)
    too_early = await http.get(CHANGES, params={"since": "2026-03-01"})
    assert (too_early.status_code, too_early.json()["code"]) == (404, "no_version_then")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "bad_value"),
        ({"since": "0"}, "bad_value"),
        ({"since": "-1"}, "bad_value"),
        ({"since": "hier"}, "bad_value"),
        ({"since": "2", "until": "1"}, "bad_value"),
        ({"since": "1", "until": "0"}, "bad_value"),
        ({"since": "1", "limit": "dix"}, "bad_value"),
        ({"since": "1", "cursor": "x"}, "bad_cursor"),
        ({"since": "1", "sort": "nom"}, "bad_query"),
        ([("since", "1"), ("since", "2")], "bad_query"),
    ],
)
async def test_a_bad_question_is_refused_with_advice(http, publish, asked, code):
    publish("communes")
    publish("communes", COMMUNES, LATER)

    answer = await http.get(CHANGES, params=asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_cursor_is_good_for_its_question_only(http, publish):
    publish("communes")
    publish("communes", COMMUNES, LATER)
    following = (await http.get(CHANGES, params={"since": "1", "limit": "1"})).json()["links"]["next"]

    answer = await http.get(following.replace("since=1", "since=2"))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/datasets/inconnu/changes?since=1", "dataset_not_found"),
        ("/v1/datasets/communes/changes?since=3", "version_not_found"),
        ("/v1/datasets/communes/changes?since=1&until=3", "version_not_found"),
    ],
)
async def test_what_does_not_exist_is_not_found(http, publish, path, code):
    publish("communes")

    answer = await http.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_an_unchanged_answer_is_not_sent_again(http, publish):
    publish("communes")
    publish("communes", COMMUNES, LATER)
    url = f"{CHANGES}?since=1&until=2"
    first = await http.get(url)

    again = await http.get(url, headers={"If-None-Match": first.headers["etag"]})

    assert not first.headers["etag"].startswith("W/")
    assert again.status_code == 304
    other = await http.get(f"{CHANGES}?since=1&until=1", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
