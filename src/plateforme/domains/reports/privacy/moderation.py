"""What the public reads of a report, as a person decides it: the words as written, others, none, or no report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.recording import record
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.history import history
from plateforme.domains.reports.history.following import forget_quotes
from plateforme.domains.reports.people.moderators import may_moderate
from plateforme.domains.reports.people.privacy_errors import (
    DecisionInvalid,
    NotPublished,
    NotYoursToDecide,
    OriginalGone,
)
from plateforme.domains.reports.screening.screening import screen
from plateforme.domains.reports.search.search_words import search_words
from plateforme.domains.reports.settings import categories
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEventKind,
    ReportText,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.errors import Detail

MAX_REASON: Final = 1000


class TextVerdict(StrEnum):
    """What a person decides about a text."""

    PUBLISH = "publish"
    REDACT = "redact"
    WITHHOLD = "withhold"


BECOMES: Final[Mapping[TextVerdict, TextStatus]] = MappingProxyType(
    {
        TextVerdict.PUBLISH: TextStatus.PUBLISHED,
        TextVerdict.REDACT: TextStatus.REDACTED,
        TextVerdict.WITHHOLD: TextStatus.WITHHELD,
    }
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Publish the words as written, or others in their place, or none; and why.

    `text` goes with `redact`; left out, it is the proposed one, with masks. The reason is for the organization's own
    people: it stays beside the text and does not go into the history.
    """

    verdict: TextVerdict
    text: str | None = None
    reason: str | None = None


def original_of(session: Session, report: Report) -> str:
    """The description as it was written, as far as it is still kept; whoever shows it checks who may read it."""
    if report.text_status == TextStatus.PUBLISHED:
        return report.description
    row = store.text_row(session, report.id)
    return row.original if row is not None and row.original else report.description


def faults(decision: Decision) -> list[Detail]:
    """What a decision lacks, if anything."""
    found = texts.faults(decision.text, pointer="/text", limit=texts.MAX_DESCRIPTION)
    found += texts.faults(decision.reason, pointer="/reason", limit=MAX_REASON)
    if decision.verdict != TextVerdict.REDACT and decision.text is not None:
        found.append(
            Detail(
                "pointer",
                "/text",
                "misplaced",
                "Only `redact` takes a text; leave it out.",
                french="Seul `redact` prend un texte ; retirez-le.",
            )
        )
    if decision.verdict == TextVerdict.WITHHOLD and not decision.reason:
        found.append(
            Detail(
                "pointer",
                "/reason",
                "required",
                "Say why the public reads nothing: it is kept beside the text.",
                french="Dites pourquoi le public ne lit rien : cela reste à côté du texte.",
            )
        )
    return found


def decide_text(session: Session, report: Report, decision: Decision, *, by: Principal, now: datetime) -> Report:
    """Decide what the public reads of a held report's description; it can be decided again, as long as words are kept.

    A moderator decides everything. Whoever sent the report may put other words in place of their own: these are
    screened like any, and wait for a person where the former ones had been withheld. Publishing or redacting purges
    what was written: only one text remains. Withholding keeps it for those who must mend the street.
    """
    is_moderator = may_moderate(by, report.organization)
    if not is_moderator and (by.consumer != report.consumer or decision.verdict != TextVerdict.REDACT):
        raise NotYoursToDecide(report.reference)
    row = store.text_row(session, report.id) or _row(report, now)
    text = _chosen(row, decision, needs_text=not is_moderator)
    status = BECOMES[decision.verdict]
    if not is_moderator:
        person = store.person(session, report.id)
        names = [] if person is None else [name for name in (person.first_name, person.last_name) if name]
        screened = screen(text, names=names)
        if screened.findings or row.status == TextStatus.WITHHELD:
            status = TextStatus.IN_REVIEW
        row.proposed, row.findings = screened.proposed, [finding.stored() for finding in screened.findings]
    _settle(row, report, text, status)
    row.decided_at, row.decided_by, row.reason = now, by.consumer, decision.reason
    report.search_text = search_words(
        report.description, report.address, categories.find(session, report.organization, report.category)
    )
    store.change_row(session, report, row)
    tell_decision(session, report, {"subject": "text", "decision": status.value}, is_public=True, by=by, now=now)
    return report


def _row(report: Report, now: datetime) -> ReportText:
    """What is kept beside a description that was public from the first."""
    return ReportText(
        report_id=report.id,
        original=report.description,
        proposed="",
        findings=[],
        status=report.text_status,
        created_at=now,
    )


def _chosen(row: ReportText, decision: Decision, *, needs_text: bool) -> str:
    """The words that the decision is about."""
    found = faults(decision)
    text = decision.text if decision.verdict == TextVerdict.REDACT else row.original
    if decision.verdict == TextVerdict.REDACT and text is None and not needs_text:
        text = row.proposed
    if decision.verdict == TextVerdict.REDACT and not text:
        found.append(
            Detail(
                "pointer",
                "/text",
                "required",
                "Nothing is proposed for this one: say what the public reads instead.",
                french="Rien n’est proposé : dites ce que le public lit à la place.",
            )
        )
    if found:
        raise DecisionInvalid(found)
    if decision.verdict == TextVerdict.PUBLISH and not text:
        raise OriginalGone
    return text or ""


def _settle(row: ReportText, report: Report, text: str, status: TextStatus) -> None:
    """Give the report its public text; what was written is kept where nothing of it is public, and only there."""
    if status == TextStatus.WITHHELD:
        row.original = row.original or report.description
    elif status == TextStatus.IN_REVIEW:
        row.original = text
    else:
        row.original, row.proposed, row.findings = "", "", []
    if status in {TextStatus.REDACTED, TextStatus.IN_REVIEW}:
        report.content_digest = ""  # of words that are gone: whoever guesses them could prove it
    row.status = report.text_status = status
    report.description = text if status in {TextStatus.PUBLISHED, TextStatus.REDACTED} else ""


def tell_decision(
    session: Session, report: Report, details: dict[str, object], *, is_public: bool, by: Principal, now: datetime
) -> None:
    """Write in the history what was decided about what, never why or in which words."""
    is_told = is_public and report.visibility == ReportVisibility.PUBLIC
    entry = history.Entry(
        kind=ReportEventKind.SCREENED,
        visibility=EventVisibility.PUBLIC if is_told else EventVisibility.INTERNAL,
        details=details,
    )
    history.append(session, report, entry, by=by, now=now)


def set_visibility(
    session: Session, report: Report, visibility: ReportVisibility, *, reason: str, by: Principal, now: datetime
) -> Report:
    """Take a held report out of the public's sight, or show it again.

    Mirrors are told to delete a hidden one. The reason is read by the organization only.
    """
    if found := texts.faults(reason, pointer="/reason", limit=MAX_REASON):
        raise DecisionInvalid(found)
    if report.visibility not in {ReportVisibility.PUBLIC, ReportVisibility.HIDDEN}:
        raise NotPublished(report.reference)
    if report.visibility == visibility:
        return report
    is_hidden = visibility == ReportVisibility.HIDDEN
    if is_hidden:
        forget_quotes(session, report, now=now)
        tell_everybody(session, report, ChangeAction.DELETED, reason="hidden", now=now)
    report.visibility = visibility
    entry = history.Entry(
        kind=ReportEventKind.HIDDEN if is_hidden else ReportEventKind.SHOWN,
        visibility=EventVisibility.INTERNAL,
        explanation=reason,
    )
    history.append(session, report, entry, by=by, now=now)
    if not is_hidden:
        tell_everybody(session, report, ChangeAction.UPDATED, reason=None, now=now)
    return report


def tell_everybody(
    session: Session, report: Report, action: ChangeAction, *, reason: str | None, now: datetime, is_public: bool = True
) -> None:
    """Tell the feed about a change that has no public entry in the history."""
    record(
        session,
        history.KIND,
        report.reference,
        action,
        organization=report.organization,
        at=now,
        is_public=is_public,
        reason=reason,
    )
