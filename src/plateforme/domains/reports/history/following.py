"""What happens to the duplicates of a report when it moves: they tell of one problem, which is dealt with once.

An open duplicate stands where its anchor went, with the same promise, and ends with it as `duplicate`. Reopening the
anchor reopens no duplicate: what their authors were told, that the other report is the one to follow, is still true;
they are told that it goes on. A duplicate that was closed before keeps its own ending.
"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.recording import record
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports import store
from plateforme.domains.reports.history import history
from plateforme.domains.reports.tables import Report, ReportEventKind, ReportOutcome, ReportStatus, ReportVisibility
from plateforme.domains.reports.texts import MAX_EXPLANATION

_TOLD: Final = {
    ReportStatus.RECEIVED: "a été rouvert",
    ReportStatus.ACKNOWLEDGED: "est pris en compte",
    ReportStatus.PLANNED: "est planifié",
    ReportStatus.IN_PROGRESS: "est en cours de traitement",
    ReportStatus.TRANSFERRED: "a été transmis",
    ReportStatus.CLOSED: "a été clos",
}

_QUOTING: Final = " : "
"""Before the words about the anchor; what comes before has no colon."""


def follow_move(
    session: Session,
    anchor: Report,
    *,
    from_status: ReportStatus,
    by: Principal,
    now: datetime,
    explanation: str | None = None,
) -> list[Report]:
    """Let the duplicates of a report that has just moved follow it; gives those that were told.

    `explanation` is what the public was told about the anchor.
    """
    if not anchor.duplicates:
        return []
    members = store.held_members(session, anchor.reference)
    is_reopened = from_status == ReportStatus.CLOSED
    for member in members:
        if member.status != ReportStatus.CLOSED and not is_reopened:
            follow(session, member, anchor, by=by, now=now, explanation=explanation)
        elif is_reopened:
            told = sentence(anchor, explanation, verb="a été rouvert")
            entry = history.Entry(
                kind=ReportEventKind.FOLLOWED,
                from_status=ReportStatus(member.status),
                explanation=told,
                related=anchor.reference,
            )
            history.append(session, member, entry, by=by, now=now)
    return members


def follow(
    session: Session,
    member: Report,
    anchor: Report,
    *,
    by: Principal,
    now: datetime,
    explanation: str | None = None,
) -> None:
    """Bring an open duplicate to where its anchor stands, and tell its followers why."""
    before = ReportStatus(member.status)
    is_closed = anchor.status == ReportStatus.CLOSED
    # an anchor may have been closed before the duplicate came in: nothing is closed before it was opened
    at = max(anchor.closed_at or anchor.last_event_at, member.last_event_at)
    member.status = anchor.status
    member.outcome = ReportOutcome.DUPLICATE if is_closed else None
    member.closed_at = at if is_closed else None
    if not is_closed:
        member.expected_at = anchor.expected_at
    entry = history.Entry(
        kind=ReportEventKind.FOLLOWED,
        is_substantive=True,
        from_status=before,
        outcome=ReportOutcome.DUPLICATE if is_closed else None,
        explanation=sentence(anchor, explanation),
        related=anchor.reference,
    )
    history.append(session, member, entry, by=by, now=now, at=at)


def sentence(anchor: Report, explanation: str | None, *, verb: str | None = None) -> str:
    """What the followers of a duplicate are told, in French: which report was dealt with, and how.

    What is said about a report that the public must not see is not repeated under another one.
    """
    told = (
        f"Le signalement {anchor.reference}, auquel celui-ci est rattaché, {verb or _TOLD[ReportStatus(anchor.status)]}"
    )
    is_told = explanation and anchor.visibility == ReportVisibility.PUBLIC
    text = f"{told}{_QUOTING}{explanation}" if is_told else f"{told}."
    return text[:MAX_EXPLANATION]


def forget_quotes(session: Session, anchor: Report, *, now: datetime) -> int:
    """Take what was said about a report out of the histories of those that follow it, and say of how many entries.

    For a report that is hidden or erased, while its own history still names them: the sentence stays, the words go.
    Whoever copies these histories is told to read them again.
    """
    quotes = [each for each in store.entries_that_quote(session, anchor) if _QUOTING in (each.explanation or "")]
    for each in quotes:
        each.explanation = (each.explanation or "").partition(_QUOTING)[0] + "."
        session.add(each)
    session.flush()
    for follower in {report.id: report for _, report in store.reports_of(session, quotes)}.values():
        is_public = follower.visibility == ReportVisibility.PUBLIC
        record(
            session,
            history.KIND,
            follower.reference,
            ChangeAction.UPDATED,
            organization=follower.organization,
            at=now,
            is_public=is_public,
        )
    return len(quotes)


def replace_quote(told: str, words: str, others: str | None) -> str | None:
    """What a follower was told, with other words, or none, in place of those that it repeats; None: it repeats others.

    A long text was repeated as far as it went.
    """
    head, quoting, quoted = told.partition(_QUOTING)
    is_cut = len(told) == MAX_EXPLANATION and words.startswith(quoted)
    if not quoting or not (quoted == words or is_cut):
        return None
    return f"{head}{_QUOTING}{others}"[:MAX_EXPLANATION] if others else f"{head}."
