"""A dataset as linked data: DCAT for what it is and where to get it, CSV on the Web for what its columns are."""

from collections.abc import Mapping
from typing import Any, Final

from plateforme.api.v1.descriptions.columns import filled
from plateforme.api.v1.descriptions.subjects import Subject
from plateforme.domains.datasets.tabular.engine.exports.forms import FORMS
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.table_schema import Column
from plateforme.kit.grammar.column_types import ColumnType

MEDIA_TYPE: Final = "application/ld+json"

_EU: Final = "http://publications.europa.eu/resource/authority"
_CONTEXT: Final[Mapping[str, Any]] = {
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # Terms of CSV on the Web, so that `tableSchema` is written as that standard writes it.
    "tableSchema": {"@id": "csvw:tableSchema", "@type": "@id"},
    "columns": {"@id": "csvw:column", "@container": "@list"},
    "primaryKey": "csvw:primaryKey",
    "name": "csvw:name",
    "titles": "csvw:title",
    "datatype": "csvw:datatype",
    "required": "csvw:required",
    "base": "csvw:base",
    "format": "csvw:format",
    **{each: f"csvw:{each}" for each in ("minimum", "maximum", "minExclusive", "maxExclusive")},
    **{each: f"csvw:{each}" for each in ("minLength", "maxLength")},
}
"""All terms are explained here: nothing has to be fetched to read the document."""

_DATATYPES: Final[Mapping[ColumnType, str]] = {
    ColumnType.STRING: "string",
    ColumnType.INTEGER: "long",
    ColumnType.NUMBER: "double",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.DATETIME: "dateTime",
}
_RULES: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive",
    "minLength": "minLength",
    "maxLength": "maxLength",
    "pattern": "format",
}
_LENGTHS: Final = ("minLength", "maxLength", "pattern")
_DISTRIBUTED: Final = (ExportFormat.CSV, ExportFormat.PARQUET, ExportFormat.NDJSON)

Node = dict[str, Any]


def linked(subject: Subject) -> Node:
    """Write the description."""
    dataset = subject.dataset
    told: Node = {
        "@context": _CONTEXT,
        "@id": subject.address,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.slug,
        "dct:title": dataset.title,
        "dct:description": dataset.description or None,
        "dct:publisher": _publisher(subject),
        "dct:license": _spdx(dataset.license),
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/{dataset.frequency}"},
        "dct:issued": _typed("dateTime", dataset.created_at.isoformat()),
        "dct:modified": _typed("dateTime", subject.table.published_at.isoformat()),
        "dcat:version": str(subject.table.number),
        "dcat:keyword": list(dataset.keywords),
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{theme}"} for theme in dataset.themes],
        "dct:spatial": [{"@type": "dct:Location", "dct:identifier": code} for code in dataset.spatial],
        "dct:temporal": _period(subject),
        "dcat:landingPage": {"@id": dataset.landing_page} if dataset.landing_page else None,
        "dct:source": dataset.source or None,
        "dcat:contactPoint": _contact(dataset.contact),
        "dcat:distribution": [_file(subject, form) for form in _DISTRIBUTED] + [_service(subject)],
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _publisher(subject: Subject) -> Node:
    address = f"{subject.base}/organizations/{subject.dataset.organization}"
    return {"@id": address, "@type": "foaf:Agent", "foaf:name": subject.publisher}


def _spdx(license_: str) -> Node | None:
    return None if license_ == "notspecified" else {"@id": f"https://spdx.org/licenses/{license_}"}


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _period(subject: Subject) -> Node | None:
    start, end = subject.dataset.temporal_start, subject.dataset.temporal_end
    days = (("dcat:startDate", start), ("dcat:endDate", end))
    bounds = {name: _typed("date", day.isoformat()) for name, day in days if day}
    return {"@type": "dct:PeriodOfTime", **bounds} if bounds else None


def _contact(contact: str | None) -> Node | None:
    if not contact:
        return None
    if contact.startswith(("https://", "http://")):
        return {"@type": "vcard:Kind", "vcard:hasURL": {"@id": contact}}
    if "@" in contact and " " not in contact:
        return {"@type": "vcard:Kind", "vcard:hasEmail": {"@id": f"mailto:{contact}"}}
    return {"@type": "vcard:Kind", "vcard:fn": contact}


def _file(subject: Subject, form: ExportFormat) -> Node:
    address = f"{subject.address}/exports/{form.value}"
    media_type = FORMS[form].media_type.partition(";")[0]
    told: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
    }
    if form is ExportFormat.CSV:
        told |= {"@type": ["dcat:Distribution", "csvw:Table"], "tableSchema": _table_schema(subject)}
    return told


def _service(subject: Subject) -> Node:
    service = {
        "@type": "dcat:DataService",
        "dct:title": subject.dataset.title,
        "dcat:endpointURL": {"@id": subject.address},
        "dcat:endpointDescription": {"@id": f"{subject.address}/openapi.json"},
    }
    address = f"{subject.address}/rows"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:accessService": service,
    }


def _table_schema(subject: Subject) -> Node:
    schema = subject.table.schema
    always = filled(schema)
    told: Node = {
        "@type": "csvw:Schema",
        "columns": [_column(each, is_filled=each.name in always) for each in schema.columns],
    }
    return {**told, "primaryKey": list(schema.primary_key)} if schema.primary_key else told


def _column(column: Column, *, is_filled: bool) -> Node:
    told: Node = {
        "@type": "csvw:Column",
        "name": column.name,
        "titles": column.label,
        "dct:description": column.description or None,
        "datatype": _datatype(column),
        "required": is_filled or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _datatype(column: Column) -> str | Node:
    base = _DATATYPES[column.type]
    if column.declared_as[0] not in (column.type.value, "year"):
        return base
    is_text = column.type is ColumnType.STRING
    rules = {
        name: column.constraints[rule]
        for rule, name in _RULES.items()
        if rule in column.constraints and (rule in _LENGTHS) is is_text
    }
    return {"base": base, **rules} if rules else base
