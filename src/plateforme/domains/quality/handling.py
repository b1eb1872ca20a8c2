"""What people do about a finding: acknowledge, mute, accept, call it a false positive, or take that back.

Nobody resolves a finding by hand: only new evidence or a changed policy does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality import ledger, store
from plateforme.domains.quality.errors import FindingNotFound, FindingResolved, HandlingInvalid
from plateforme.domains.quality.tables import Finding
from plateforme.domains.quality.vocabulary import FindingEventKind, FindingStatus
from plateforme.kit.errors import Detail

LONGEST = timedelta(days=366)
"""A finding is set aside for one year at most: after that somebody looks again."""


@dataclass(frozen=True)
class Needs:
    """What a handling must come with."""

    until: bool
    reason: bool


NEEDS: Mapping[FindingStatus, Needs] = {
    FindingStatus.OPEN: Needs(until=False, reason=False),
    FindingStatus.ACKNOWLEDGED: Needs(until=True, reason=False),
    FindingStatus.MUTED: Needs(until=True, reason=True),
    FindingStatus.FALSE_POSITIVE: Needs(until=False, reason=True),
    FindingStatus.ACCEPTED: Needs(until=False, reason=True),
}


@dataclass(frozen=True)
class Handling:
    """What someone decides about a finding."""

    status: FindingStatus
    until: datetime | None = None
    expected_fix_by: datetime | None = None
    reason: str | None = None


def locked(session: Session, finding_id: str, *, by: Principal) -> Finding:
    """The finding, about to change, if it is the caller's to handle.

    It is handled by the organization that answers for the subject, or by the one whose checker recorded it.
    """
    finding = store.finding(session, finding_id, lock=True)
    if finding is None:
        raise FindingNotFound(f"There is no finding {finding_id}. GET /v1/findings lists those that exist.")
    if finding.recorded_by != by.organization:
        by.require_organization(finding.organization)
    return finding


def handle(session: Session, finding: Finding, decided: Handling, *, by: Principal, now: datetime) -> Finding:
    """Record what someone decided about a finding that is not resolved. The same decision twice changes nothing."""
    if finding.status == FindingStatus.RESOLVED:
        raise FindingResolved(
            f"Finding {finding.id} is resolved; there is nothing left to handle. "
            "It reopens by itself if the fault comes back."
        )
    _check(decided, now)
    decision = (decided.status, decided.until, decided.expected_fix_by, decided.reason)
    if decision == (finding.status, finding.handled_until, finding.expected_fix_by, finding.handled_reason):
        return finding
    finding.status, finding.handled_until, finding.expected_fix_by, finding.handled_reason = decision
    ledger.log(
        session,
        finding,
        FindingEventKind.HANDLED,
        actor=by.consumer,
        now=now,
        reason=decided.reason,
        until=decided.until,
    )
    return finding


def _check(decided: Handling, now: datetime) -> None:
    needs = NEEDS[decided.status]
    faults = []
    if needs.until and decided.until is None:
        faults.append(Detail("pointer", "/until", "required", "When the finding speaks up again."))
    if not needs.until and decided.until is not None:
        faults.append(Detail("pointer", "/until", "unexpected", "Leave it out with this status."))
    if needs.reason and not decided.reason:
        faults.append(Detail("pointer", "/reason", "required", "Why, in a sentence."))
    if decided.until is not None and not now < decided.until <= now + LONGEST:
        faults.append(Detail("pointer", "/until", "range", "After now and at most one year ahead."))
    if decided.expected_fix_by is not None and decided.status is not FindingStatus.ACKNOWLEDGED:
        faults.append(Detail("pointer", "/expected_fix_by", "unexpected", "Only an acknowledgement promises a date."))
    if faults:
        raise HandlingInvalid(
            f"This is not enough, or too much, to set a finding to {decided.status}. Mend the members listed.",
            errors=faults,
        )
