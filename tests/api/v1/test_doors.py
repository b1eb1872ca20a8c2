"""Every way to change a dataset is closed to strangers, and to everybody once the dataset is deleted."""

from typing import Any

import pytest

FIRST = "01KNS3V4GZ8Q2W7R5T9Y1A3B5C"
REASON = {"reason": "Une erreur de saisie."}
ADDRESS = {"url": "https://data.example.fr/parcs.csv"}
FILE = {"file": ("a.csv", b"id\n1\n", "text/csv")}
D = "/v1/datasets/parcs"
CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("PATCH", D, {"json": {"title": "Autre"}}),
    ("DELETE", D, {"params": {"reason": "Remplacé par autre chose."}}),
    ("POST", f"{D}/publications", {"files": FILE}),
    ("POST", f"{D}/publications/{FIRST}/cancellation", {}),
    ("POST", f"{D}/publications/{FIRST}/acceptance", {}),
    ("PATCH", f"{D}/rows", {"json": {"deletes": [1]}}),
    ("PUT", f"{D}/pull", {"json": ADDRESS}),
    ("DELETE", f"{D}/pull", {}),
    ("POST", f"{D}/pull/runs", {}),
    ("POST", f"{D}/versions", {"json": {"from_version": 1}}),
    ("POST", f"{D}/versions/1/withdrawal", {"json": REASON}),
    ("DELETE", f"{D}/versions/1/withdrawal", {}),
    ("POST", f"{D}/attachments", {"files": FILE}),
    ("PATCH", f"{D}/attachments/{FIRST}", {"json": {"title": "x"}}),
    ("DELETE", f"{D}/attachments/{FIRST}", {}),
]
READS = [
    *("", "/rows", "/rows/1", "/schema", "/versions", "/versions/1", "/schema-versions", "/publications", "/pull"),
    *(f"/publications/{FIRST}", f"/publications/{FIRST}/errors.csv", "/attachments", f"/attachments/{FIRST}"),
    *(f"/attachments/{FIRST}/content", "/changes?since=1", "/exports/csv", "/exports/parquet", "/rows?version=1"),
]


@pytest.mark.parametrize(("method", "path", "sent"), CHANGES, ids=lambda each: each if isinstance(each, str) else "")
async def test_a_change_needs_a_key_the_scope_and_the_organization(http, producer, bearer, method, path, sent):
    stranger = bearer("datasets:write", organization="rennes")
    without = bearer("reports:write", consumer="other")
    before = (await http.get(D)).json()

    told = [
        (await http.request(method, path, headers=headers | {"If-Match": "*"}, **sent)).status_code
        for headers in ({}, {"Authorization": "Bearer plf_wrong"}, without, stranger)
    ]

    assert told == [401, 401, 403, 403]
    assert (await http.get(D)).json() == before


async def test_everything_below_a_deleted_dataset_says_that_it_is_gone(http, producer):
    tag = (await http.get(D)).headers["ETag"]
    gone = await http.delete(D, params={"reason": "Remplacé par autre chose."}, headers=producer | {"If-Match": tag})
    assert gone.status_code == 204

    reads = {path: (await http.get(D + path)).status_code for path in READS}
    changes = {
        (method, path): (await http.request(method, path, headers=producer | {"If-Match": "*"}, **sent)).status_code
        for method, path, sent in CHANGES
    }

    assert {path: status for path, status in reads.items() if status != 410} == {}
    assert {asked: status for asked, status in changes.items() if status != 410} == {}
