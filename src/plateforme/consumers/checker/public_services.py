"""Has somebody reviewed what the catalogue says about a public service?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from plateforme.consumers.checker.evidence import Evidence, Weighed, read, weigh
from plateforme.consumers.checker.policies import Policies, Policy
from plateforme.consumers.checker.states import Evaluation, State, Subject, judge
from plateforme.consumers.checker.wording import day_of, last_proof, thresholds_in_words

INACTIVE = frozenset({"inactive", "defunct"})
FACETS = ("contact", "hours", "fees", "eligibility")
PARTS = frozenset({*FACETS, "entry", "validity"})
"""Everything about an entry that this checker judges."""


@dataclass(frozen=True)
class ServiceFacts:
    """What the checker reads of an entry of the catalogue."""

    slug: str
    title: str
    organization: str
    kind: str
    status: str
    updated_at: datetime
    content_modified_at: date | None = None
    valid_to: date | None = None
    assurances: Mapping[str, date] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    """The parts that the entry has anything to say about."""

    @classmethod
    def of(cls, wire: Any) -> Self:
        """Read a service of the API."""
        assured = {name: getattr(wire.assurances, name) for name in (*FACETS, "entry")}
        says = {"contact": wire.channels or wire.places, "hours": wire.opening_hours}
        return cls(
            slug=wire.slug,
            title=wire.title,
            organization=wire.organization,
            kind=wire.kind,
            status=str(wire.status),
            updated_at=wire.updated_at,
            content_modified_at=wire.content_modified_at,
            valid_to=wire.valid_to,
            assurances={name: day for name, day in assured.items() if day is not None},
            facets=tuple(name for name in FACETS if says.get(name) or assured[name]),
        )

    @property
    def subject(self) -> Subject:
        """The entry as findings name it."""
        return Subject("service", self.slug, self.title, self.organization, f"/services/{self.slug}")


def evaluate(facts: ServiceFacts, policies: Policies, *, now: datetime) -> list[Evaluation]:
    """Whether each part of the entry was reviewed, and whether the entry still holds.

    A sheet of information is reviewed as a whole; other entries part by part, as far as they have parts.
    """
    sheet = policies.for_service_entry(facts.slug, facts.kind)
    if sheet is not None:
        found = [_reviewed(facts, sheet, "entry", now=now, rule="service-entry-unreviewed")]
    elif facts.facets:
        found = [_reviewed(facts, policies.for_facet(facts.slug, name), name, now=now) for name in facts.facets]
    else:
        policy = policies.for_facet(facts.slug, "entry")
        found = [_reviewed(facts, policy, "entry", now=now, rule="service-entry-unreviewed")]
    if facts.valid_to is not None:
        found.append(_still_holds(facts, policies.for_validity(), now=now))
    return found


def _reviewed(facts: ServiceFacts, policy: Policy, facet: str, *, now: datetime, rule: str | None = None) -> Evaluation:
    subject = replace(facts.subject, facet=facet)
    if facts.status in INACTIVE:
        return _withdrawn(facts, subject, policy, rule or policy.rule)
    weighed = weigh(
        [
            read(facts.assurances.get(facet), "confirmed", f"assurances.{facet}"),
            read(facts.assurances.get("entry"), "confirmed", "assurances.entry") if facet != "entry" else None,
            read(facts.content_modified_at, "declared_modified", "content_modified_at"),
        ],
        now,
    )
    return judge(
        subject,
        policy,
        weighed,
        now=now,
        explain=lambda thresholds: (
            f"{last_proof(weighed.counted, policy)} Review of {facet}: {thresholds_in_words(policy, thresholds)}."
        ),
        rule=rule,
    )


def _still_holds(facts: ServiceFacts, policy: Policy, *, now: datetime) -> Evaluation:
    subject = replace(facts.subject, facet="validity")
    if facts.status in INACTIVE:
        return _withdrawn(facts, subject, policy, policy.rule)
    end = read(facts.valid_to, "declared_date", "valid_to")
    weighed = Weighed(end) if isinstance(end, Evidence) else Weighed(None, reason="no_evidence")
    return judge(
        subject,
        policy,
        weighed,
        now=now,
        explain=lambda _: f"Valid until {day_of(end.at, policy)[:10]}." if isinstance(end, Evidence) else "",
    )


def gone(facts: ServiceFacts, finding: Any) -> Evaluation:
    """A finding about a part that the entry no longer has; the change of the entry is the proof that resolves it."""
    policy = Policy(finding.policy.id, finding.policy.digest, finding.rule, "service", by="", value="")
    proof = read(facts.updated_at, "event", "updated_at")
    weighed = Weighed(proof if isinstance(proof, Evidence) else None)
    subject = replace(facts.subject, facet=finding.subject.facet)
    return Evaluation(finding.rule, subject, State.EXEMPT, policy, weighed, reason="part_withdrawn", is_scored=False)


def _withdrawn(facts: ServiceFacts, subject: Subject, policy: Policy, rule: str) -> Evaluation:
    """What is no longer offered needs no review; the change of status is the proof that resolves old findings."""
    proof = read(facts.updated_at, "event", "status")
    weighed = Weighed(proof if isinstance(proof, Evidence) else None)
    return Evaluation(rule, subject, State.EXEMPT, policy, weighed, reason=facts.status)
