"""Policies as anyone may read them and as they are declared for one subject."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.quality.wire_values import Sentence
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.quality import rules
from plateforme.domains.quality.declaring import Declared
from plateforme.domains.quality.frequencies import Delay
from plateforme.domains.quality.policies import Policy
from plateforme.domains.quality.vocabulary import (
    PolicyAnchor,
    PolicyClock,
    PolicyOrigin,
    PolicySelector,
    PolicyVerdict,
    Severity,
    SubjectKind,
)

DUE = "After this much time an update is expected; no finding yet."
OVERDUE = "After this much time the subject is overdue: a finding."
DELINQUENT = "After this much time the finding escalates."
ISO_DURATION = (
    r"^P([0-9]{1,2}Y)?([0-9]{1,3}M)?([0-9]{1,3}W)?([0-9]{1,4}D)?"
    r"(T([0-9]{1,5}H)?([0-9]{1,6}M)?([0-9]{1,7}S)?)?$"
)

Duration = Annotated[str, StringConstraints(pattern=ISO_DURATION, max_length=40)]


class PolicyQuery(ListQuery):
    """What the list of policies can be asked."""

    sort: str | None = sort_by("id", default="id")
    subject_kind: SubjectKind | None = Field(default=None, description="Only policies for this kind of subject.")
    origin: PolicyOrigin | None = Field(default=None, description="Only policies that come from there.")


class DelayOut(Wire):
    """A length of time: exactly one of the two is given."""

    duration: str | None = Field(
        description="ISO 8601 duration on the local clock. Months are calendar months, clamped to the last day.",
        examples=["P1M8D"],
    )
    working_days: int | None = Field(description="Number of working days.", examples=[2])

    @classmethod
    def of(cls, delay: Delay | None) -> Self | None:
        """Map a delay, if there is one."""
        return None if delay is None else cls(duration=delay.duration, working_days=delay.working_days)


class DelayIn(WireIn):
    """A length of time: give exactly one of the two."""

    duration: Duration | None = Field(
        default=None, description="ISO 8601 duration; months are calendar months.", examples=["P1M8D"]
    )
    working_days: int | None = Field(
        default=None, ge=0, le=1000, strict=True, description="Number of French working days.", examples=[None]
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.duration is None) == (self.working_days is None):
            raise ValueError("Give either a duration or a number of working days.")
        return self


class SelectorOut(Wire):
    """Which subjects a policy is for."""

    by: PolicySelector = Field(description="The property that chooses it; `subject`: one subject by its id.")
    value: str = Field(description="The value of that property.", examples=["ANNUAL"])


class RuleOut(Wire):
    """The rule whose findings a policy leads to."""

    id: str = Field(description="Stable name.", examples=["dataset-content-age"])
    version: int = Field(description="Moves when the rule computes something else.")
    title_fr: str = Field(description="What it says, in French.")
    title_en: str = Field(description="What it says, in English.")
    how_to_fix: str = Field(description="What the responsible organization can do.")

    @classmethod
    def of(cls, rule: rules.Rule) -> Self:
        """Map a rule of the registry."""
        return cls(
            id=rule.id,
            version=rule.version,
            title_fr=rule.title_fr,
            title_en=rule.title_en,
            how_to_fix=rule.how_to_fix,
        )


class LadderOut(Wire):
    """A severity for each state that makes a finding."""

    overdue: Severity = Field(description="Severity of an overdue subject.")
    delinquent: Severity = Field(description="Severity of a delinquent subject.")


class PolicyLinks(Wire):
    """Where to go from a policy."""

    self: str = Field(description="This policy.")


class PolicyOut(Wire):
    """What freshness means for the subjects of a selector, with every delay spelled out.

    Delays count from the anchor. A day without an hour counts as its end. Overdue and delinquent delays of a day or
    more that end on a day off move to the next working day at the same local time.
    """

    id: str = Field(description="Its address under `/policies`.", examples=["dataset/frequency:ANNUAL"])
    subject_kind: SubjectKind = Field(description="Kind of subject.")
    selector: SelectorOut = Field(description="Which subjects of that kind.")
    rule: RuleOut = Field(description="The rule that findings name.")
    verdict: PolicyVerdict = Field(description="Whether there is something to evaluate at all.")
    reason: str | None = Field(description="Why nothing is evaluated, or why the policy was declared.")
    clock: PolicyClock = Field(description="Time since the last evidence, or a date that was promised.")
    anchor: PolicyAnchor = Field(description="The date from which the delays count.")
    due: DelayOut | None = Field(description=DUE)
    overdue: DelayOut | None = Field(description=OVERDUE)
    delinquent: DelayOut | None = Field(description=DELINQUENT)
    review: DelayOut | None = Field(description="For what has no rhythm: how often someone looks at it again.")
    severity: LadderOut = Field(description="How loudly each state speaks.")
    requires: str | None = Field(description="Type of evidence without which nothing can be evaluated.")
    calendar: str = Field(description="Working days: Monday to Friday but for public holidays.", examples=["FR"])
    timezone: str = Field(description="Zone of the local clock and of days without an hour.", examples=["Europe/Paris"])
    aliases: list[str] = Field(description="Other spellings of the selector's value that are accepted.")
    origin: PolicyOrigin = Field(description="Declared wins over category, category over default.")
    set_by: str | None = Field(description="Slug of the consumer that declared it; null for a default.")
    digest: str = Field(description="Changes whenever what the policy asks for changes.")
    revision: int = Field(description="Counts the changes to a declared policy; the `ETag` follows it.")
    links: PolicyLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, policy: Policy, *, base: str) -> Self:
        """The public face of a policy."""
        return cls(
            id=policy.id,
            subject_kind=policy.subject_kind,
            selector=SelectorOut(by=policy.by, value=policy.value),
            rule=RuleOut.of(rules.BY_ID[policy.rule]),
            verdict=policy.verdict,
            reason=policy.reason,
            clock=policy.clock,
            anchor=policy.anchor,
            due=DelayOut.of(policy.due),
            overdue=DelayOut.of(policy.overdue),
            delinquent=DelayOut.of(policy.delinquent),
            review=DelayOut.of(policy.review),
            severity=LadderOut(overdue=policy.severity["overdue"], delinquent=policy.severity["delinquent"]),
            requires=policy.requires,
            calendar="FR",
            timezone="Europe/Paris",
            aliases=list(policy.aliases),
            origin=policy.origin,
            set_by=policy.set_by,
            digest=policy.digest,
            revision=policy.revision,
            links=PolicyLinks(self=f"{base}/policies/{policy.id}"),
        )


class PolicyIn(WireIn):
    """The policy of one subject, which replaces the default."""

    verdict: PolicyVerdict = Field(
        default=PolicyVerdict.EVALUATE,
        description="`exempt` and `not_evaluable` take no delays.",
        examples=["evaluate"],
    )
    reason: Sentence = Field(description="Why the default does not fit.", examples=["Published after each council."])
    due: DelayIn | None = Field(default=None, description=DUE)
    overdue: DelayIn | None = Field(default=None, description=OVERDUE + " Needed where something is evaluated.")
    delinquent: DelayIn | None = Field(default=None, description=DELINQUENT)

    def declared(self) -> Declared:
        """The same, in the words of the domain."""
        return Declared(
            verdict=self.verdict,
            reason=self.reason,
            due=_delay(self.due),
            overdue=_delay(self.overdue),
            delinquent=_delay(self.delinquent),
        )


def _delay(given: DelayIn | None) -> Delay | None:
    return None if given is None else Delay(duration=given.duration, working_days=given.working_days)
