"""Reports in public, as clients of GeoReport v2 read them."""

from datetime import timedelta

import jsonschema
import pytest
from lxml import etree

from plateforme.api.open311.shapes import schema_of

KEYS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]


async def test_a_record_has_every_key_of_the_standard(http, told):
    reference = await told()

    (record,) = (await http.get(f"/open311/v2/requests/{reference}.json")).json()

    assert list(record) == KEYS
    assert record | {"updated_datetime": None} == {
        "service_request_id": reference,
        "status": "open",
        "status_notes": None,
        "service_name": "Nid-de-poule, chaussée abîmée",
        "service_code": "pothole",
        "description": "Un trou profond sur la piste cyclable.",
        "agency_responsible": "Nantes",
        "service_notice": None,
        "requested_datetime": "2026-03-02T10:00:00+01:00",
        "updated_datetime": None,
        "expected_datetime": "2026-03-16T23:59:59+01:00",
        "address": "12 rue de Strasbourg, Nantes",
        "address_id": None,
        "zipcode": None,
        "lat": 47.2173,
        "long": -1.5534,
        "media_url": None,
    }


@pytest.fixture
def read_one(http):
    async def read(reference):
        (record,) = (await http.get(f"/open311/v2/requests/{reference}.json?extensions=true")).json()
        return record

    return read


async def test_records_satisfy_the_schemas_of_both_formats(http, told, moved, xml_schema):
    await moved(await told(), status="closed", outcome="fixed", explanation="Réparé.")
    await told(lon=None, lat=None)
    validator = jsonschema.Draft202012Validator(
        schema_of("service_requests"), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )

    for more in ("", "?extensions=true"):
        validator.validate((await http.get(f"/open311/v2/requests.json{more}")).json())
        xml_schema.assertValid(etree.fromstring((await http.get(f"/open311/v2/requests.xml{more}")).content))


async def test_a_request_known_by_its_address_alone_is_placed_in_the_territory_where_that_is_drawn(
    http, told, bearer, read_one
):
    reference = await told(lon=None, lat=None)
    before = await read_one(reference)
    ring = [[-1.7, 47.1], [-1.4, 47.1], [-1.4, 47.3], [-1.7, 47.3], [-1.7, 47.1]]
    made = await http.put(
        "/v1/organizations/nantes/report-coverages/ville",
        json={"title": "La ville", "area": {"type": "Polygon", "coordinates": [ring]}},
        headers=bearer("reports:configure"),
    )
    assert made.status_code == 201, made.text

    after = await read_one(reference)

    assert (before["lat"], before["long"]) == (None, None)
    assert before["extended_attributes"]["location_precision"] == "address"
    assert (after["lat"], after["long"]) == (pytest.approx(47.2), pytest.approx(-1.55))
    assert after["extended_attributes"]["location_precision"] == "commune"
    assert (await http.get(f"/v1/reports/{reference}")).json()["lat"] is None


async def test_a_closed_request_says_how_it_ended(http, told, moved, clock):
    reference = await told()
    clock.instant += timedelta(hours=2)
    await moved(reference, status="closed", outcome="not_responsible", explanation="Voie du département.")

    (record,) = (await http.get(f"/open311/v2/requests/{reference}.json?extensions=true")).json()

    assert (record["status"], record["status_notes"]) == ("closed", "Voie du département.")
    assert record["updated_datetime"] == "2026-03-02T12:00:00+01:00"
    assert record["extended_attributes"]["outcome"] == "not_responsible"
    assert record["extended_attributes"]["detailed_status"] == "REJECTED"
    assert [note["type"] for note in record["notes"]] == ["submitted", "closed"]


async def test_extensions_come_only_when_asked_for(http, told):
    reference = await told()

    (record,) = (await http.get(f"/open311/v2/requests/{reference}.json?extensions=true")).json()

    assert list(record) == [*KEYS, "extended_attributes", "attributes", "notes"]
    assert record["extended_attributes"] == {
        "channel": "api",
        "outcome": None,
        "detailed_status": "RECEIVED",
        "duplicate": False,
        "parent_service_request_id": None,
        "photos": [],
        "location_precision": "point",
        "freshness": "fresh",
    }


async def test_public_answers_are_told_and_others_are_not(http, told, database):
    reference = await told(category="abandoned_vehicle")
    with database.writing() as session:
        session.connection().exec_driver_sql(
            """UPDATE reports SET attributes = '{"vehicle_kind": "wreck", "plate": "AB-123-CD", "gone": 1}'"""
        )

    (record,) = (await http.get(f"/open311/v2/requests/{reference}.json?extensions=true")).json()

    assert record["attributes"] == [
        {"code": "vehicle_kind", "label": "Type de véhicule", "name": "Épave", "value": "wreck"}
    ]


async def test_a_place_without_words_is_told_by_its_degrees(http, told):
    await told(address=None)

    (record,) = (await http.get("/open311/v2/requests.json")).json()

    assert record["address"] == "47.217300, -1.553400"


async def test_nothing_found_is_an_empty_list(http):
    in_json = await http.get("/open311/v2/requests.json")
    in_xml = await http.get("/open311/v2/requests.xml")

    assert (in_json.status_code, in_json.content) == (200, b"[]")
    assert in_xml.content == b'<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>'


async def test_newest_come_first(told, listed, clock):
    first = await told()
    clock.instant += timedelta(seconds=1)
    second = await told()

    assert await listed() == [second, first]


async def test_identifiers_override_every_other_filter(told, listed):
    reference = await told()

    found = await listed(service_request_id=f"{reference}, nope", status="closed", start_date="no date", radius="x")

    assert found == [reference]


@pytest.mark.parametrize(
    ("arguments", "is_found"),
    [
        ({"service_code": "sidewalk, pothole"}, True),
        ({"service_code": "sidewalk"}, False),
        ({"status": "Open,closed"}, True),
        ({"status": "closed"}, False),
        ({"q": "TROU cyclable strasbourg"}, True),
        ({"q": "trou absent"}, False),
        ({"bbox": "-1.6,47.2,-1.5,47.3"}, True),
        ({"bbox": "-1.5,47.2,-1.4,47.3"}, False),
        ({"lat": "47.2173", "long": "-1.5530", "radius": "100"}, True),
        ({"lat": "47.2173", "long": "-1.5430", "radius": "100"}, False),
        ({"jurisdiction_id": "nantes"}, True),
        ({"jurisdiction_id": "www.NANTES"}, True),
        ({"start_date": "", "status": "", "page": "", "unknown": "x"}, True),
        ({"page": "0"}, True),
        ({"page": "2"}, False),
    ],
)
async def test_filters(told, listed, arguments, is_found):
    reference = await told()

    assert await listed(**arguments) == ([reference] if is_found else [])


async def test_another_organization_has_its_own_requests(told, listed):
    here, there = await told(), await told(organization="reze")

    assert await listed(jurisdiction_id="nantes") == [here]
    assert await listed(jurisdiction_id="reze") == [there]
    assert set(await listed()) == {here, there}


async def test_a_domain_and_an_insee_code_can_be_set(settings, told, http, platform):
    reference = await told()
    names = {"nantes.fr": "nantes", "44109": "nantes"}
    object.__setattr__(platform.settings, "open311_jurisdictions", names)

    for name in ("nantes.fr", "www.nantes.fr", "44109"):
        found = (await http.get(f"/open311/v2/requests.json?jurisdiction_id={name}")).json()
        assert [record["service_request_id"] for record in found] == [reference]
    discovery = (await http.get("/open311/v2/discovery.json")).json()
    assert discovery["jurisdictions"] == [{"jurisdiction_id": "nantes.fr", "name": "Nantes"}]


async def test_pages_lead_to_each_other(http, told, clock):
    references: list[str] = []
    for _ in range(3):
        clock.instant += timedelta(seconds=1)
        references.insert(0, await told())

    first = await http.get("/open311/v2/requests.json?page=1&page_size=2&api_key=secret")
    second = await http.get(first.links["next"]["url"])

    assert [one["service_request_id"] for one in (*first.json(), *second.json())] == references
    assert (first.headers["x-total-count"], second.headers["x-total-count"]) == ("3", "3")
    assert "next" not in second.links
    assert second.links["prev"]["url"] == "http://plateforme.test/open311/v2/requests.json?page=1&page_size=2"


async def test_words_that_xml_cannot_hold_do_not_break_the_document(http, told):
    words = "<b>Trou</b> & bosse ]]> \u2028 \ufffe fin"
    await told(description=words)

    root = etree.fromstring((await http.get("/open311/v2/requests.xml")).content)

    assert root.findtext("request/description") == words.replace("\ufffe", "")


async def test_an_erased_or_hidden_report_is_not_there(http, told, database):
    reference = await told()
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE reports SET visibility = 'hidden'")

    answer = await http.get(f"/open311/v2/requests/{reference}.json")

    assert answer.status_code == 404
    assert answer.json()[0]["code"] == 404
    assert (await http.get("/open311/v2/requests.json")).json() == []


async def test_the_sandbox_and_the_real_reports_never_mix(http, told, database):
    real, made_up = await told(), await told()
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE reports SET channel = 'sandbox', visibility = 'sandbox' WHERE reference = ?", (made_up,)
        )

    for path, seen, unseen in (("v2", real, made_up), ("test/v2", made_up, real)):
        found = (await http.get(f"/open311/{path}/requests.json")).json()
        assert [record["service_request_id"] for record in found] == [seen]
        assert (await http.get(f"/open311/{path}/requests/{seen}.json")).status_code == 200
        assert (await http.get(f"/open311/{path}/requests/{unseen}.json")).status_code == 404
        assert unseen not in (await http.get(f"/open311/{path}/bulk.csv")).text


async def test_head_and_cors_are_as_everywhere(http, told):
    await told()

    got = await http.get("/open311/v2/requests.json")
    head = await http.head("/open311/v2/requests.json")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    unchanged = await http.get("/open311/v2/requests.json", headers={"If-None-Match": got.headers["etag"]})
    assert unchanged.status_code == 304


async def test_only_the_address_chooses_the_format(http):
    answer = await http.get("/open311/v2/services.xml", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")


async def test_who_asks_for_changes_hears_of_each_once(told, moved, listed, clock):
    old, new = await told(), await told()
    clock.instant += timedelta(days=120)
    await moved(old, status="in_progress", explanation="Chantier ouvert.")

    assert await listed() == []  # both were made more than 90 days ago
    assert await listed(updated_after="2026-06-01") == [old]
    assert await listed(updated_after="2026-01-01", updated_before="2026-06-01") == [new]
    assert await listed(updated_after="2026-06-01", start_date="2026-06-20") == []
