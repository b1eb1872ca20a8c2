"""Brings the records of a source in, batch by batch, several at a time, and tells how far it is."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Final

from plateforme.client.errors import ProblemError
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ImportedOut, ReportBatchIn
from plateforme.consumers.loader.progress import Progress, Step, Tally, silent
from plateforme.consumers.loader.street.mapping import MappingError, SourceMapping
from plateforme.consumers.loader.street.records import Broken, Record
from plateforme.consumers.loader.street.rejects import Rejects
from plateforme.consumers.loader.street.translating import Told, translate
from plateforme.consumers.loader.street.untold import Untold

BATCH: Final = 200
"""As many reports as the platform takes at a time."""

AT_A_TIME: Final = 2
"""One batch is written here while the platform works on the other."""

UNPROCESSABLE: Final = 422
_ITEM: Final = re.compile(r"/reports/(\d+)(/.*)?")


@dataclass
class ImportTally(Tally):
    """How many reports were made, moved, left as they were, or refused."""

    refused: int = 0

    @property
    def seen(self) -> int:
        """Every record of the source."""
        return self.total + self.refused


@dataclass
class StreetImport:
    """One import: into which organization, by which mapping, and what it has done so far."""

    api: PlateformeV1
    organization: str
    mapping: SourceMapping
    rejects: Rejects
    categories: frozenset[str]
    total: int | None = None
    progress: Progress = silent
    at_a_time: int = AT_A_TIME
    tally: ImportTally = field(default_factory=ImportTally)

    async def bring_in(self, records: AsyncIterator[Record | Broken]) -> ImportTally:
        """Bring in every record, wholly or with a reason; memory stays small whatever their number."""
        try:
            await self._all(records)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None  # the first that went wrong stopped the others
        return self.tally

    async def _all(self, records: AsyncIterator[Record | Broken]) -> None:
        slots = asyncio.Semaphore(self.at_a_time)
        batch: list[Told] = []
        async with asyncio.TaskGroup() as sending:
            async for record in records:
                if (told := self._told(record)) is not None:
                    batch.append(told)
                if len(batch) == BATCH:
                    await slots.acquire()
                    sending.create_task(self._send(batch, slots))
                    batch = []
            if batch:
                await slots.acquire()
                sending.create_task(self._send(batch, slots))

    def _told(self, record: Record | Broken) -> Told | None:
        if isinstance(record, Broken):
            self._skip(record.place, record.code, record.detail)
            return None
        try:
            told = translate(record, self.mapping, self.organization, self.categories)
        except Untold as reason:
            self._skip(record.place, reason.code, reason.detail)
            return None
        for code, detail in told.remarks:
            self.rejects.remark(told.place, code, detail, client_id=told.report.client_id)
        return told

    def _skip(self, place: str, code: str, detail: str) -> None:
        self.tally.refused += 1
        self.rejects.refuse(place, code, detail)

    async def _send(self, batch: list[Told], slots: asyncio.Semaphore) -> None:
        try:
            await self._deliver(batch)
        finally:
            slots.release()
        self.progress(Step("reports", self.mapping.source, "loading", self.tally.seen, self.total))

    async def _deliver(self, batch: list[Told]) -> None:
        """Send a batch; what the contract does not take is put aside, and the rest sent again."""
        while batch:
            try:
                answer = await self.api.import_reports(ReportBatchIn(reports=[told.report for told in batch]))
            except ProblemError as error:
                faults = _faults_by_item(error)
                if not faults:
                    raise
                for number, reason in faults.items():
                    self._refuse(batch[number], "invalid", reason)
                batch = [told for number, told in enumerate(batch) if number not in faults]
                continue
            for told, result in zip(batch, answer.reports, strict=True):
                self._note(told, result)
            return

    def _note(self, told: Told, result: ImportedOut) -> None:
        if result.result == "refused":
            problem = result.problem
            reasons = [problem.detail, *(f"{one.pointer}: {one.detail}" for one in problem.errors)] if problem else []
            self._refuse(told, problem.code if problem else "refused", " ".join(reasons))
            return
        setattr(self.tally, result.result, getattr(self.tally, result.result) + 1)
        for code in result.warnings:
            self.rejects.remark(told.place, code, WARNINGS.get(code, code), client_id=told.report.client_id)

    def _refuse(self, told: Told, code: str, detail: str) -> None:
        self.tally.refused += 1
        self.rejects.refuse(told.place, code, detail, client_id=told.report.client_id)


WARNINGS: Final = {
    "content_differs": "The source tells this report otherwise than the first time: the first content stays.",
    "personal_data_masked": "The note held what looks like personal data: it was masked.",
}


def _faults_by_item(error: ProblemError) -> dict[int, str]:
    """By place in the batch, what the contract does not take; empty when it is something else."""
    found: dict[int, str] = {}
    for fault in error.errors if error.status == UNPROCESSABLE else ():
        if match := _ITEM.fullmatch(fault.get("pointer", "")):
            told = f"{match[2] or ''}: {fault.get('detail', '')}".removeprefix(": ")
            found[int(match[1])] = " ".join(filter(None, (found.get(int(match[1])), told)))
    return found


async def known_categories(api: PlateformeV1, organization: str, mapping: SourceMapping) -> frozenset[str]:
    """The categories of the organization; a mapping that leads to others is wrong before anything is sent."""
    known = frozenset([one.code async for one in api.iter_report_categories(organization=organization)])
    if unknown := mapping.category.words - known:
        raise MappingError(
            f"{organization} has no category {', '.join(sorted(unknown))}. It has: {', '.join(sorted(known))}."
        )
    return known


async def each(records: Iterable[Record | Broken]) -> AsyncIterator[Record | Broken]:
    """Records of a file as those of an endpoint come: one after the other, with room for others to work between."""
    for number, record in enumerate(records):
        if number % BATCH == 0:
            await asyncio.sleep(0)
        yield record
