"""The schedule of retention on the wire."""

from typing import Literal, Self

from pydantic import Field

from plateforme.api.wire import Wire
from plateforme.domains.reports.privacy.retention import DRAFT_DAYS, OPEN_DAYS, Rule


class CategoryDays(Wire):
    """Another period for one category."""

    category: str = Field(description="Code of the category.", examples=["pothole"])
    days: int = Field(description="Days after the closing of the report, or after it was hidden.")


class RetentionRule(Wire):
    """What is removed, and when."""

    what: Literal["contact", "texts", "photos", "voices", "requests", "hidden"] = Field(
        description="What is removed; of a `hidden` report, all of it."
    )
    days: int = Field(
        description="Days after the closing of the report, or after it was hidden, unless its category says otherwise."
    )
    sentence: str = Field(description="What happens, for people, in English.")
    sentence_fr: str = Field(description="What happens, for people, in French.")
    categories: list[CategoryDays] = Field(description="Categories with a period of their own.")

    @classmethod
    def of(cls, rule: Rule, special: dict[str, int]) -> Self:
        """A rule with the periods of categories."""
        return cls.model_validate(
            {
                "what": rule.what,
                "days": rule.days,
                "sentence": rule.sentence,
                "sentence_fr": rule.sentence_fr,
                "categories": [{"category": code, "days": days} for code, days in sorted(special.items())],
            }
        )


class ReportRetentionOut(Wire):
    """How long what people gave with a report is kept; the platform keeps to it every hour."""

    organization: str | None = Field(description="The organization whose categories are shown; null: the shared ones.")
    rules: list[RetentionRule] = Field(description="What is removed, and when.")
    open_days: int = Field(
        description="Days after its opening at which all of it applies to a report never closed, but for what "
        "counts from the hiding."
    )
    draft_days: int = Field(description="Days after its last change at which a draft is erased.")

    @classmethod
    def of(cls, schedule: list[tuple[Rule, dict[str, int]]], organization: str | None) -> Self:
        """The schedule in force."""
        return cls(
            organization=organization,
            rules=[RetentionRule.of(rule, special) for rule, special in schedule],
            open_days=OPEN_DAYS,
            draft_days=DRAFT_DAYS,
        )
