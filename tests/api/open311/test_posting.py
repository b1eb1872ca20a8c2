"""Reporting over GeoReport v2: what comes in as a form is a report like any other, and what is wrong is named."""

from asyncio import gather
from http.server import BaseHTTPRequestHandler
from uuid import uuid4

import pytest
from lxml import etree
from tests.domains.reports.drawn import SECRET, a_jpeg

from plateforme.domains.reports.search.search import get_report

REQUESTS = "/open311/v2/requests.json"
DUMPING = {
    "service_code": "illegal_dumping",
    "lat": "47.2173",
    "long": "-1.5534",
    "description": "Un canapé au pied de l’immeuble.",
    "jurisdiction_id": "nantes",
}


@pytest.fixture
def post(http, a_key):
    """Post a form, with a key that may."""
    key = a_key("reports:write", organization="nantes", consumer="citizen-app")

    async def send(url=REQUESTS, files=None, **changes):
        form = {name: value for name, value in (DUMPING | {"api_key": key} | changes).items() if value is not None}
        return await http.post(url, data=form, files=files)

    return send


@pytest.fixture
def read(platform):
    """A report as it is kept."""

    def get(record):
        with platform.db.reading() as session:
            return get_report(session, record["service_request_id"])

    return get


def told(answer, status=200):
    assert answer.status_code == status, answer.text
    (record,) = answer.json()
    return record


def refused(answer, status=400):
    assert answer.status_code == status, answer.text
    return [error["description"] for error in answer.json()]


async def test_a_posted_request_is_a_report_like_any_other(post, http, read):
    record = told(await post())

    assert set(record) == {"service_request_id", "service_notice", "account_id"}
    report = read(record)
    assert (report.category, report.channel, report.status) == ("illegal_dumping", "open311", "received")
    assert (report.lon, report.lat) == (-1.5534, 47.2173)
    (shown,) = (await http.get(f"/open311/v2/requests/{report.reference}.json")).json()
    assert (shown["service_request_id"], shown["status"]) == (report.reference, "open")
    assert shown["description"] == DUMPING["description"]


async def test_the_answer_in_xml_holds_the_same(post, xml_schema):
    answer = await post("/open311/v2/requests.xml")

    root = etree.fromstring(answer.content)
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert xml_schema.validate(root), xml_schema.error_log
    assert root.findtext("request/service_request_id")


@pytest.mark.parametrize("key", [None, "", "plf_unknown", "sandbox"])
async def test_a_key_that_is_missing_or_unknown_is_forbidden(post, key):
    assert "api_key" in refused(await post(api_key=key), 403)[0] or "key" in refused(await post(api_key=key), 403)[0]


async def test_a_key_that_may_not_report_is_forbidden(post, a_key):
    key = a_key("datasets:write", organization="nantes", consumer="other")

    assert "reports:write" in refused(await post(api_key=key), 403)[0]


async def test_a_key_in_the_header_will_do(post, bearer, http):
    headers = bearer("reports:write", organization="nantes", consumer="modern")

    assert told(await http.post(REQUESTS, data=DUMPING, headers=headers))["service_request_id"]


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "no_such_service"}, 404, "service_code"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
        ({"lat": None}, 400, "lat"),
        ({"long": None}, 400, "long"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "97"}, 400, "lat"),
        ({"lat": None, "long": None}, 400, "long"),
        ({"lat": "-1.5534", "long": "47.2173"}, 400, "long"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"attribute[waste_kind]": "spaceship"}, 400, "attribute[waste_kind]"),
        ({"email": "nobody"}, 400, "email"),
        ({"client_request_id": "short"}, 400, "client_request_id"),
        ({"requested_datetime": "yesterday"}, 400, "requested_datetime"),
    ],
)
async def test_what_is_wrong_is_named(post, changes, status, named):
    assert refused(await post(**changes), status)[0].startswith(f"{named}:")


async def test_a_refusal_in_xml_is_a_list_of_errors(post, xml_schema):
    answer = await post("/open311/v2/requests.xml", service_code="no_such_service")

    root = etree.fromstring(answer.content)
    assert xml_schema.validate(root), xml_schema.error_log
    assert root.findtext("error/code") == "404"


async def test_a_refusal_speaks_french_to_those_who_prefer_it(http):
    answer = await http.post(REQUESTS, data=DUMPING, headers={"Accept-Language": "fr"})

    assert "clé" in refused(answer, 403)[0]


async def test_answers_to_the_service_are_kept_and_others_too(post, read):
    record = told(await post(**{"attribute[waste_kind]": "bulky", "attribute[colour]": "rouge"}))

    report = read(record)
    assert (report.attributes, report.unknown_attributes) == ({"waste_kind": "bulky"}, {"colour": "rouge"})
    assert "conservées à part" in record["service_notice"]


async def test_who_reports_is_kept_apart_and_never_public(post, http, a_key):
    person = {"email": "ana@example.org", "first_name": "Ana", "last_name": "Kervadec", "phone": "0612345678"}
    record = told(await post(**person, deviceid="device-1"))

    public = await http.get(f"/v1/reports/{record['service_request_id']}")
    assert not any(value in public.text for value in (*person.values(), "device-1"))
    headers = {"Authorization": f"Bearer {a_key('reports:contact', organization='nantes')}"}
    reporter = (await http.get(f"/v1/reports/{record['service_request_id']}/reporter", headers=headers)).json()
    assert (reporter["email"], reporter["device_id"]) == ("ana@example.org", "device-1")


async def test_a_text_with_personal_data_waits_and_its_sender_is_told(post, http):
    record = told(await post(description="Appelez-moi au 06 12 34 56 78."))

    (shown,) = (await http.get(f"/open311/v2/requests/{record['service_request_id']}.json")).json()
    assert shown["description"] is None
    assert "relu" in record["service_notice"]


async def test_a_replayed_request_gives_the_first_answer(post):
    mark = str(uuid4())

    first, again = told(await post(client_request_id=mark)), told(await post(client_request_id=mark))

    assert first["service_request_id"] == again["service_request_id"]


async def test_requests_nearby_are_named_and_never_an_obstacle(post):
    first = told(await post())

    second = told(await post(lat="47.21732"))

    assert second["service_request_id"] != first["service_request_id"]
    assert first["service_request_id"] in second["service_notice"]


async def test_an_address_alone_is_a_place(post, read):
    record = told(await post(lat=None, long=None, address_string="12 rue de Strasbourg, Nantes"))

    report = read(record)
    assert (report.address, report.lat, report.location_precision) == ("12 rue de Strasbourg, Nantes", None, "address")


async def test_an_address_id_alone_is_a_place_and_names_its_commune(post, read):
    record = told(await post(lat=None, long=None, address_id="44109_7420_00012"))

    report = read(record)
    assert (report.address_id, report.insee_code) == ("44109_7420_00012", "44109")


async def test_a_request_without_description_is_described_by_its_service(post, read):
    record = told(await post(description=None))

    assert read(record).description == "Dépôt sauvage"


async def test_without_a_jurisdiction_the_only_one_is_meant(post):
    assert told(await post(jurisdiction_id=None))["service_request_id"]


async def test_among_several_jurisdictions_one_must_be_named(post, a_key):
    a_key("reports:write", organization="rennes")

    assert refused(await post(jurisdiction_id=None))[0].startswith("jurisdiction_id:")


async def test_photos_come_along_and_lose_what_they_knew(post, http, a_key):
    record = told(await post(files={"media": ("a.jpg", a_jpeg(), "image/jpeg")}))

    headers = {"Authorization": f"Bearer {a_key('reports:triage', 'reports:moderate', organization='nantes')}"}
    here = f"/v1/reports/{record['service_request_id']}/photos"
    (photo,) = (await http.get(here, headers=headers)).json()["items"]
    content = (await http.get(f"{here}/{photo['number']}/content", headers=headers)).content
    assert content.startswith(b"\xff\xd8")
    assert SECRET.encode() not in content


async def test_a_photo_that_cannot_be_read_never_costs_its_request(post, http):
    record = told(await post(files=[("media", ("a.svg", b"<svg/>")), ("media", ("b.jpg", a_jpeg(2)))]))

    assert "Une photo n’a pas pu être conservée." in record["service_notice"]


async def test_markup_in_a_description_stays_text_in_both_formats(post, http):
    record = told(await post(description="Trou <script>alert(1)</script> & co"))

    here = f"/open311/v2/requests/{record['service_request_id']}"
    (shown,) = (await http.get(f"{here}.json")).json()
    root = etree.fromstring((await http.get(f"{here}.xml")).content)
    assert shown["description"] == root.findtext("request/description") == "Trou <script>alert(1)</script> & co"


async def test_a_body_that_is_no_form_is_refused_in_the_format_that_was_asked(http):
    answer = await http.post("/open311/v2/requests.xml", json={"service_code": "pothole"})

    assert answer.status_code == 400
    assert etree.fromstring(answer.content).tag == "errors"


async def test_a_multipart_body_that_is_broken_is_refused(http):
    answer = await http.post(
        REQUESTS, content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data; boundary=y"}
    )

    assert refused(answer)


@pytest.fixture
def a_host(web_server):
    """A sender's own web server, with one photo."""

    class Photos(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/photo.jpg" else 404)
            self.end_headers()
            self.wfile.write(a_jpeg())

        def log_message(self, *_):
            pass

    return web_server(Photos)


async def photos_of(http, a_key, record):
    headers = {"Authorization": f"Bearer {a_key('reports:triage', 'reports:moderate', organization='nantes')}"}
    here = f"/v1/reports/{record['service_request_id']}/photos"
    return (await http.get(here, headers=headers)).json()["items"]


async def test_a_linked_photo_is_kept_as_a_link_where_its_host_is_not_listed(post, http, a_key, read, a_host):
    record = told(await post(media_url=f"{a_host}/photo.jpg"))

    assert await photos_of(http, a_key, record) == []
    assert read(record).unknown_attributes == {"media_url": f"{a_host}/photo.jpg"}


class TestWithAListedHost:
    @pytest.fixture
    def settings(self, settings, a_host):
        host = a_host.removeprefix("http://")
        return settings.model_copy(update={"fetch_hosts": frozenset({host}), "fetch_private_addresses": True})

    async def test_a_linked_photo_is_fetched_and_made_anew(self, post, http, a_key, a_host):
        record = told(await post(media_url=f"{a_host}/photo.jpg"))

        (photo,) = await photos_of(http, a_key, record)
        assert (photo["width"], photo["height"]) == (64, 48)
        assert record["service_notice"] is None

    async def test_a_link_that_leads_nowhere_never_costs_its_request(self, post, http, a_key, a_host):
        record = told(await post(media_url=f"{a_host}/lost.jpg"))

        assert await photos_of(http, a_key, record) == []

    async def test_the_sandbox_asks_nothing_of_other_servers(self, post, http, a_key, a_host):
        record = told(await post("/open311/test/v2/requests.json", api_key="sandbox", media_url=f"{a_host}/photo.jpg"))

        assert await photos_of(http, a_key, record) == []


async def test_the_same_request_ten_times_at_once_is_one_report(post, http):
    mark = str(uuid4())

    answers = await gather(*(post(client_request_id=mark) for _ in range(10)))

    assert len({told(answer)["service_request_id"] for answer in answers}) == 1
    assert len((await http.get(REQUESTS)).json()) == 1


async def test_a_photo_of_thirty_megabytes_is_refused_with_its_limit(post):
    answer = await post(files={"media": ("a.jpg", b"\xff\xd8" + bytes(30 * 1024 * 1024))})

    assert "bytes" in refused(answer, 413)[0]


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ({"lat": "-1.5534", "long": "47.2173"}, "long"),
        ({"lat": "0", "long": "0"}, "long"),
        ({"lat": None, "long": None}, "long"),
    ],
)
async def test_a_place_that_cannot_be_meant_is_said_before_the_jurisdiction_is_asked(post, a_key, place, named):
    a_key("reports:write", organization="rennes")

    assert refused(await post(jurisdiction_id=None, **place))[0].startswith(f"{named}:")


async def test_controls_that_come_along_unseen_cost_no_request(post, http):
    record = told(await post(description="Trou\x07 \x1b[31mici\x0b\u202elà\x00"))

    root = etree.fromstring((await http.get(f"/open311/v2/requests/{record['service_request_id']}.xml")).content)
    assert root.findtext("request/description") == "Trou [31mici\nlà"


async def test_an_identifier_that_made_another_request_is_named_as_the_sender_calls_it(post):
    mark = str(uuid4())
    first = told(await post(client_request_id=mark))

    (said,) = refused(await post(client_request_id=mark, description="Autre chose."))

    assert said.startswith("client_request_id:")
    assert first["service_request_id"] in said


async def test_the_address_of_a_photo_that_is_not_fetched_is_called_what_it_is(post, read):
    record = told(await post(media_url="https://photos.example.org/1.jpg"))

    assert read(record).unknown_attributes == {"media_url": "https://photos.example.org/1.jpg"}
    assert "adresse de la photo" in record["service_notice"]
    assert "ne demande pas" not in record["service_notice"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (None, "relu"),
        ("*", "relu"),
        ("de", "relu"),
        ("fr, en;q=0.8", "relu"),
        ("en-GB,en;q=0.9,fr;q=0.8", "read by a person"),
    ],
)
async def test_a_notice_is_in_french_and_in_english_for_those_who_ask_for_it(http, a_key, asked, said):
    key = a_key("reports:write", organization="nantes", consumer="app")
    form = DUMPING | {"api_key": key, "description": "Appelez-moi au 06 12 34 56 78."}
    headers = {} if asked is None else {"Accept-Language": asked}

    record = told(await http.post(REQUESTS, data=form, headers=headers))
    shown = await http.get(f"/open311/v2/requests/{record['service_request_id']}.json", headers=headers)

    assert said in record["service_notice"]
    assert said in shown.json()[0]["service_notice"]
    assert "Accept-Language" in shown.headers["vary"]
