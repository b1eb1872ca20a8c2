"""What the public reads of a report: previewed by who writes, decided by a person, redacted by its author, hidden."""

from typing import Annotated

from fastapi import Path, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    CanModerateReports,
    CanWriteReports,
    IfMatch,
    Now,
    PreconditionFailed,
    PreconditionRequired,
    WriteSession,
    check_match,
)
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_texts.wire import (
    ReportEventRedaction,
    ReportModerationOut,
    ReportTextIn,
    ReportVisibilityIn,
    TextDecision,
    TextPreviewIn,
    TextPreviewOut,
)
from plateforme.api.v1.reports.telling import ReportEventOut
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.privacy_errors import (
    DecisionInvalid,
    NothingToRedact,
    NotPublished,
    NotYoursToDecide,
    OriginalGone,
    ReportEventNotFound,
)
from plateforme.domains.reports.privacy import moderation, redaction
from plateforme.domains.reports.privacy.moderation import Decision, TextVerdict
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.tables import ReportVisibility

router = Resource(tags=["report-privacy"])

ACTING = (
    Unauthenticated,
    InsufficientScope,
    ReportNotFound,
    ReportErased,
    DecisionInvalid,
    PreconditionFailed,
    PreconditionRequired,
)


@router.post(
    "/report-text-previews",
    operation_id="preview_report_text",
    responses=problems(Unauthenticated, InsufficientScope),
)
def preview_report_text(body: TextPreviewIn, _: CanWriteReports) -> TextPreviewOut:
    """See what would become of a text before it is sent: what looks like personal data, and the text with masks.

    Nothing is kept of it. Without findings, a report with this text is public at once; else a person looks at it first.
    """
    return TextPreviewOut.of(screen(body.text, names=body.names))


@router.patch(
    "/reports/{reference}/text",
    operation_id="decide_report_text",
    responses=problems(*ACTING, NotYourOrganization, OriginalGone),
)
def decide_report_text(
    reference: ReportReference,
    body: TextDecision,
    session: WriteSession,
    by: CanModerateReports,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ReportModerationOut:
    """Decide what the public reads of a report's description: publish it as written, redact it, or withhold it.

    Publishing and redacting purge what was written: only the public text remains. The history tells what was decided,
    by which organization and when, never why or in which words.
    """
    row = moderators.moderated_report(session, reference, by=by)
    check_match(if_match, row.revision)
    moderation.decide_text(session, row, body.decided(), by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    return ReportModerationOut.of(row)


@router.put(
    "/reports/{reference}/text",
    operation_id="replace_report_text",
    responses=problems(*ACTING, NotYoursToDecide),
)
def replace_report_text(
    reference: ReportReference,
    body: ReportTextIn,
    session: WriteSession,
    by: CanWriteReports,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ReportModerationOut:
    """Put other words in place of your own, in a report that you have sent; the former ones are purged.

    The new ones are screened like any. Where the former ones had been withheld, a person looks at them first.
    """
    row = moderators.held_report(session, reference, by=by)
    check_match(if_match, row.revision)
    moderation.decide_text(session, row, Decision(verdict=TextVerdict.REDACT, text=body.text), by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    return ReportModerationOut.of(row)


@router.put(
    "/reports/{reference}/visibility",
    operation_id="set_report_visibility",
    responses=problems(*ACTING, NotYourOrganization, NotPublished),
)
def set_report_visibility(
    reference: ReportReference,
    body: ReportVisibilityIn,
    session: WriteSession,
    by: CanModerateReports,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ReportModerationOut:
    """Take a report of your organization out of the public's sight, or show it again, with a reason.

    Those who follow the changes are told to delete their copies of a hidden one.
    """
    row = moderators.moderated_report(session, reference, by=by)
    check_match(if_match, row.revision)
    visibility = ReportVisibility(body.visibility)
    moderation.set_visibility(session, row, visibility, reason=body.reason, by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    return ReportModerationOut.of(row)


@router.patch(
    "/reports/{reference}/events/{number}",
    operation_id="redact_report_event",
    responses=problems(
        *(Unauthenticated, InsufficientScope, NotYourOrganization, ReportNotFound, ReportErased),
        *(ReportEventNotFound, NothingToRedact, DecisionInvalid),
    ),
)
def redact_report_event(
    reference: ReportReference,
    number: Annotated[
        int, Path(description="Number of the entry in the history of the report.", ge=1, le=1_000_000, examples=[2])
    ],
    body: ReportEventRedaction,
    session: WriteSession,
    by: CanModerateReports,
    now: Now,
) -> ReportEventOut:
    """Put other words, or none, in place of what an entry of a report's history says; what it said is purged.

    So is what followers of the report were told in the same words. The history of each report tells that it was done,
    never why or in which words; those who follow the changes hear of it.
    """
    held = redaction.held_entry(session, reference, number, by=by)
    entry = redaction.redact(session, held, body.told(), by=by, now=now)
    return ReportEventOut.of(entry, caller=by, organization=held.report.organization)
