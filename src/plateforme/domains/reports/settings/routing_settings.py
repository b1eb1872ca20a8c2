"""Settling by which rules an organization's reports find their team."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.settings import areas
from plateforme.domains.reports.settings.categories import effective
from plateforme.domains.reports.settings.routing import Rule
from plateforme.domains.reports.settings.setting_errors import ReportRoutingInvalid, SettledMeanwhile
from plateforme.domains.reports.tables import ReportRouting
from plateforme.kit.errors import Detail
from plateforme.kit.ids import INSEE

MAX_RULES: Final = 500


def get_routing(session: Session, organization: str) -> ReportRouting | None:
    """The rules of an organization, if it has settled any."""
    get_organization(session, organization)
    return store.routing_row(session, organization)


def held_routing_revision(session: Session, organization: str) -> int:
    """The revision of the rules, 0 where none were ever settled; nobody else changes them meanwhile."""
    row = store.routing_row(session, organization, hold=True)
    return row.revision if row else 0


def put_routing(
    session: Session, organization: str, rules: Sequence[Rule], *, by: Principal, now: datetime
) -> tuple[ReportRouting, bool]:
    """Settle all rules at once, in their order; says whether there were none. The same rules change nothing."""
    by.require_organization(organization)
    stored, errors = _read(session, organization, rules)
    if errors:
        raise ReportRoutingInvalid(errors)
    row = store.routing_row(session, organization, hold=True)
    if row is None:
        row = ReportRouting(organization=organization, rules=stored, updated_at=now, revision=1)
        if not store.add_setting(session, row):
            raise SettledMeanwhile
        return row, True
    if row.rules != stored:
        row.rules, row.updated_at = stored, now
        row.revision += 1
        store.change_setting(session, row)
    return row, False


def _read(session: Session, organization: str, rules: Sequence[Rule]) -> tuple[list[dict[str, Any]], list[Detail]]:
    if len(rules) > MAX_RULES:
        english = f"A routing has {MAX_RULES} rules at most."
        return [], [Detail("pointer", "/rules", "too_many", english, f"Un routage a au plus {MAX_RULES} règles.")]
    known = frozenset(effective(session, organization))
    teams = frozenset(team.slug for team in store.team_rows(session, organization) if team.retired_at is None)
    stored: list[dict[str, Any]] = []
    errors: list[Detail] = []
    for place, rule in enumerate(rules):
        here = f"/rules/{place}"
        errors += _name_faults(rule, here, known=known, teams=teams, organization=organization)
        names = [each.name for each in fields(rule) if each.name != "shape"]
        plain: dict[str, Any] = {name: getattr(rule, name) for name in names}
        plain |= {name: list(getattr(rule, name)) for name in ("categories", "insee_codes", "values")}
        if rule.area is not None:
            plain["area"], faults = areas.read(rule.area, f"{here}/area")
            errors += faults
        stored.append(plain)
    return stored, errors


def _name_faults(
    rule: Rule, here: str, *, known: frozenset[str], teams: frozenset[str], organization: str
) -> list[Detail]:
    errors = [
        Detail(
            "pointer",
            f"{here}/categories/{place}",
            "unknown",
            "Use a code of GET /v1/report-categories for this organization.",
            "Employez un code de GET /v1/report-categories pour cette organisation.",
        )
        for place, code in enumerate(rule.categories)
        if code not in known
    ]
    errors += [
        Detail(
            "pointer",
            f"{here}/insee_codes/{place}",
            "pattern",
            "An INSEE code has five characters, such as 44109 or 2A004.",
            "Un code INSEE a cinq caractères, comme 44109 ou 2A004.",
        )
        for place, code in enumerate(rule.insee_codes)
        if not re.fullmatch(INSEE, code)
    ]
    if rule.team not in teams:
        address = f"GET /v1/organizations/{organization}/report-teams"
        errors.append(
            Detail(
                "pointer",
                f"{here}/team",
                "unknown",
                f"Use an active team of {address}.",
                f"Employez une équipe active de {address}.",
            )
        )
    if rule.values and rule.attribute is None:
        errors.append(
            Detail(
                "pointer",
                f"{here}/attribute",
                "required",
                "Say which attribute has these values.",
                "Dites quel attribut a ces valeurs.",
            )
        )
    return errors
