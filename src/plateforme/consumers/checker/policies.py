"""The policies that the platform publishes, and which of them applies to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from plateforme.consumers.checker.spans import Span


@dataclass(frozen=True)
class Policy:
    """What the checker needs to know of a published policy."""

    id: str
    digest: str
    rule: str
    subject_kind: str
    by: str
    value: str
    verdict: str = "evaluate"
    reason: str | None = None
    due: Span | None = None
    overdue: Span | None = None
    delinquent: Span | None = None
    review: Span | None = None
    severity: Mapping[str, str] = field(default_factory=lambda: {"overdue": "warning", "delinquent": "error"})
    requires: str | None = None
    aliases: tuple[str, ...] = ()

    @classmethod
    def of(cls, wire: Any) -> Self:
        """Read a policy of the API."""
        return cls(
            id=wire.id,
            digest=wire.digest,
            rule=wire.rule.id,
            subject_kind=str(wire.subject_kind),
            by=str(wire.selector.by),
            value=wire.selector.value,
            verdict=str(wire.verdict),
            reason=wire.reason,
            due=_span(wire.due),
            overdue=_span(wire.overdue),
            delinquent=_span(wire.delinquent),
            review=_span(wire.review),
            severity={"overdue": str(wire.severity.overdue), "delinquent": str(wire.severity.delinquent)},
            requires=wire.requires,
            aliases=tuple(wire.aliases),
        )


class Policies:
    """All policies in force: the most specific one that fits a subject is applied."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        """Index them by what selects them."""
        self._by_selector: dict[tuple[str, str, str], Policy] = {}
        self._codes: dict[str, str] = {}
        for policy in policies:
            self._by_selector[policy.subject_kind, policy.by, policy.value] = policy
            if policy.by == "frequency":
                self._codes |= {name.casefold(): policy.value for name in (policy.value, *policy.aliases)}

    def for_dataset(self, slug: str, frequency: str | None) -> Policy:
        """By the dataset itself, else by its frequency; what nobody knows is treated as unknown."""
        return self._declared("dataset", slug) or self._get("dataset", "frequency", self.code(frequency))

    def code(self, frequency: str | None) -> str:
        """The EU code of a frequency, written as code, as alias or as address of the EU vocabulary."""
        return self._codes.get((frequency or "").strip().rpartition("/")[2].casefold(), "UNKNOWN")

    def for_metadata(self, field_name: str) -> Policy:
        """For a field that every dataset should fill."""
        return self._get("dataset", "metadata", field_name)

    def for_report(self, reference: str, status: str) -> Policy:
        """By the report itself, else by its status; a closed report stays exempt whatever is declared."""
        declared = self._declared("report", reference) if status != "closed" else None
        return declared or self._get("report", "status", status)

    def for_promise(self) -> Policy:
        """For dates promised to citizens."""
        return self._get("report", "promise", "expected_at")

    def for_service_entry(self, slug: str, kind: str) -> Policy | None:
        """For a whole entry whose kind has a policy of its own."""
        own = self._by_selector.get(("service", "category", kind))
        return own and (self._declared("service", slug) or own)

    def for_facet(self, slug: str, facet: str) -> Policy:
        """By the service itself, else by the facet."""
        return self._declared("service", slug) or self._get("service", "facet", facet)

    def for_validity(self) -> Policy:
        """For entries that say until when they hold."""
        return self._get("service", "validity", "valid_to")

    def _declared(self, kind: str, subject: str) -> Policy | None:
        return self._by_selector.get((kind, "subject", subject))

    def _get(self, kind: str, by: str, value: str) -> Policy:
        try:
            return self._by_selector[kind, by, value]
        except KeyError:
            raise LookupError(f"the platform publishes no policy for {kind} by {by} {value}") from None


def _span(wire: Any) -> Span | None:
    return None if wire is None else Span.parse(wire.duration, wire.working_days)
