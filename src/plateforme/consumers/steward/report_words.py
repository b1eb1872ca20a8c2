"""What people say about reports, and what a moderator makes of it: the steward's side of words, voices and wishes."""

from collections.abc import Mapping
from typing import Any, Literal

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import (
    RemovalRequestOut,
    ReportCommentIn,
    ReportCommentOut,
    ReportConfirmationIn,
    ReportContentIn,
    ReportEventOut,
    ReportEventRedaction,
    ReportModerationOut,
    ReportReviewOut,
    ReportTextIn,
    ReportVisibilityIn,
    TextDecision,
)

Verdict = Literal["publish", "redact", "withhold"]


async def waiting(api: PlateformeV1, *, subject: str | None = None) -> list[ReportReviewOut]:
    """What waits for a person, oldest first; of one kind, or all of it."""
    return [one async for one in api.iter_report_reviews() if subject in {None, one.subject}]


async def decide(
    api: PlateformeV1,
    reference: str,
    verdict: Verdict,
    *,
    comment: int | None = None,
    text: str | None = None,
    reason: str | None = None,
) -> ReportModerationOut | ReportCommentOut:
    """Decide what the public reads of a report's description, or of one of its comments."""
    decision = TextDecision(decision=verdict, text=text, reason=reason)
    if comment is not None:
        return await api.decide_report_comment(reference, comment, decision)
    known = await api.get_report(reference)
    return await api.decide_report_text(reference, decision, if_match=known.etag)


async def redact(api: PlateformeV1, reference: str, number: int, *, text: str | None, reason: str) -> ReportEventOut:
    """Put other words, or none, in place of what an entry of a report's history says."""
    return await api.redact_report_event(reference, number, ReportEventRedaction(text=text, reason=reason))


async def show(
    api: PlateformeV1, reference: str, visibility: Literal["public", "hidden"], *, reason: str
) -> ReportModerationOut:
    """Show a report to the public, or hide it."""
    known = await api.get_report(reference)
    body = ReportVisibilityIn(visibility=visibility, reason=reason)
    return await api.set_report_visibility(reference, body, if_match=known.etag)


async def rewrite(api: PlateformeV1, reference: str, text: str) -> ReportModerationOut:
    """Put other words in place of one's own."""
    known = await api.get_report(reference)
    return await api.replace_report_text(reference, ReportTextIn(text=text), if_match=known.etag)


async def say(api: PlateformeV1, reference: str, text: str) -> ReportCommentOut:
    """Add a comment."""
    return await api.create_report_comment(reference, ReportCommentIn(text=text))


async def comments(api: PlateformeV1, reference: str) -> list[ReportCommentOut]:
    """The comments that the key may see, in order."""
    return [one async for one in api.iter_report_comments(reference)]


async def confirm(api: PlateformeV1, reference: str, person: str, *, takes_back: bool = False) -> int:
    """Add a person's voice, or take it back, and say how many there are."""
    if not takes_back:
        return (await api.create_report_confirmation(reference, ReportConfirmationIn(client_id=person))).confirmations
    await api.delete_report_confirmation(reference, person)
    return (await api.get_report_confirmations(reference)).confirmations


async def wish(api: PlateformeV1, reference: str, number: int) -> RemovalRequestOut:
    """What became of a wish for removal."""
    return await api.get_removal_request(reference, number)


async def erase(
    api: PlateformeV1, reference: str, reason: Literal["author_request", "personal_data", "legal", "abuse", "mistake"]
) -> None:
    """Erase a report for good."""
    known = await api.get_report(reference)
    await api.erase_report(reference, reason=reason, if_match=known.etag)


async def correct(api: PlateformeV1, reference: str, changes: Mapping[str, Any]) -> str:
    """Change what a report tells; says who may read it afterwards."""
    known = await api.get_report(reference)
    changed = await api.complete_report(reference, ReportContentIn(**changes), if_match=known.etag)
    return changed.visibility
