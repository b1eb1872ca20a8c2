"""Reports of the past as their source tells them, and what became of each."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from plateforme.api.problems.language import Language
from plateforme.api.v1.bounds import Instant
from plateforme.api.v1.reports.wire import EXPECTED, OPENED, ReportChange, ReportIn
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.reports.exchange.imports import Imported, ImportRemark, ImportResult, PastReport
from plateforme.domains.reports.tables import ReportStatus
from plateforme.kit.errors import PlateformeError

MOST_REPORTS = 200
"""How many reports a batch holds: on SQLite nobody else writes while it is taken in."""

MOST_MOVES = 50

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,100}$")]

PastChannel = Literal["api", "web", "mobile", "phone", "email", "counter", "staff", "sensor", "open311", "import"]


class PastMoveIn(ReportChange):
    """Something that the responsible organization did in the past, and what the public was told about it."""

    status: ReportStatus = Field(description="Where the report went.", examples=["closed"])
    at: Instant = Field(description="When it happened.", examples=["2026-03-04T11:00:00+01:00"])


class PastReportIn(ReportIn):
    """A report that another system kept."""

    client_id: ClientId = Field(
        description="The report's identifier in its source, after a word for the source. It makes imports repeatable: "
        "a report is known by it.",
        examples=["boston-311:101001240735"],
    )
    opened_at: Instant = Field(description=OPENED, examples=["2026-03-02T09:30:00+01:00"])
    expected_at: Instant | None = Field(
        default=None,
        description=EXPECTED + " As the source promised it; null when it promised none. Left out, the service level of "
        "the category counts.",
        examples=["2026-03-16T23:59:59+01:00"],
    )
    channel: PastChannel = Field(  # type: ignore[assignment]  # a report of the past came by more ways than one of now
        default="import", description="By which way it once came in, as far as its source knows.", examples=["phone"]
    )
    moves: Annotated[list[PastMoveIn], Field(max_length=MOST_MOVES)] = Field(
        default_factory=list,
        description="What was done about it, in order. Moves that the platform knows already are not told again.",
    )

    def past(self) -> PastReport:
        """What the domain brings in."""
        own = {"moves", "expected_at"}
        report = ReportIn.model_construct(
            self.model_fields_set - own,
            **{name: getattr(self, name) for name in type(self).model_fields if name not in own},
        )
        return PastReport(
            report=report.told(),
            moves=tuple(move.move() for move in self.moves),
            expected_at=self.expected_at,
            has_promise="expected_at" in self.model_fields_set,
        )


class ReportBatchIn(WireIn):
    """Reports that are brought in together. Each is taken in or refused on its own."""

    reports: Annotated[list[PastReportIn], Field(min_length=1, max_length=MOST_REPORTS)] = Field(
        description=f"The reports, at most {MOST_REPORTS} at a time."
    )


class ImportFault(Wire):
    """One precise fault of a report that was refused."""

    pointer: str = Field(description="JSON Pointer into that report, as it was sent.", examples=["/category"])
    code: str = Field(description="The rule that is broken.", examples=["unknown"])
    detail: str = Field(description="How to mend it.")


class ImportRefusal(Wire):
    """Why a report was refused: a code for programs, a sentence for people."""

    code: str = Field(description="Code of the error catalogue.", examples=["report_invalid"])
    detail: str = Field(description="What is wrong, and the next step, in the language that was asked for.")
    errors: list[ImportFault] = Field(description="Each precise fault; empty when the whole report is at fault.")

    @classmethod
    def of(cls, refusal: PlateformeError, language: Language) -> Self:
        """The refusal in the caller's language."""
        is_french = language == "fr"
        return cls(
            code=refusal.code,
            detail=(refusal.french if is_french else None) or refusal.detail,
            errors=[
                ImportFault(pointer=one.name, code=one.code, detail=(one.french if is_french else None) or one.detail)
                for one in refusal.errors
            ],
        )


class ImportedOut(Wire):
    """What became of one report of the batch."""

    client_id: str = Field(description="Its identifier, as sent.")
    result: ImportResult = Field(
        description="`created`; `changed`: it was known and moves were added; `kept`: all of it was known; `refused`."
    )
    reference: str | None = Field(description="Public reference of the report; null when it was refused.")
    warnings: list[ImportRemark] = Field(
        description="`content_differs`: the source says something else than the first time; the first content stays. "
        "`personal_data_masked`: an explanation held what looks like personal data."
    )
    problem: ImportRefusal | None = Field(description="Why it was refused; null otherwise.")

    @classmethod
    def of(cls, client_id: str, imported: Imported, language: Language) -> Self:
        """The result for this identifier."""
        return cls(
            client_id=client_id,
            result=imported.result,
            reference=imported.reference,
            warnings=list(imported.warnings),
            problem=ImportRefusal.of(imported.refusal, language) if imported.refusal else None,
        )


class ReportBatchOut(Wire):
    """What became of a batch, report by report, in the order in which they were sent."""

    created: int = Field(description="How many reports are new.")
    changed: int = Field(description="How many known reports got moves that the platform did not know.")
    kept: int = Field(description="How many were known as they are.")
    refused: int = Field(description="How many were refused; send them again once they are mended.")
    reports: list[ImportedOut] = Field(description="Each report, in the order sent.")

    @classmethod
    def of(cls, client_ids: list[str], batch: list[Imported], language: Language) -> Self:
        """The counts and each result."""
        counts: dict[str, Any] = {result.value: sum(one.result == result for one in batch) for result in ImportResult}
        reports = [ImportedOut.of(*pair, language) for pair in zip(client_ids, batch, strict=True)]
        return cls(**counts, reports=reports)
