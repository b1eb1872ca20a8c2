"""Who gets a report: ordered rules, of which the first that fits decides, and the category's own team after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.reports import store
from plateforme.domains.reports.settings import areas
from plateforme.domains.reports.settings.categories import effective
from plateforme.domains.reports.settings.category import Category
from plateforme.domains.reports.settings.coverage import require_point
from plateforme.domains.reports.settings.setting_errors import ReportCategoryNotFound
from plateforme.kit.grammar.words import fold

_kept: WeakKeyDictionary[Any, dict[str, tuple[tuple[int, datetime], Sequence["Rule"]]]] = WeakKeyDictionary()
"""Rules by the database that they were read from and the organization, with the revision that they are of."""


class Reason(StrEnum):
    """What named the team: a rule, the category, the category above it, or nothing."""

    RULE = "rule"
    CATEGORY = "category"
    PARENT = "parent"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is known of a report, or of one that somebody thinks of."""

    category: str
    lon: float | None = None
    lat: float | None = None
    insee_code: str | None = None
    text: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Conditions that must all hold, and the team that gets the report then; what is empty asks for nothing.

    A category stands for those under it too. `words` are sought in the text, accents and case folded: each of them
    must occur, as a word or at the start of one. Of `values`, one must be the answer to `attribute`.
    """

    team: str
    title: str = ""
    categories: tuple[str, ...] = ()
    area: Mapping[str, Any] | None = None
    insee_codes: tuple[str, ...] = ()
    words: str = ""
    attribute: str | None = None
    values: tuple[str, ...] = ()
    shape: Any = field(default=None, compare=False, repr=False)
    """The area, ready to be asked; it is not stored."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The team, none where nothing fits, and what named it; `rule` counts from 1."""

    team: str | None
    reason: Reason
    rule: int | None = None
    title: str | None = None


NO_TEAM: Final = Decision(team=None, reason=Reason.NONE)


def who_gets(session: Session, organization: str, case: Case) -> Decision:
    """Who would get this report, by the rules as they stand; teams that were retired get nothing."""
    get_organization(session, organization)
    require_point(case.lon, case.lat)
    categories = effective(session, organization)
    if case.category not in categories:
        raise ReportCategoryNotFound
    rules = _rules(session, organization)
    teams = frozenset(team.slug for team in store.team_rows(session, organization) if team.retired_at is None)
    return decide(rules, case, categories, teams)


def _rules(session: Session, organization: str) -> Sequence[Rule]:
    """The rules of an organization, read once for each of their revisions: areas may have thousands of vertices."""
    stamp = store.routing_stamp(session, organization)
    if stamp is None:
        return ()
    kept = _kept.setdefault(session.get_bind().engine, {})
    known = kept.get(organization)
    if known is not None and known[0] == stamp:
        return known[1]
    row = store.routing_row(session, organization)
    rules = [rule_of(stored) for stored in row.rules] if row else []
    kept[organization] = (stamp, rules)
    return rules


def rule_of(stored: Mapping[str, Any]) -> Rule:
    """A rule from how it is stored."""
    lists = {name: tuple(stored[name]) for name in ("categories", "insee_codes", "values")}
    shape = None if stored["area"] is None else areas.shape_of(stored["area"])
    return Rule(**{**stored, **lists}, shape=shape)


def decide(
    rules: Sequence[Rule], case: Case, categories: Mapping[str, Category], teams: frozenset[str] | None = None
) -> Decision:
    """The first rule that fits, else the team of the category, else that of the nearest category above it.

    With `teams`, only these can be given anything.
    """
    line = lineage(categories, case.category)
    for number, rule in enumerate(rules, start=1):
        if (teams is None or rule.team in teams) and fits(rule, case, line):
            return Decision(team=rule.team, reason=Reason.RULE, rule=number, title=rule.title or None)
    for place, code in enumerate(line):
        category = categories.get(code)
        if category is not None and category.team and (teams is None or category.team in teams):
            return Decision(team=category.team, reason=Reason.PARENT if place else Reason.CATEGORY)
    return NO_TEAM


def lineage(categories: Mapping[str, Category], code: str) -> tuple[str, ...]:
    """The category and those above it, nearest first."""
    found = [code]
    while (category := categories.get(found[-1])) is not None and category.parent and category.parent not in found:
        found.append(category.parent)
    return tuple(found)


def fits(rule: Rule, case: Case, line: Sequence[str]) -> bool:
    """Whether every condition of the rule holds; where the place is not known, no area holds it."""
    return (
        (not rule.categories or any(code in rule.categories for code in line))
        and _says(rule.words, case.text)
        and _answers(rule, case.attributes)
        and _is_there(rule, case)
    )


def _is_there(rule: Rule, case: Case) -> bool:
    """In the area or in one of the communes, where the rule names either."""
    if rule.area is None and not rule.insee_codes:
        return True
    if case.insee_code in rule.insee_codes:
        return True
    if rule.area is None or case.lon is None or case.lat is None:
        return False
    return areas.within(rule.shape or areas.shape_of(rule.area), case.lon, case.lat)


def _says(words: str, text: str) -> bool:
    said = fold(text).split()
    return all(any(word.startswith(sought) for word in said) for sought in fold(words).split())


def _answers(rule: Rule, given: Mapping[str, Any]) -> bool:
    if rule.attribute is None:
        return True
    answer = given.get(rule.attribute)
    answers = answer if isinstance(answer, list) else [answer]
    if not rule.values:
        return answer is not None
    return any(str(one) in rule.values for one in answers if one is not None)
