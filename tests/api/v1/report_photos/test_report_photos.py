"""Photos of street reports over HTTP: anonymous, wrong scope, somebody else's, the good path, each refusal."""

import asyncio
import hashlib
from io import BytesIO

import pytest
from PIL import Image
from tests.domains.reports.drawn import SECRET, a_jpeg, a_picture, a_png, a_polyglot, written

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.tables import TextStatus

NEW = {"organization": "nantes", "category": "pothole", "description": "Trou", "lon": -1.5534, "lat": 47.2173}
MODERATOR = Principal("desk", "nantes", frozenset({"reports:moderate"}), "k3")


@pytest.fixture
def citizen(bearer):
    return bearer("reports:write", organization="startup", consumer="app")


@pytest.fixture
def staff(bearer):
    return bearer("reports:write", "reports:triage", organization="nantes", consumer="roads")


@pytest.fixture
async def report(http, citizen, staff):
    made = await http.post("/v1/reports", json=NEW, headers=citizen)
    assert made.status_code == 201, made.text
    return f"/v1/reports/{made.json()['reference']}"


def a_file(content=None, name="photo.jpg"):
    return {"file": (name, a_jpeg() if content is None else content, "image/jpeg")}


@pytest.fixture
def add(http, report, citizen):
    async def post(content=None, headers=None, **more):
        return await http.post(f"{report}/photos", files=a_file(content), headers=headers or citizen, **more)

    return post


@pytest.fixture
def decide(database, platform, clock, report):
    """What a moderator decides, as the queue of reviews does."""

    def decided(number, status=TextStatus.PUBLISHED):
        with database.writing() as session:
            held = photos.held_report(session, report.rpartition("/")[2], by=MODERATOR)
            photos.decide(session, platform.storage, held, number, status, by=MODERATOR, reason="Vu.", now=clock.now())

    return decided


async def test_a_photo_needs_a_key_that_may_report(http, report, bearer):
    nobody = await http.post(f"{report}/photos", files=a_file())
    wrong = await http.post(f"{report}/photos", files=a_file(), headers=bearer("datasets:write"))

    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "insufficient_scope")


async def test_a_key_that_may_not_is_refused_before_the_photo_is_read(http, report):
    async def endless():
        yield b"--x\r\n"
        raise AssertionError("the body was read")

    response = await http.post(
        f"{report}/photos", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
    )

    assert response.status_code == 401


async def test_somebody_else_adds_no_photo(add, bearer):
    response = await add(headers=bearer("reports:write", organization="rennes"))

    assert (response.status_code, response.json()["code"]) == (403, "photo_not_yours")


async def test_a_photo_is_kept_as_a_picture_and_nothing_else(http, add, citizen):
    made = await add(a_jpeg(orientation=6, width=640, height=480), data={"title": "Trou sur la piste"})

    assert made.status_code == 201
    body = made.json()
    assert (body["number"], body["status"], body["title"]) == (1, "in_review", "Trou sur la piste")
    assert (body["width"], body["height"]) == (480, 640)
    picture = await http.get(body["url"], headers=citizen)
    small = await http.get(body["thumbnail_url"], headers=citizen)
    for response in (picture, small):
        assert response.headers["content-type"] == "image/jpeg"
        assert response.headers["content-disposition"] == "inline"
        assert "sandbox" in response.headers["content-security-policy"]
        assert SECRET.encode() not in response.content
        assert b"Exif" not in response.content
    assert hashlib.sha256(picture.content).hexdigest() == body["digest"]
    assert Image.open(BytesIO(small.content)).size == (240, 320)
    assert made.headers["location"] == body["url"]


async def test_the_public_sees_a_photo_once_a_human_has_let_it_through(http, add, decide, report, staff):
    url = (await add()).json()["url"]
    hidden = await http.get(url)
    unlisted = await http.get(f"{report}/photos")
    seen_by_staff = await http.get(url, headers=staff)

    decide(1)
    shown = await http.get(url)
    listed = await http.get(f"{report}/photos")

    assert (hidden.status_code, hidden.json()["code"]) == (404, "photo_not_found")
    assert unlisted.json()["items"] == []
    assert (seen_by_staff.status_code, seen_by_staff.headers["cache-control"]) == (200, "private, no-cache")
    assert shown.status_code == 200
    assert shown.headers["cache-control"].startswith("public")
    assert [(one["number"], one["status"]) for one in listed.json()["items"]] == [(1, "published")]


async def test_a_photo_that_was_shown_and_then_withheld_is_gone_at_once(http, add, decide):
    url = (await add()).json()["url"]
    decide(1)
    assert (await http.get(url)).status_code == 200
    assert (await http.get(url)).status_code == 200

    decide(1, TextStatus.WITHHELD)

    assert (await http.get(url)).status_code == 404


async def test_who_holds_a_picture_is_told_that_it_has_not_changed(http, add, decide):
    body = (await add()).json()
    decide(1)

    tags = set()
    for url in (body["url"], body["thumbnail_url"]):
        first = await http.get(url)
        again = await http.get(url, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        tags.add(first.headers["etag"])
    assert len(tags) == 2


async def test_the_very_same_photo_is_answered_and_not_added(add):
    first, again = await add(), await add()

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_the_same_photo_sent_ten_times_at_once_is_kept_once(http, add, report, citizen, platform):
    answers = await asyncio.gather(*(add() for _ in range(10)))

    assert sorted(one.status_code for one in answers) == [200] * 9 + [201]
    assert len((await http.get(f"{report}/photos", headers=citizen)).json()["items"]) == 1
    assert len(list(platform.storage.local_path("photos").rglob("*.jpg"))) == 2


async def test_a_repeated_request_is_answered_once(add, citizen):
    headers = {**citizen, "idempotency-key": "photo-1"}

    first, again = await add(headers=headers), await add(headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_photo"),
        (written(a_picture(), "GIF"), "not_a_photo"),
        (written(a_picture())[:300], "broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
    ],
)
async def test_what_is_no_photo_is_refused_with_a_reason_in_the_readers_language(add, citizen, content, fault):
    english = await add(content)
    french = await add(content, headers={**citizen, "accept-language": "fr-FR"})

    assert (english.status_code, english.json()["code"], english.json()["fault"]) == (422, "photo_refused", fault)
    assert (french.headers["content-language"], french.json()["title"]) == ("fr", "Photo refusée")
    assert english.json()["detail"] != french.json()["detail"]


@pytest.mark.parametrize("content", [a_polyglot(), a_png("RGBA")])
async def test_a_photo_that_is_something_else_too_is_kept_without_it(http, add, citizen, content):
    made = await add(content)

    picture = await http.get(made.json()["url"], headers=citizen)
    assert picture.content.startswith(b"\xff\xd8")
    assert SECRET.encode() not in picture.content


async def test_a_photo_of_thirty_megabytes_is_refused(http, add, report, citizen):
    announced = await add(b"\xff\xd8" + bytes(30 * 1024 * 1024))

    async def unannounced():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        for _ in range(30):
            yield bytes(1024 * 1024)

    streamed = await http.post(
        f"{report}/photos",
        content=unannounced(),
        headers={**citizen, "content-type": "multipart/form-data; boundary=x"},
    )

    for response in (announced, streamed):
        assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")
        assert response.json()["max_bytes"] < 21 * 1024 * 1024


async def test_one_photo_a_request(http, report, citizen):
    two = [("file", ("a.jpg", a_jpeg(), "image/jpeg")), ("file", ("b.jpg", a_jpeg(3), "image/jpeg"))]

    twice = await http.post(f"{report}/photos", files=two, headers=citizen)
    other = await http.post(f"{report}/photos", files=a_file(), data={"place": "here"}, headers=citizen)
    none = await http.post(f"{report}/photos", files={"title": (None, "Trou")}, headers=citizen)

    assert [(one.status_code, one.json()["code"]) for one in (twice, other, none)] == [(422, "validation")] * 3
    assert [one.json()["errors"][0]["pointer"] for one in (twice, other, none)] == ["/file", "/place", "/file"]


async def test_a_text_in_place_of_the_photo_is_refused_with_what_to_write(http, report, citizen):
    answer = await http.post(
        f"{report}/photos",
        content=b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--x--\r\n',
        headers={**citizen, "Content-Type": "multipart/form-data; boundary=x", "Accept-Language": "fr"},
    )

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "/file")
    assert "filename" in fault["detail"]


async def test_a_report_takes_only_so_many_photos(add):
    made = [await add(written(a_picture(64 + number, 48))) for number in range(6)]

    assert [one.status_code for one in made] == [201] * 5 + [409]
    assert (made[-1].json()["code"], made[-1].json()["limit"]) == ("too_many_photos", 5)


async def test_a_photo_is_taken_away_by_its_sender_or_by_staff_and_by_nobody_else(
    http, add, report, citizen, staff, bearer, decide
):
    for number in (1, 2):
        await add(written(a_picture(64 + number, 48)))
    decide(1)
    stranger = bearer("reports:write", organization="rennes")

    refused = await http.delete(f"{report}/photos/1", headers=stranger)
    unseen = await http.delete(f"{report}/photos/2", headers=stranger)
    mine = await http.delete(f"{report}/photos/1", headers=citizen)
    theirs = await http.delete(f"{report}/photos/2", headers=staff)
    again = await http.delete(f"{report}/photos/2", headers=staff)

    assert [one.status_code for one in (refused, unseen, mine, theirs, again)] == [403, 404, 204, 204, 404]
    assert (await http.get(f"{report}/photos", headers=staff)).json()["items"] == []


@pytest.mark.parametrize("tail", ["", "/1/content", "/1/thumbnail"])
async def test_a_report_that_is_not_there_has_no_photos(http, app, tail):
    response = await http.get(f"/v1/reports/2026-0302-NOSUCH/photos{tail}")

    assert (response.status_code, response.json()["code"]) == (404, "report_not_found")


async def test_another_team_of_the_organization_neither_adds_nor_takes_away(http, report, add, bearer, staff):
    desk = bearer("reports:configure", "reports:triage", organization="nantes", consumer="desk")
    crew = bearer("reports:write", "reports:triage", organization="nantes", consumer="crew")
    for team, members in (("voirie", ["roads"]), ("proprete", ["crew"])):
        body = {"name": team, "members": members}
        made = await http.put(f"/v1/organizations/nantes/report-teams/{team}", json=body, headers=desk)
        assert made.status_code == 201, made.text
    await add()
    tag = (await http.get(report)).headers["etag"]
    assert (await http.patch(report, json={"team": "voirie"}, headers={**desk, "If-Match": tag})).status_code == 200

    added = await add(a_png(), headers=crew)
    removed = await http.delete(f"{report}/photos/1", headers=crew)

    assert [(answer.status_code, answer.json()["code"]) for answer in (added, removed)] == [(403, "not_your_team")] * 2
    assert (await http.delete(f"{report}/photos/1", headers=staff)).status_code == 204
