"""The files that explain a dataset, over HTTP."""

import hashlib

import pytest

PDF = b"%PDF-1.7 the method of the survey"
PATH = "/v1/datasets/parcs/attachments"


@pytest.fixture
def attach(http, producer):
    async def send(content: bytes = PDF, name: str = "méthode.pdf", **told: str):
        return await http.post(PATH, files={"file": (name, content)}, data=told, headers=producer)

    return send


async def test_an_attached_file_comes_back_as_it_was(http, attach):
    made = await attach(title="Méthode d'enquête")
    assert made.status_code == 201, made.text
    told = made.json()

    answer = await http.get(told["content_url"])

    assert answer.content == PDF
    assert answer.headers["Content-Type"] == told["media_type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''m%C3%A9thode.pdf"
    assert told["digest"] == hashlib.sha256(PDF).hexdigest()
    assert (told["title"], told["name"], told["size"]) == ("Méthode d'enquête", "méthode.pdf", len(PDF))
    assert made.headers["Location"] == told["url"]
    assert (await http.get(told["url"])).json() == told


async def test_a_stranger_s_page_is_never_shown_as_one_of_ours(http, attach):
    told = (await attach(b"<script>alert(1)</script>", "page.html")).json()

    headers = (await http.get(told["content_url"])).headers

    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


async def test_a_part_of_a_file_is_read_by_range(http, attach):
    told = (await attach()).json()

    answer = await http.get(told["content_url"], headers={"Range": "bytes=1-3"})

    assert (answer.status_code, answer.content) == (206, b"PDF")


async def test_attachments_are_listed_described_and_taken_away(http, attach, producer):
    first, second = (await attach()).json(), (await attach(b"a,b\n", "modele.csv")).json()

    listed = (await http.get(PATH)).json()["items"]
    changed = await http.patch(first["url"], json={"description": "Comment on a compté."}, headers=producer)
    gone = await http.delete(second["url"], headers=producer)

    assert {each["id"] for each in listed} == {first["id"], second["id"]}
    assert changed.json() == first | {"description": "Comment on a compté."}
    assert gone.status_code == 204
    assert (await http.get(second["content_url"])).json()["code"] == "attachment_not_found"
    assert [each["id"] for each in (await http.get(PATH)).json()["items"]] == [first["id"]]


async def test_only_the_dataset_s_own_organization_attaches_files(http, attach, bearer, producer):
    other = bearer("datasets:write", organization="rennes")
    told = (await attach()).json()

    answers = [
        await http.post(PATH, files={"file": ("a.pdf", PDF)}),
        await http.post(PATH, files={"file": ("a.pdf", PDF)}, headers=other),
        await http.patch(told["url"], json={"title": "x"}, headers=other),
        await http.delete(told["url"], headers=other),
        await http.post(PATH, files={"fichier": ("a.pdf", PDF)}, headers=producer),
        await http.patch(told["url"], json={"title": None}, headers=producer),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 422, 422]


async def test_there_is_a_limit_to_the_number_of_attachments(http, attach, monkeypatch):
    monkeypatch.setattr("plateforme.domains.datasets.attachments.MOST", 1)
    await attach()

    refused = await attach()

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_attachments")


async def test_a_dataset_s_tag_changes_with_its_attachments(http, attach):
    before = (await http.get("/v1/datasets/parcs")).headers["ETag"]
    await attach()

    assert (await http.get("/v1/datasets/parcs")).headers["ETag"] != before
