"""A record of the source as a report of ours."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from plateforme.client.v1_types import PastReportIn
from plateforme.consumers.loader.street.dating import Remarks, opening, other_dates
from plateforme.consumers.loader.street.mapping import SourceMapping
from plateforme.consumers.loader.street.moving import moves_of
from plateforme.consumers.loader.street.placing import place_of
from plateforme.consumers.loader.street.records import Record
from plateforme.consumers.loader.street.texts import chosen, said
from plateforme.consumers.loader.street.untold import Untold

_CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,100}")


@dataclass(frozen=True)
class Told:
    """A report that can be sent, where it came from, and what was left out of it."""

    place: str
    report: PastReportIn
    remarks: tuple[tuple[str, str], ...] = ()


def translate(record: Record, mapping: SourceMapping, organization: str, categories: Collection[str]) -> Told:
    """The report that a record tells of; raises `Untold` when it lacks something."""
    texts, remarks = record.texts, Remarks()
    identifier = said(texts, mapping.fields.id)
    if identifier is None:
        raise Untold("no_id", "The record has no identifier: without one it would be made again with each import.")
    category = chosen(texts, mapping.category, categories)
    if category is None:
        raise Untold("unknown_category", "The mapping knows no category for this record: add its words, or a default.")
    opened_at = opening(texts, mapping)
    dates = other_dates(texts, mapping, opened_at, remarks)
    report: dict[str, Any] = {
        "organization": organization,
        "client_id": client_id(mapping.source, identifier),
        "category": category,
        "description": said(texts, mapping.fields.description) or mapping.default_description,
        "opened_at": opened_at,
        **dates,
        **place_of(texts, mapping, remarks),
        "moves": moves_of(texts, mapping, opened_at, dates.get("expected_at")),
    }
    if (channel := chosen(texts, mapping.channel)) is not None:
        report["channel"] = channel
    answers = {code: said(texts, words) for code, words in mapping.fields.attributes.items()}
    if given := {code: answer for code, answer in answers.items() if answer is not None}:
        report["attributes"] = given
    try:
        return Told(record.place, PastReportIn.model_validate(report), tuple(remarks))
    except ValidationError as error:
        faults = "; ".join(f"/{'/'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise Untold("invalid", f"The platform does not take such a report. {faults}") from error


def client_id(source: str, identifier: str) -> str:
    """The identifier that makes an import repeatable: the source's own after its name, or a digest of it."""
    plain = f"{source}:{identifier}"
    if _CLIENT_ID.fullmatch(plain):
        return plain
    return f"{source}:{hashlib.sha256(identifier.encode()).hexdigest()[:32]}"
