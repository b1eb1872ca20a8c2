"""One passage of the mirror: everything the first time, then what changed; what is erased is deleted here too."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from plateforme.client.v1 import (
    DatasetNotFound,
    FeedCursorExpired,
    NothingPublished,
    PlateformeV1,
    ReportErased,
    ReportNotFound,
)
from plateforme.client.v1_types import ReportOut, Withdrawal
from plateforme.consumers.mirror.dataset import description, row_of

PAST: Final = "Cette version contenait des signalements effacés ou masqués depuis."
"""What readers of an earlier version are told."""

WORDS: Final = ("description", "address", "district", "postcode")
"""Columns in which somebody's words stand: what is taken out of them is taken out of the past too."""

ASKED: Final = 100
"""Rows asked for at once by their references: an address holds no more."""

BATCH: Final = 1000
"""Operations in one request: each batch makes a version, all of it or nothing."""


@dataclass(frozen=True)
class Mirrored:
    """What a passage did, the version that readers see now, and where to go on in the feed."""

    place: str
    version: int | None
    added: int = 0
    changed: int = 0
    removed: int = 0
    is_whole: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which reports go into which dataset."""

    dataset: str
    organization: str
    samples: bool = False

    def takes(self, report: ReportOut) -> bool:
        """Whether a report belongs there."""
        return report.visibility == "public" and (self.samples or not report.sample)


async def mirror(api: PlateformeV1, wanted: Wanted, *, place: str | None) -> Mirrored:
    """Bring the dataset up to date; it is made when it is not there, and compared whole when the place is too old."""
    is_new = await _is_made(api, wanted)
    if place is None or is_new:
        return await _whole(api, wanted)
    try:
        changed, after = await _changed(api, wanted, place)
    except FeedCursorExpired:
        return await _whole(api, wanted)
    upserts: list[dict[str, Any]] = []
    deletes: list[str] = []
    is_unsaid = False
    for reference in changed:
        report = await _report(api, reference)
        if report is not None and wanted.takes(report):
            upserts.append(row_of(report))
        else:
            deletes.append(reference)
            # a passage that was stopped comes by again, and finds the row gone already: the report decides, not the row
            is_unsaid = is_unsaid or report is None or report.visibility != "public"
    is_unsaid = is_unsaid or await _is_rewritten(api, wanted.dataset, upserts)
    return await _write(api, wanted, upserts, deletes, place=after, is_unsaid=is_unsaid)


async def _is_made(api: PlateformeV1, wanted: Wanted) -> bool:
    """Make the dataset unless it is there; says whether it has no version yet."""
    try:
        found = await api.get_dataset(wanted.dataset)
    except DatasetNotFound:
        found = await api.create_dataset(description(wanted.dataset, wanted.organization))
    return found.version is None


async def _whole(api: PlateformeV1, wanted: Wanted) -> Mirrored:
    """Every public report, and nothing else: what the dataset holds beyond is deleted."""
    place = (await api.list_changes(since="latest")).next  # first: what happens meanwhile is told next time
    reports = api.iter_reports(organization=wanted.organization, sort="reference")
    upserts = [row_of(report) async for report in reports if wanted.takes(report)]
    there = {row["reference"] for row in upserts}
    known = [reference async for reference in _known(api, wanted.dataset)]
    gone = [reference for reference in known if reference not in there]
    # nobody knows what was erased or redacted since the place that was lost: the past goes, if there is one
    done = await _write(api, wanted, upserts, gone, place=place, is_unsaid=bool(known))
    return Mirrored(place, done.version, done.added, done.changed, done.removed, is_whole=True)


async def _known(api: PlateformeV1, dataset: str) -> AsyncIterator[str]:
    """The references that the dataset holds."""
    try:
        async for row in api.iter_rows(dataset, fields="reference"):
            yield str(row["reference"])
    except NothingPublished:  # there is none yet
        return


async def _is_rewritten(api: PlateformeV1, dataset: str, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether words that the dataset shows are other ones by now, or none: they were redacted or withheld."""
    after = {row["reference"]: row for row in rows}
    references = list(after)
    for start in range(0, len(references), ASKED):
        some = ",".join(references[start : start + ASKED])
        async for before in api.iter_rows(dataset, fields=",".join(["reference", *WORDS]), reference__in=some):
            now = after[str(before["reference"])]
            if any(before[name] and before[name] != now[name] for name in WORDS):
                return True
    return False


async def _changed(api: PlateformeV1, wanted: Wanted, place: str) -> tuple[list[str], str]:
    found: dict[str, None] = {}
    has_more = True
    while has_more:
        told = await api.list_changes(since=place, kind="report", organization=wanted.organization, limit=1000)
        found |= dict.fromkeys(change.subject for change in told.items)
        place, has_more = told.next, told.has_more
    return list(found), place


async def _report(api: PlateformeV1, reference: str) -> ReportOut | None:
    try:
        return await api.get_report(reference)
    except (ReportNotFound, ReportErased):
        return None


async def _forget_the_past(api: PlateformeV1, dataset: str, *, but: int | None) -> None:
    """Withdraw for good the versions in which rows stand that were erased since: a mirror deletes from its past too."""
    async for version in api.iter_versions(dataset):
        if version.number != but and not (version.withdrawn_at and version.pruned_at):
            await api.withdraw_version(dataset, version.number, Withdrawal(reason=PAST, is_final=True))


async def _write(
    api: PlateformeV1,
    wanted: Wanted,
    upserts: Sequence[dict[str, Any]],
    deletes: Sequence[str],
    *,
    place: str,
    is_unsaid: bool,
) -> Mirrored:
    """Write in batches; the place counts once all of them are written, and writing twice changes nothing."""
    counts = {"added": 0, "changed": 0, "removed": 0}
    version = (await api.get_dataset(wanted.dataset)).version
    operations = [*(("upserts", row) for row in upserts), *(("deletes", one) for one in deletes)]
    for start in range(0, len(operations), BATCH):
        batch: dict[str, list[Any]] = {"upserts": [], "deletes": []}
        for kind, operation in operations[start : start + BATCH]:
            batch[kind].append(operation)
        written = await api.write_rows(wanted.dataset, {kind: each for kind, each in batch.items() if each})
        version = written.version
        for name in counts:
            counts[name] += getattr(written.counts, name)
    if is_unsaid or counts["removed"]:
        await _forget_the_past(api, wanted.dataset, but=version)
    return Mirrored(place, version, counts["added"], counts["changed"], counts["removed"])
