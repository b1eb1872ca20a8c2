"""Reports of one problem: found, merged into the first of them, split again."""

from dataclasses import dataclass

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DuplicateCandidateOut, DuplicateIn, MemberOut, ReportOut


@dataclass(frozen=True)
class Group:
    """A report, those that follow it, and those that might."""

    report: ReportOut
    members: list[MemberOut]
    candidates: list[DuplicateCandidateOut]


async def group_of(api: PlateformeV1, reference: str) -> Group:
    """What is said about the problem of a report by other reports."""
    report = await api.get_report(reference)
    members = [one async for one in api.iter_duplicates(reference)]
    candidates = await api.list_duplicate_candidates(reference)
    return Group(report, members, candidates.items)


async def merge(api: PlateformeV1, reference: str, anchor: str, *, explanation: str | None = None) -> ReportOut:
    """Let a report follow the first one about the same problem."""
    known = await api.get_report(reference)
    return await api.merge_report(
        reference, DuplicateIn(reference=anchor, explanation=explanation), if_match=known.etag
    )


async def split(api: PlateformeV1, reference: str, *, explanation: str | None = None) -> ReportOut:
    """Let a report follow no other one any more."""
    known = await api.get_report(reference)
    return await api.split_report(reference, explanation=explanation, if_match=known.etag)
