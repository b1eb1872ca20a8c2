"""GeoReport Bulk: all public reports as one CSV file, for those who copy rather than ask."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from plateforme.api.deps import Now, Platform, PlatformDep, ReadSession, Site
from plateforme.api.open311.arguments import ArgumentsDep
from plateforme.api.open311.document import FILTERS, JURISDICTION, argument, described
from plateforme.api.open311.endpoints import EndpointDep
from plateforme.api.open311.jurisdictions import named
from plateforme.api.open311.questions import read_bulk_question
from plateforme.api.open311.records import gathered, record
from plateforme.api.open311.times import told, told_if
from plateforme.domains.reports.listings.public_questions import PublicReport, Question
from plateforme.domains.reports.search import public_pages
from plateforme.domains.reports.tables import ReportVisibility

router = APIRouter(tags=["requests"])

COLUMNS: Final = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
"""In the order of the proposed standard, which has them all. `closed_date` is its name in the table of columns; the
examples beside it call it otherwise."""

ERASED: Final = "Signalement effacé : supprimez vos copies."
"""What is told of a report of which nothing else is left."""

_CSV: Final[dict[int | str, Any]] = {
    200: {
        "description": "The file, streamed: RFC 4180, UTF-8, with a line of names.",
        "content": {"text/csv": {"schema": {"type": "string", "description": ", ".join(COLUMNS)}}},
    }
}
ESCAPE: Final = argument(
    "escape_formulas",
    "`true` puts an apostrophe before texts that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab or line "
    "break first): anybody may have written them.",
    "true",
)
RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a formula, as OWASP lists them, with the wide ones of Asian keyboards."""

_ABOUT: Final = described("errors", JURISDICTION, *FILTERS, ESCAPE)


@router.get(
    "/bulk.csv",
    response_class=StreamingResponse,
    responses={**_ABOUT["responses"], **_CSV},
    openapi_extra=_ABOUT["openapi_extra"],
)
def read_bulk(
    arguments: ArgumentsDep,
    session: ReadSession,
    platform: PlatformDep,
    endpoint: EndpointDep,
    site: Site,
    now: Now,
) -> StreamingResponse:
    """Copy all public reports, newest first, with the tombstones of those that were erased; no limit of 90 days."""
    organization = named(session, platform.settings, arguments.text("jurisdiction_id"))
    question = read_bulk_question(arguments, organization=organization, is_sandbox=endpoint.is_sandbox)
    headers = {"Content-Disposition": 'attachment; filename="open311.csv"', "Content-Type": "text/csv; charset=utf-8"}
    lines = _lines(platform, question, site=site, now=now)
    write = partial(_written, escape_formulas=arguments.flag(ESCAPE["name"]))
    return StreamingResponse((write(each) for each in lines), headers=headers)


def _lines(platform: Platform, question: Question, *, site: str, now: Any) -> Iterator[Sequence[Sequence[Any]]]:
    """The file, some reports at a time: between two of them a slow reader keeps nothing of the database waiting.

    Each batch is of one state of the store; what comes in while the file is read may be missing at its top.
    """
    yield [COLUMNS]
    following: Question | None = question
    while following is not None:
        with platform.db.reading() as session:
            reports, following = public_pages.batch(session, following)
            beside = gathered(session, reports, site=site, now=now)
        yield [_line(report, record(report, beside)) for report in reports]


def _line(report: PublicReport, told_record: dict[str, Any]) -> Sequence[Any]:
    if report.visibility == ReportVisibility.ERASED:
        told_record |= {"status_notes": ERASED, "description": None, "address": None, "lat": None, "long": None}
    return (
        report.reference,
        told(report.opened_at),
        told_record["updated_datetime"],
        told_if(report.closed_at),
        "erased" if report.visibility == ReportVisibility.ERASED else report.status,
        told_record["status_notes"],
        report.channel,
        told_record["service_name"],
        None,
        told_record["description"],
        told_record["agency_responsible"],
        told_record["address"],
        told_record["lat"],
        told_record["long"],
    )


def _written(lines: Sequence[Sequence[Any]], *, escape_formulas: bool) -> bytes:
    file = io.StringIO(newline="")
    told = ([_safe(cell) for cell in line] for line in lines) if escape_formulas else lines
    csv.writer(file).writerows(told)
    return file.getvalue().encode()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell
