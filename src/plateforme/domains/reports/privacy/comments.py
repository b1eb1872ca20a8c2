"""What people add to a report in public: citizens' words once a person has looked at them, the organization's at once.

A comment tells nothing about the work: it never restarts the clock that tells whether a report was forgotten.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.errors import ClientIdReused
from plateforme.domains.reports.history import history
from plateforme.domains.reports.listings.faces import is_staff
from plateforme.domains.reports.people.moderators import may_moderate, works_on
from plateforme.domains.reports.people.privacy_errors import (
    CommentInvalid,
    CommentNotFound,
    DecisionInvalid,
    NotYoursToDecide,
    OriginalGone,
)
from plateforme.domains.reports.privacy.moderation import BECOMES, Decision, TextVerdict, faults, tell_decision
from plateforme.domains.reports.screening.personal_data import FindingKind
from plateforme.domains.reports.screening.screening import Finding, masked, screen
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportComment,
    ReportEventKind,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice

MAX_COMMENT: Final = 2000
READABLE: Final = frozenset({TextStatus.PUBLISHED, TextStatus.REDACTED})


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What somebody adds; `client_id` is the sender's own identifier, good for sending again."""

    text: str
    client_id: str | None = None


def list_comments(
    session: Session, reference: str, *, asked: Asked, caller: Principal | None = None
) -> tuple[Report, Slice[ReportComment]]:
    """One page of a report's comments: the readable ones, the caller's own, and all for those who work on it."""
    report = get_report(session, reference, caller=caller)
    every = works_on(caller, report.organization)
    return report, store.list_comments(session, report.id, asked, caller=caller, every=every)


def add_comment(
    session: Session, report: Report, new: NewComment, *, by: Principal, now: datetime
) -> tuple[ReportComment, bool]:
    """Add a comment to a held report, and say whether it is new.

    The words of those who work on the report are official and public at once: what looks like personal data in them is
    pointed out and not held. Everybody else's wait for a person, whatever the screening says.
    """
    text = texts.tidy(new.text)
    if found := texts.faults(text, pointer="/text", limit=MAX_COMMENT):
        raise CommentInvalid(found)
    if (known := _known(session, report, new, text, by=by)) is not None:
        return known, False
    is_official = is_staff(by, report.organization)
    person = store.person(session, report.id)
    names = [] if person is None else [name for name in (person.first_name, person.last_name) if name]
    comment = ReportComment(
        id=new_id(now),
        report_id=report.id,
        number=store.next_comment_number(session, report.id),
        text=text if is_official else "",
        original=None if is_official else text,
        findings=[finding.stored() for finding in screen(text, names=names).findings],
        status=TextStatus.PUBLISHED if is_official else TextStatus.IN_REVIEW,
        is_official=is_official,
        organization=by.organization,
        consumer=by.consumer,
        client_id=new.client_id,
        at=now,
    )
    if not store.add_comment(session, comment):  # the same client_id, at the same moment, upon another report
        raise ClientIdReused(report.reference)
    report.comments += int(is_official)
    is_told = is_official and report.visibility == ReportVisibility.PUBLIC
    entry = history.Entry(
        kind=ReportEventKind.COMMENTED,
        visibility=EventVisibility.PUBLIC if is_told else EventVisibility.INTERNAL,
        details={"subject": "comment", "number": comment.number},
    )
    history.append(session, report, entry, by=by, now=now)
    return comment, True


def _known(session: Session, report: Report, new: NewComment, text: str, *, by: Principal) -> ReportComment | None:
    """The comment that was made with this client_id; another content under it is a mistake of the client."""
    known = None if new.client_id is None else store.comment_by_client_id(session, by.consumer, new.client_id)
    if known is not None:
        written = known.original or (known.text if known.status == TextStatus.PUBLISHED else text)
        if known.report_id != report.id or written != text:
            raise ClientIdReused(report.reference)
    return known


def decide_comment(
    session: Session, report: Report, number: int, decision: Decision, *, by: Principal, now: datetime
) -> ReportComment:
    """Decide what the public reads of a comment on a held report; the caller has checked who decides."""
    comment = store.comment(session, report.id, number)
    if comment is None:
        raise CommentNotFound(report.reference, number)
    if found := faults(decision):
        raise DecisionInvalid(found)
    was_readable = comment.status in READABLE
    written = comment.original if comment.original is not None else comment.text
    if not written and not (decision.verdict == TextVerdict.REDACT and decision.text):
        raise OriginalGone
    match decision.verdict:
        case TextVerdict.PUBLISH:
            comment.text, comment.original = written, None
        case TextVerdict.REDACT:
            comment.text, comment.original = decision.text or masked(written, _findings(comment)), None
        case TextVerdict.WITHHOLD:
            comment.text, comment.original = "", written
    if decision.verdict != TextVerdict.WITHHOLD:
        comment.findings = []
    _decided(session, report, comment, BECOMES[decision.verdict], by=by, now=now)
    comment.reason = decision.reason
    is_public = was_readable or comment.status in READABLE
    details: dict[str, object] = {"subject": "comment", "number": number, "decision": str(comment.status)}
    tell_decision(session, report, details, is_public=is_public, by=by, now=now)
    return comment


def remove_comment(session: Session, report: Report, number: int, *, by: Principal, now: datetime) -> None:
    """Take a comment back for good: its author may, and a moderator. Its number stays taken."""
    comment = store.comment(session, report.id, number)
    is_moderator = may_moderate(by, report.organization)
    if comment is None or not (is_moderator or comment.consumer == by.consumer or comment.status in READABLE):
        raise CommentNotFound(report.reference, number)
    if comment.consumer != by.consumer and not is_moderator:
        raise NotYoursToDecide(report.reference)
    was_readable = comment.status in READABLE
    comment.text, comment.original, comment.findings, comment.reason = "", None, [], None
    _decided(session, report, comment, TextStatus.WITHHELD, by=by, now=now)
    details: dict[str, object] = {"subject": "comment", "number": number, "decision": "removed"}
    tell_decision(session, report, details, is_public=was_readable, by=by, now=now)


def _decided(
    session: Session, report: Report, comment: ReportComment, status: TextStatus, *, by: Principal, now: datetime
) -> None:
    report.comments += int(status in READABLE) - int(comment.status in READABLE)
    comment.status = status
    comment.decided_at, comment.decided_by = now, by.consumer
    store.change_row(session, report, comment)


def _findings(comment: ReportComment) -> list[Finding]:
    return [Finding(FindingKind(each["kind"]), each["start"], each["end"]) for each in comment.findings]


def proposed(comment: ReportComment) -> str:
    """What could be published in place of a comment that waits."""
    return masked(comment.original or comment.text, _findings(comment))
