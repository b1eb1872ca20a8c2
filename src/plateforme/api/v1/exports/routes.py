"""Whole answers as files, and what is known of them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Path, Request, Response

from plateforme.api.deps import Caller, Now, Platform, PlatformDep
from plateforme.api.paging import LONGEST_LINK, Pager, Paging
from plateforme.api.problems import problems
from plateforme.api.questions import ask
from plateforme.api.resource import Resource
from plateforme.api.v1.exports.files import RangeNotSatisfiable, StoredFileResponse, repr_digest, sha256_of
from plateforme.api.v1.exports.sending import DigestResponse, ExportResponse
from plateforme.api.v1.exports.wire import ExportDigestOut
from plateforme.api.v1.rows import grammar
from plateforme.api.v1.rows.outlines import with_outlines
from plateforme.api.v1.rows.reading import Reading, read_question
from plateforme.api.v1.rows.routes import ASKED, FOUND, VERSION_HEADER, Slug
from plateforme.domains.datasets.tabular.engine.exports.exporting import Exports
from plateforme.domains.datasets.tabular.engine.exports.forms import FORMS
from plateforme.domains.datasets.tabular.engine.exports.keeping import Facts
from plateforme.domains.datasets.tabular.engine.exports.slots import Ticket
from plateforme.domains.datasets.tabular.engine.exports.spool import Download
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted
from plateforme.domains.datasets.tabular.export_options import OPTIONS, WORDS, ExportFormat, read_options
from plateforme.domains.datasets.tabular.query import NARROWING, PINS, Question
from plateforme.domains.datasets.tabular.query_errors import (
    ExportNotReady,
    NoGeometry,
    SheetTooLarge,
    TooManyExports,
)

router = Resource(tags=["rows"])

Form = Annotated[ExportFormat, Path(alias="format", description="Format of the file.", examples=["csv"])]

ACCEPTS: Final = PINS | NARROWING | {"sort", "fields"} | WORDS

_TEXT: Final = {"type": "string"}
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_CONTENT: Final[dict[str, Any]] = {facts.media_type.partition(";")[0]: _FILE for facts in FORMS.values()}
_HEADERS: Final[dict[str, Any]] = {
    **VERSION_HEADER,
    "Content-Disposition": {"description": "The name of the file: dataset, version, format.", "schema": _TEXT},
    "Plateforme-Rows": {"description": "How many rows the file holds.", "schema": {"type": "integer"}},
    "Repr-Digest": {
        "description": "SHA-256 of the file (RFC 9530), when it was made before; `Unencoded-Digest` where the "
        "transfer is compressed.",
        "schema": _TEXT,
    },
    "Link": {"description": "`describedby`: where its size and digest are told.", "schema": _TEXT},
}
_FORMATS: Final = "\n".join(f"- `{form.value}`: {facts.sentence}" for form, facts in FORMS.items())


def _option(name: str) -> dict[str, Any]:
    option = OPTIONS[name]
    formats = ", ".join(form.value for form in ExportFormat if form in option.formats)
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{option.sentence} Give {option.values}. For: {formats}.",
        "schema": _TEXT,
        "example": option.example,
    }


_PARAMETERS: Final = {
    "parameters": [
        *(*grammar.CONDITIONS, grammar.SORT, grammar.FIELDS, *grammar.WHICH),
        *(_option(name) for name in OPTIONS),
    ]
}
_REFUSALS: Final = (*ASKED, *FOUND, NoGeometry, SheetTooLarge, TooManyExports)


@dataclass(frozen=True)
class _Asked:
    """One request for an export: what it wants, and under which name and with which headers it is sent."""

    exports: Exports
    reading: Reading[Question]
    wanted: Wanted
    ticket: Ticket
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Name the file."""
        table, form = self.reading.table, self.wanted.form
        part = "" if self.wanted.is_whole else "-selection"
        return f"{table.dataset}-v{table.number}{part}.{FORMS[form].extension}"

    @property
    def is_stored(self) -> bool:
        """Tell whether the version's own Parquet is the answer."""
        return self.wanted.form is ExportFormat.PARQUET and self.wanted.is_whole and self.wanted.table.base is None

    def open(self) -> Download | None:
        """Join or start the export."""
        return self.exports.open(self.wanted, self.ticket)

    def give_up(self) -> None:
        """Leave the queue."""
        self.exports.slots.give_back(self.ticket)

    def told(self, facts: Facts) -> bytes:
        """Tell the facts of the file."""
        return (
            ExportDigestOut(
                dataset=self.reading.table.dataset,
                version=self.reading.table.number,
                format=self.wanted.form.value,
                file_name=self.file_name,
                media_type=FORMS[self.wanted.form].media_type,
                rows=facts.rows,
                bytes=facts.bytes,
                sha256=facts.sha256,
            )
            .model_dump_json()
            .encode()
        )


class _Computed:
    """An export that goes on for its digest."""

    def __init__(self, asked: _Asked) -> None:
        self._asked = asked

    def open(self) -> Download | None:
        """Join or start the export."""
        return self._asked.exports.compute(self._asked.wanted, self._asked.ticket)

    def give_up(self) -> None:
        """Leave the queue."""
        self._asked.give_up()


@router.get(
    "/datasets/{dataset}/exports/{format}",  # `format` is the alias of `form`
    operation_id="export_rows",
    response_class=Response,
    description=(
        f"Export all rows that match, as a file.\n\n{_FORMATS}\n\n"
        "Without `sort`, rows come in the order of the key. `Plateforme-Rows` states beforehand how many there are; "
        "a connection that breaks means that the file is not whole. The link `describedby` tells size and SHA-256. "
        "A whole version that was exported before is sent from a file: with its length and digest, and by ranges, so "
        "that a download can be resumed (`Range` with `If-Range`); what has no file yet is sent whole. The Parquet of "
        "a version that was published as a file always has one.\n\n"
        f"{grammar.GRAMMAR}"
    ),
    responses={
        200: {
            "description": "The file.",
            "headers": {
                **_HEADERS,
                "Accept-Ranges": {"description": "`bytes`, when the file can be read by ranges.", "schema": _TEXT},
            },
            "content": _CONTENT,
        },
        206: {
            "description": "The range that `Range` asked for.",
            "headers": {**_HEADERS, "Content-Range": {"description": "Which bytes, of how many.", "schema": _TEXT}},
            "content": _CONTENT,
        },
        **problems(*_REFUSALS, RangeNotSatisfiable),
    },
    openapi_extra=_PARAMETERS,
)
async def export_rows(
    dataset: Slug, form: Form, request: Request, platform: PlatformDep, paging: Paging, now: Now, caller: Caller
) -> Response:
    """Export all rows that match, as a file."""

    def answer() -> Response:
        reading, meant = _read(platform, paging, dataset, form, now=now)
        if unchanged := reading.unchanged(request):
            return unchanged
        return _sent(_asked(platform, reading, form, paging, _ticket(request, caller)), meant, platform)

    return await ask(request, platform, answer)


@router.get(
    "/datasets/{dataset}/exports/{format}/digest",  # `format` is the alias of `form`
    operation_id="get_export_digest",
    response_model=ExportDigestOut,
    description=(
        "Tell the rows, the size and the SHA-256 of an export, to check a download with. It takes the parameters of "
        "the export and speaks of the very same file; one that was never made is made for it, which may take a while: "
        "then 503, and `Retry-After` says when to ask again."
    ),
    responses={
        200: {"description": "The facts.", "headers": VERSION_HEADER},
        **problems(*_REFUSALS, ExportNotReady),
    },
    openapi_extra=_PARAMETERS,
)
async def get_export_digest(
    dataset: Slug, form: Form, request: Request, platform: PlatformDep, paging: Paging, now: Now, caller: Caller
) -> Response:
    """Tell the size and the digest of an export."""

    def answer() -> Response:
        reading, _ = _read(platform, paging, dataset, form, now=now)
        if unchanged := reading.unchanged(request):
            return unchanged
        return _told(_asked(platform, reading, form, paging, _ticket(request, caller)), platform)

    return await ask(request, platform, answer)


def _read(
    platform: Platform, paging: Pager, dataset: str, form: ExportFormat, *, now: datetime
) -> tuple[Reading[Question], Pager]:
    """Read which rows of which version are asked for; nothing of the store is held while they are counted."""
    read_options(paging.parameters, form)
    with platform.db.reading() as session:
        meant = with_outlines(platform, session, paging, now=now)
        return read_question(session, meant, dataset, now=now, accepts=ACCEPTS), meant


def _asked(platform: Platform, reading: Reading[Question], form: ExportFormat, paging: Pager, ticket: Ticket) -> _Asked:
    wanted = platform.rows.want(reading.table, reading.question, form, read_options(paging.parameters, form))
    return _Asked(platform.rows.exports, reading, wanted, ticket)


def _sent(asked: _Asked, meant: Pager, platform: Platform) -> Response:
    """Give the file: as it lies on the disk, or as it is made."""
    reading, wanted = asked.reading, asked.wanted
    headers = {
        **reading.headers,
        "Content-Disposition": f'attachment; filename="{asked.file_name}"',
        "Plateforme-Rows": str(wanted.rows),
        "Link": _link(reading, meant),
    }
    media_type = FORMS[wanted.form].media_type
    if asked.is_stored:
        parquet = platform.storage.local_path(reading.table.parquet_key)
        headers["Repr-Digest"] = repr_digest(sha256_of(parquet))
        return StoredFileResponse(parquet, media_type=media_type, headers=headers)
    if (kept := asked.exports.keeping.find(wanted)) is not None:
        headers["Repr-Digest"] = repr_digest(kept.facts.sha256)
        with suppress(FileNotFoundError):  # another export has just needed its room
            return StoredFileResponse(kept.path, media_type=media_type, headers=headers)
    elif (facts := asked.exports.facts(wanted)) is not None:
        headers["Repr-Digest"] = repr_digest(facts.sha256)
    return ExportResponse(asked, tallies=platform.tallies, media_type=media_type, headers=headers)


def _told(asked: _Asked, platform: Platform) -> Response:
    """Give the facts of the file, at once or when it was made."""
    reading, wanted = asked.reading, asked.wanted
    if asked.is_stored:
        parquet = platform.storage.local_path(reading.table.parquet_key)
        stored = Facts(wanted.rows, parquet.stat().st_size, sha256_of(parquet))
        return Response(asked.told(stored), media_type="application/json", headers=reading.headers)

    def told() -> bytes | None:
        facts = asked.exports.facts(wanted)
        return None if facts is None else asked.told(facts)

    if (body := told()) is not None:
        return Response(body, media_type="application/json", headers=reading.headers)
    seconds = platform.settings.query_seconds
    return DigestResponse(
        _Computed(asked), tallies=platform.tallies, told=told, seconds=seconds, headers=reading.headers
    )


def _ticket(request: Request, caller: Caller) -> Ticket:
    address = request.client.host if request.client else ""
    return Ticket(f"consumer {caller.consumer}" if caller else f"address {address}")


def _link(reading: Reading[Question], paging: Pager) -> str:
    """Link what tells of the file, beside the other links of the answer."""
    asked = urlencode(paging.parameters)
    beside = f'<{paging.path}/digest{"?" if asked else ""}{asked}>; rel="describedby"; type="application/json"'
    return ", ".join((*reading.links, *([beside] if len(beside) <= LONGEST_LINK else [])))
