"""The sentences that say why, from dates and delays alone: they stay true as time passes, so that they never change."""

from datetime import datetime

from plateforme.consumers.checker.calendar import PARIS
from plateforme.consumers.checker.evidence import Evidence
from plateforme.consumers.checker.policies import Policy
from plateforme.consumers.checker.states import Thresholds

SAID = {
    "content_changed": "Content last changed here on {day}.",
    "confirmed": "Last confirmed as correct on {day}.",
    "event": "Last step by the responsible service on {day}.",
    "first_observed": "Content first published here on {day}, with no earlier date given.",
    "declared_modified": "The producer says the content last changed on {day} (declared, unverified).",
    "http_last_modified": "The server says the content last changed on {day} (unverified).",
}


def day_of(moment: datetime, policy: Policy) -> str:
    """A day in Paris, with the hour where the policy counts in hours."""
    pattern = "%Y-%m-%d" if policy.overdue is None or policy.overdue.is_a_day_or_more else "%Y-%m-%d %H:%M"
    return f"{moment.astimezone(PARIS):{pattern}}"


def last_proof(evidence: Evidence | None, policy: Policy) -> str:
    """What was last known to be alive."""
    return SAID[evidence.type].format(day=day_of(evidence.at, policy)) if evidence else ""


def thresholds_in_words(policy: Policy, thresholds: Thresholds) -> str:
    """When each state began or begins, with the delay that decides."""
    named = (
        ("due", policy.due, thresholds.due),
        ("overdue", policy.overdue, thresholds.overdue),
        ("delinquent", policy.delinquent, thresholds.delinquent),
    )
    parts = [
        f"{name} from {day_of(at, policy)} (after {delay})"
        for name, delay, at in named
        if delay is not None and at is not None
    ]
    return ", ".join(parts)
