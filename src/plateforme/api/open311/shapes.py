"""The shapes of GeoReport v2 in JSON, as JSON Schemas written from the standard.

They say what the community's schemas say (what is required, what is text, what is a number), and what these leave out:
that a record is an object. More members are allowed everywhere: extensions stay conformant.
"""

from collections.abc import Mapping
from typing import Any, Final

from plateforme.api.open311.posting_shapes import SHAPES

DATATYPES: Final = ("string", "text", "number", "datetime", "singlevaluelist", "multivaluelist")


def _object(needed: tuple[str, ...], /, **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": members}


def _list(of: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


def _text(said: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": said, **more}


def _maybe(said: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], "description": said, **more}


def _date(said: str) -> dict[str, Any]:
    return _text(said, format="date-time")


def _maybe_date(said: str) -> dict[str, Any]:
    return _maybe(said, format="date-time")


_SERVICE: Final = _object(
    ("service_code", "service_name", "metadata", "type"),
    service_code=_text("Code by which requests name the service."),
    service_name=_text("Name for people, in French."),
    description=_maybe("What belongs here, in French."),
    metadata={"type": "boolean", "description": "Whether its definition asks for more: then read it."},
    type=_text(
        "`realtime`: a request gets its identifier at once; `batch`: a token first; `blackbox`: neither.",
        enum=["realtime", "batch", "blackbox"],
    ),
    keywords=_maybe("Words by which people look for it, separated by commas."),
    group=_maybe("Heading under which forms show it."),
)

_ATTRIBUTE: Final = _object(
    ("variable", "code", "datatype", "required"),
    variable={"type": "boolean", "description": "Whether it takes an answer; otherwise it is a text to show."},
    code=_text("Code: answers are sent as `attribute[CODE]`."),
    datatype=_text("What is answered.", enum=list(DATATYPES)),
    required={"type": "boolean", "description": "Whether a request without it is refused."},
    datatype_description=_maybe("How to answer."),
    order={"type": "integer", "minimum": 1, "description": "Place in the form, from 1."},
    description=_maybe("The question."),
    values={
        "type": "array",
        "description": "What may be answered, for lists.",
        "items": _object(
            ("key", "name"), key=_text("What is sent."), name=_text("What it means to people, in French.")
        ),
    },
)

_DEFINITION: Final = _object(
    ("service_code", "attributes"),
    service_code=_text("Code of the service."),
    attributes=_list("Attribute"),
)

_REQUEST: Final = _object(
    ("service_request_id", "status", "service_code", "requested_datetime"),
    service_request_id=_text("Identifier: the reference of the report."),
    status=_text("Where it stands. Closed does not mean mended: see `status_notes`.", enum=["open", "closed"]),
    status_notes=_maybe("What the public was last told about it."),
    service_name=_maybe("Name of the service, in French."),
    service_code=_text("Code of the service."),
    description=_maybe("What is wrong, once it was checked for personal data.", maxLength=4000),
    agency_responsible=_maybe("Who deals with it."),
    service_notice=_maybe("Something to know about this request."),
    requested_datetime=_date("When it was made."),
    updated_datetime=_maybe_date("When it last changed; when it was closed, for closed ones."),
    expected_datetime=_maybe_date("The promised date."),
    address=_maybe("Where it is, in words."),
    address_id=_maybe("Key of the address in the Base adresse nationale."),
    zipcode=_maybe("Postcode."),
    lat=_maybe(
        "Latitude in degrees (WGS 84); of a request known by its address alone, of a point of the territory.",
        "number",
        minimum=-90,
        maximum=90,
    ),
    long=_maybe(
        "Longitude in degrees (WGS 84), likewise; null where no territory is known.",
        "number",
        minimum=-180,
        maximum=180,
    ),
    media_url=_maybe("Address of a photo.", format="uri"),
    extended_attributes={"type": "object", "description": "With `extensions=true`: more about it."},
    attributes={
        "type": "array",
        "description": "With `extensions=true`: answers to the public questions of the service.",
        "items": _object(
            ("code", "label", "name", "value"),
            code=_text("Code of the attribute."),
            label=_text("The question."),
            name=_text("The answer, for people."),
            value=_text("The answer, as it was sent."),
        ),
    },
    notes={
        "type": "array",
        "description": "With `extensions=true`: its public history, oldest first.",
        "items": _object(
            ("datetime", "summary", "type"),
            datetime=_date("When it happened."),
            summary=_text("What happened."),
            description=_maybe("What the public was told."),
            type=_text("`submitted`, `opened`, `activity` or `closed`."),
            extended_attributes={"type": "object", "description": "More about it."},
        ),
    },
)

_ENDPOINT: Final = _object(
    ("specification", "url", "changeset", "type", "formats"),
    specification=_text("The standard.", const="http://wiki.open311.org/GeoReport_v2"),
    url=_text("Address of the endpoint.", format="uri"),
    changeset=_date("When the services last changed."),
    type=_text("`test` is a sandbox.", enum=["production", "test"]),
    formats={"type": "array", "minItems": 1, "items": {"enum": ["text/xml", "application/json"]}},
)

_DISCOVERY: Final = _object(
    ("changeset", "contact", "key_service", "endpoints"),
    changeset=_date("When anything here last changed."),
    contact=_text("Who to ask.", minLength=1),
    key_service=_text("How to get a key.", minLength=1),
    max_requests={"type": "integer", "description": "Requests of one answer, at most."},
    endpoints=_list("Endpoint"),
    jurisdictions={
        "type": "array",
        "description": "What `jurisdiction_id` may be.",
        "items": _object(
            ("jurisdiction_id", "name"), jurisdiction_id=_text("What to send."), name=_text("Name for people.")
        ),
    },
)

_ERROR: Final = _object(
    ("code", "description"),
    code={"type": "integer", "description": "The status of the answer."},
    description=_text("What is wrong, and what to do."),
)

SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Attribute": _ATTRIBUTE,
    "Discovery": _DISCOVERY,
    "Endpoint": _ENDPOINT,
    "Error": _ERROR,
    "Request": _REQUEST,
    "Service": _SERVICE,
    "discovery": {"$ref": "#/components/schemas/Discovery"},
    "errors": _list("Error"),
    "service_definition": _DEFINITION,
    "service_requests": _list("Request"),
    "services": _list("Service"),
    **SHAPES,
}
"""By the name of what is answered, which is that of the root in XML; those with capitals are parts."""


def schema_of(root: str) -> dict[str, Any]:
    """The JSON Schema of a whole document of JSON, complete in itself."""
    return {**SCHEMAS[root], "components": {"schemas": dict(SCHEMAS)}}
