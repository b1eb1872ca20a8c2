"""Clients that others wrote, as they come from the package index, without a line changed."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import chicagorequests
import georeport
import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from tests.conformance.checks import check
from tests.conformance.world import JURISDICTION, REPORTS, World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # written for an older pydantic, and says so when it is imported
    import boston311
    from boston311 import api as boston_api

CIVICBOT, GEOREPORT, CHICAGO, BOSTON = "civicbot", "georeport", "chicagorequests", "boston311"
POINT = {"lat": 48.5, "lng": 2.77}
PATIENCE = 10.0
"""Seconds within which a token must become an identifier: FixMyStreet asks five times, two seconds apart."""


def civicbot(base: str) -> Open311Client:
    """A client that does not wait half a second before each request."""
    transport = HttpTransport(rate_limiter=RateLimiter(min_interval=0))
    return Open311Client(Endpoint("plateforme", "Plateforme", base, write=True), transport, JURISDICTION)


def sent(base: str, key: str, code: str, **told: Any) -> dict[str, Any]:
    """What is answered to a request that civicbot checks against the definition of the service, and sends."""
    prepared = civicbot(base).create_request(
        code, **(POINT | told), validate_remote=True, dry_run=False, confirm="SEND", api_key=key
    )
    (record,) = prepared.response
    return dict(record)


@check(CIVICBOT, "lists the services")
def civicbot_services(world: World) -> None:
    services = civicbot(world.base).list_services()
    assert {"pothole", "illegal_dumping"} <= {each["service_code"] for each in services}


@check(CIVICBOT, "reads the definition of a service")
def civicbot_definition(world: World) -> None:
    definition = civicbot(world.base).get_service_definition("illegal_dumping")
    assert "waste_kind" in {each["code"] for each in definition["attributes"]}


@check(CIVICBOT, "lists requests, by status and by service")
def civicbot_requests(world: World) -> None:
    client = civicbot(world.base)
    assert {each["status"] for each in client.list_requests(status="closed")} == {"closed"}
    assert {each["service_code"] for each in client.list_requests(service_code="graffiti")} == {"graffiti"}
    assert len(client.list_requests(page_size=2)) == 2


@check(CIVICBOT, "reads one request, and several by their identifiers")
def civicbot_request(world: World) -> None:
    client = civicbot(world.base)
    found = client.get_request(world.references[0])
    assert found is not None
    assert (found["status"], found["status_notes"]) == ("closed", "Réparé le 12 mars.")
    several = client.list_requests(service_request_ids=list(world.references[:2]))
    assert {each["service_request_id"] for each in several} == set(world.references[:2])


@check(CIVICBOT, "sends a request and reads it back")
def civicbot_sends(world: World) -> None:
    record = sent(world.base, world.key, "pothole", description="Nid-de-poule", email="ana@example.org")
    found = civicbot(world.base).get_request(record["service_request_id"])
    assert found is not None
    assert (found["description"], found["lat"], found["long"]) == ("Nid-de-poule", 48.5, 2.77)


@check(CIVICBOT, "sends a request with attributes, one of them a list")
def civicbot_sends_attributes(world: World) -> None:
    attributes = {"waste_kind": "rubble", "volume_m3": 2, "colours": ["gris", "blanc"]}
    record = sent(world.base, world.key, "illegal_dumping", attributes=attributes)
    url = f"requests/{record['service_request_id']}.json"
    found = civicbot(world.base).http.get_json(f"{world.base}/{url}", {"extensions": "true"})
    assert {each["code"]: each["value"] for each in found[0]["attributes"]}["waste_kind"] == "rubble"


@check(CIVICBOT, "refuses by itself a value that the definition does not offer")
def civicbot_validates(world: World) -> None:
    with pytest.raises(ValidationError):
        sent(world.base, world.key, "illegal_dumping", attributes={"waste_kind": "spaceship"})


@check(CIVICBOT, "gets a token where services are batch, and the identifier within ten seconds")
def civicbot_token(world: World) -> None:
    client = civicbot(world.batch.base)
    assert {each["type"] for each in client.list_services()} == {"batch"}
    token = sent(world.batch.base, world.batch.key, "pothole", description="Nid-de-poule")["token"]
    deadline = monotonic() + PATIENCE
    while "service_request_id" not in (found := client.get_token(token)[0]):
        assert monotonic() < deadline, "the token did not become an identifier"
        sleep(0.1)
    assert found["token"] == token
    assert client.get_request(found["service_request_id"]) is not None


@check(CIVICBOT, "sends to the sandbox with its public key, and the real endpoint knows nothing of it")
def civicbot_sandbox(world: World) -> None:
    record = sent(world.sandbox, "sandbox", "pothole", description="Un essai")
    assert civicbot(world.sandbox).get_request(record["service_request_id"]) is not None
    with pytest.raises(HttpError) as refusal:
        civicbot(world.base).get_request(record["service_request_id"])
    assert refusal.value.status == 404


@check(CIVICBOT, "is told 403 for a wrong key, 404 for an unknown service, 400 for a wrong place")
def civicbot_refusals(world: World) -> None:
    def status(call: Callable[[], Any]) -> int:
        with pytest.raises(HttpError) as refusal:
            call()
        assert '"description"' in refusal.value.body
        return int(refusal.value.status)

    client = civicbot(world.base)
    real = {"dry_run": False, "confirm": "SEND", **POINT}
    assert status(lambda: client.create_request("pothole", api_key="wrong", **real)) == 403
    assert status(lambda: client.get_service_definition("no_such_service")) == 404
    assert status(lambda: client.create_request("pothole", api_key=world.key, **(real | {"lat": 0, "lng": 0}))) == 400


def _georeport(world: World, form: str) -> georeport.GeoReport:
    return georeport.GeoReport(world.base, jurisdiction=JURISDICTION, output_format=form)


@check(GEOREPORT, "lists services and reads a definition, in JSON and in XML")
def georeport_services(world: World) -> None:
    for form in ("json", "xml"):
        client = _georeport(world, form)
        assert "pothole" in {each["service_code"] for each in client.get_service_list()}
        definition: Any = client.get_service_definition("illegal_dumping")
        attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
        assert "waste_kind" in {each["code"] for each in attributes}


@check(GEOREPORT, "lists requests and reads one, in JSON and in XML")
def georeport_requests(world: World) -> None:
    for form in ("json", "xml"):
        client = _georeport(world, form)
        assert len(client.get_service_requests()) >= len(REPORTS)
        assert {each["status"] for each in client.get_service_requests(status="open")} == {"open"}
        found = client.get_service_request(world.references[1])
        assert found["description"] == "Lampadaire éteint & tordu <ancien>"


@check(CHICAGO, "downloads what changed, page by page, with extensions")
def chicago_downloads(world: World) -> None:
    now = datetime.now(UTC)
    chicagorequests.Downloader.BASE_URL = f"{world.base}/requests.json"
    window = (now - timedelta(days=1), now + timedelta(minutes=1))
    found = chicagorequests.Downloader(updated_start_date=window[0], updated_end_date=window[1])(window)
    assert set(world.references) <= {each["service_request_id"] for each in found}
    assert all("extended_attributes" in each for each in found)


@check(BOSTON, "reads services, one request and many into its strict types")
def boston_reads(world: World) -> None:
    boston_api.BOSTON_API_ENDPOINT = f"{world.base}/"
    assert boston311.get_services().get_service_name("pothole")
    found = boston311.get_service_request(world.references[0])
    assert found is not None
    assert found.status_notes == "Réparé le 12 mars."
    start = datetime.now(UTC) - timedelta(days=2)
    listed = boston311.get_service_requests(start_date=start, service_code="graffiti")
    assert {each.service_code for each in listed.service_requests} == {"graffiti"}
