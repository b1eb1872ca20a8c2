"""Every route in both formats against the schemas: JSON Schema with formats checked, RELAX NG for the XML."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from tests.conformance.checks import check
from tests.conformance.world import JURISDICTION, World

from plateforme.api.open311.posting_shapes import ROOTS
from plateforme.api.open311.shapes import schema_of

JSON_SCHEMA, RELAX_NG = "JSON Schema", "RELAX NG"
RNG: Final = Path(__file__).parents[2] / "docs" / "open311" / "georeport-v2.rng"
FORMATS: Final = FormatChecker(formats=("date-time", "uri"))
"""Without the packages that read them, these formats would be checked by nobody; see the check about them."""

TYPES: Final = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


@cache
def _rng() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(RNG)))


def conforms(answer: httpx.Response, shape: str, form: str) -> Any:
    """The content of an answer, which must have this shape in this format."""
    assert answer.headers["content-type"] == TYPES[form]
    if form == "json":
        content = answer.json()
        Draft202012Validator(schema_of(shape), format_checker=FORMATS).validate(content)
        return content
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = etree.fromstring(answer.content)
    _rng().assertValid(root)
    assert root.tag == ROOTS.get(shape, shape)
    return root


def _got(world: World, path: str, shape: str, **arguments: str) -> None:
    for form in TYPES:
        answer = httpx.get(f"{world.base}/{path}.{form}", params=arguments, timeout=30)
        assert answer.status_code == 200
        conforms(answer, shape, form)


@check(JSON_SCHEMA, "dates and addresses are really checked: wrong ones are found")
def formats_are_checked(_world: World) -> None:
    for name, wrong in {"date-time": "2026-03-02", "uri": "no address"}.items():
        schema = Draft202012Validator({"type": "string", "format": name}, format_checker=FORMATS)
        assert not schema.is_valid(wrong)


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "discovery")
def discovery(world: World) -> None:
    _got(world, "discovery", "discovery")


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "the list of services, of all and of one jurisdiction")
def services(world: World) -> None:
    _got(world, "services", "services")
    _got(world, "services", "services", jurisdiction_id=JURISDICTION)


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "the definition of every service")
def definitions(world: World) -> None:
    for service in httpx.get(f"{world.base}/services.json", timeout=30).json():
        _got(world, f"services/{service['service_code']}", "service_definition")


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "requests: none, one, several, and with extensions")
def requests(world: World) -> None:
    _got(world, "requests", "service_requests", service_request_id="2020-0101-NOBODY")
    _got(world, "requests", "service_requests", service_request_id=world.references[0])
    _got(world, "requests", "service_requests")
    _got(world, "requests", "service_requests", extensions="true")
    _got(world, f"requests/{world.references[0]}", "service_requests", extensions="true")


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "updates of requests")
def updates(world: World) -> None:
    _got(world, "servicerequestupdates", "service_request_updates")


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "the answer to a request, to a token and to an update that are sent")
def receipts(world: World) -> None:
    told = {"service_code": "pothole", "lat": "48.52", "long": "2.8", "description": "Un trou"}
    for form in TYPES:
        posted = httpx.post(f"{world.sandbox}/requests.{form}", data={**told, "api_key": "sandbox"}, timeout=30)
        content = conforms(posted, "posted_requests", form)
        if form == "xml":
            continue
        update = {
            "api_key": "sandbox",
            "service_request_id": content[0]["service_request_id"],
            "status": "INVESTIGATING",
            "updated_datetime": "2026-03-02T09:00:00Z",
            "description": "Vu.",
        }
        for number, written in enumerate(TYPES):
            here = f"{world.sandbox}/servicerequestupdates.{written}"
            taken = httpx.post(here, data={**update, "update_id": f"{number}"}, timeout=30)
            conforms(taken, "taken_updates", written)
    batch = httpx.post(f"{world.batch.base}/requests.json", data={**told, "api_key": world.batch.key}, timeout=30)
    (record,) = conforms(batch, "posted_requests", "json")
    for form in TYPES:
        conforms(httpx.get(f"{world.batch.base}/tokens/{record['token']}.{form}", timeout=30), "tokens", form)


@check(f"{JSON_SCHEMA}, {RELAX_NG}", "errors: 400, 403 and 404, in the format that the address ends in")
def errors(world: World) -> None:
    for form in TYPES:
        asked = {
            400: httpx.get(f"{world.base}/requests.{form}", params={"status": "lost"}, timeout=30),
            403: httpx.post(f"{world.base}/requests.{form}", data={"service_code": "pothole"}, timeout=30),
            404: httpx.get(f"{world.base}/services/no_such_service.{form}", timeout=30),
        }
        for status, answer in asked.items():
            assert answer.status_code == status
            conforms(answer, "errors", form)


@check(RELAX_NG, "citizens' words that hold markup, control characters and emoji leave the XML readable")
def hostile_words(world: World) -> None:
    words = "<b>&amp; ]]> \u00e9\U0001f6a7"
    told = {"api_key": world.key, "service_code": "other", "lat": "48.6", "long": "2.9", "description": words}
    made = httpx.post(f"{world.base}/requests.json", data=told, timeout=30).raise_for_status().json()
    reference = made[0]["service_request_id"]
    root = conforms(httpx.get(f"{world.base}/requests/{reference}.xml", timeout=30), "service_requests", "xml")
    assert root.findtext("request/description") == words
