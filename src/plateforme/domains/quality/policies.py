"""What freshness means, as data: one default policy per update frequency, report status and facet of a service entry.

What is published is resolved: every delay is spelled out, so that a checker written elsewhere computes the same states.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from plateforme.domains.quality.frequencies import FREQUENCIES, Delay, Frequency, delay
from plateforme.domains.quality.vocabulary import (
    PolicyAnchor,
    PolicyClock,
    PolicyOrigin,
    PolicySelector,
    PolicyVerdict,
    Severity,
    StaleState,
    SubjectKind,
)

STALE_SEVERITY: Mapping[str, Severity] = {StaleState.OVERDUE: Severity.WARNING, StaleState.DELINQUENT: Severity.ERROR}
INFO_ONLY: Mapping[str, Severity] = {StaleState.OVERDUE: Severity.INFO, StaleState.DELINQUENT: Severity.INFO}
MAIN_RULE: Mapping[SubjectKind, str] = {
    SubjectKind.DATASET: "dataset-content-age",
    SubjectKind.REPORT: "report-stalled",
    SubjectKind.SERVICE: "service-facet-unreviewed",
}


@dataclass(frozen=True)
class Policy:
    """What freshness means for the subjects that a selector names."""

    subject_kind: SubjectKind
    by: PolicySelector
    value: str
    rule: str
    verdict: PolicyVerdict = PolicyVerdict.EVALUATE
    reason: str | None = None
    clock: PolicyClock = PolicyClock.RECENCY
    anchor: PolicyAnchor = PolicyAnchor.EVIDENCE
    due: Delay | None = None
    overdue: Delay | None = None
    delinquent: Delay | None = None
    review: Delay | None = None
    severity: Mapping[str, Severity] = field(default_factory=lambda: dict(STALE_SEVERITY))
    origin: PolicyOrigin = PolicyOrigin.DEFAULT
    aliases: tuple[str, ...] = ()
    requires: str | None = None
    set_by: str | None = None
    revision: int = 1

    @property
    def id(self) -> str:
        """Its address under `/policies`."""
        tail = self.value if self.by is PolicySelector.SUBJECT else f"{self.by}:{self.value}"
        return f"{self.subject_kind}/{tail}"

    @property
    def digest(self) -> str:
        """A short hash of what it asks for: a finding remembers it, and a changed policy may resolve the finding."""
        asked = {name: value for name, value in asdict(self).items() if name not in {"set_by", "revision", "aliases"}}
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def _of_frequency(frequency: Frequency) -> Policy:
    verdict = (
        PolicyVerdict.EXEMPT
        if frequency.exempt
        else PolicyVerdict.NOT_EVALUABLE
        if frequency.not_evaluable
        else PolicyVerdict.EVALUATE
    )
    return Policy(
        SubjectKind.DATASET,
        PolicySelector.FREQUENCY,
        frequency.code,
        MAIN_RULE[SubjectKind.DATASET],
        verdict=verdict,
        reason=frequency.exempt or frequency.not_evaluable,
        due=frequency.due,
        overdue=frequency.overdue,
        delinquent=frequency.delinquent,
        review=frequency.review,
        aliases=frequency.aliases,
        requires=frequency.requires,
    )


def _of_status(
    status: str, due: str, overdue: str, delinquent: str, anchor: PolicyAnchor = PolicyAnchor.EVIDENCE
) -> Policy:
    return Policy(
        SubjectKind.REPORT,
        PolicySelector.STATUS,
        status,
        "report-stalled",
        anchor=anchor,
        clock=PolicyClock.RECENCY if anchor is PolicyAnchor.EVIDENCE else PolicyClock.EXPIRY,
        due=delay(due),
        overdue=delay(overdue),
        delinquent=delay(delinquent),
    )


def _of_facet(facet: str, due: str, overdue: str, delinquent: str) -> Policy:
    return Policy(
        SubjectKind.SERVICE,
        PolicySelector.FACET,
        facet,
        "service-facet-unreviewed",
        due=delay(due),
        overdue=delay(overdue),
        delinquent=delay(delinquent),
    )


DEFAULTS: tuple[Policy, ...] = (
    *map(_of_frequency, FREQUENCIES),
    Policy(
        SubjectKind.DATASET,
        PolicySelector.METADATA,
        "frequency",
        "dataset-frequency-missing",
        overdue=Delay(duration="PT0S"),
        severity=INFO_ONLY,
    ),
    # The limit is `overdue`; a team hears of it at half time (`due`), its head at twice the time (`delinquent`).
    _of_status("received", "1wd", "2wd", "4wd"),
    _of_status("acknowledged", "5wd", "10wd", "20wd"),
    _of_status("planned", "0wd", "5wd", "10wd", PolicyAnchor.PLANNED_DATE),
    _of_status("in_progress", "8wd", "15wd", "30wd"),
    _of_status("transferred", "5wd", "10wd", "20wd"),
    Policy(
        SubjectKind.REPORT,
        PolicySelector.STATUS,
        "closed",
        "report-stalled",
        verdict=PolicyVerdict.EXEMPT,
        reason="closed",
    ),
    Policy(
        SubjectKind.REPORT,
        PolicySelector.PROMISE,
        "expected_at",
        "report-promise-passed",
        clock=PolicyClock.EXPIRY,
        anchor=PolicyAnchor.PROMISED_DATE,
        overdue=delay("0wd"),
        delinquent=delay("10wd"),
    ),
    # The review is missed at `overdue`; `due` is the reminder, one or two months ahead.
    _of_facet("contact", "P11M", "P12M", "P18M"),
    _of_facet("hours", "P11M", "P12M", "P18M"),
    _of_facet("fees", "P11M", "P12M", "P18M"),
    _of_facet("eligibility", "P22M", "P24M", "P36M"),
    _of_facet("entry", "P11M", "P12M", "P24M"),
    Policy(
        SubjectKind.SERVICE,
        PolicySelector.CATEGORY,
        "information_sheet",
        "service-entry-unreviewed",
        due=delay("P11M"),
        overdue=delay("P12M"),
        delinquent=delay("P24M"),
        origin=PolicyOrigin.CATEGORY,
    ),
    Policy(
        SubjectKind.SERVICE,
        PolicySelector.VALIDITY,
        "valid_to",
        "service-validity-ended",
        clock=PolicyClock.EXPIRY,
        anchor=PolicyAnchor.VALID_TO,
        overdue=delay("PT0S"),
        delinquent=delay("P30D"),
    ),
)
"""Every default, published as it stands here."""

BY_ID: Mapping[str, Policy] = {policy.id: policy for policy in DEFAULTS}
