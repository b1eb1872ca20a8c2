"""Settling the categories of an organization: its own ones, and the shared ones on other terms or not at all."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.settings.categories import effective, resolved
from plateforme.domains.reports.settings.category import LISTS, Attribute, Category
from plateforme.domains.reports.settings.setting_errors import (
    ReportCategoryInvalid,
    ReportCategoryNotFound,
    SettledMeanwhile,
)
from plateforme.domains.reports.settings.shared_categories import BY_CODE
from plateforme.domains.reports.settings.teams import is_active_team
from plateforme.domains.reports.tables import ReportCategory
from plateforme.kit.errors import Detail

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
LAST: Final = 1000
"""Where a form shows a category of an organization's own that does not say where."""

DEEPEST: Final = 4
"""Levels of the tree, the top one included."""

NEEDED: Final = ("label_fr", "service_level_days")
"""What a category of an organization's own must say; over a shared one, every term may be left as it is."""


def get_category(session: Session, code: str, organization: str | None = None) -> Category:
    """A category by its code: the shared one, or as this organization has it; retired ones too."""
    if organization is None:
        found = BY_CODE.get(code)
    else:
        get_organization(session, organization)
        found = resolved(BY_CODE.get(code), store.category_row(session, organization, code))
    if found is None:
        raise ReportCategoryNotFound
    return found


def held_category_revision(session: Session, organization: str, code: str) -> int | None:
    """The revision of a category of an organization, if it has it; nobody else changes it meanwhile.

    It is 0 for a shared category about which the organization has settled nothing.
    """
    row = store.category_row(session, organization, code, hold=True)
    if row is None:
        return 0 if code in BY_CODE else None
    return row.revision


def put_category(
    session: Session, organization: str, code: str, terms: Mapping[str, Any], *, by: Principal, now: datetime
) -> tuple[Category, bool]:
    """Settle a category, or settle it anew; says whether it is new. A retired one comes back.

    `terms` are those of `Category` that the organization sets; over a shared category the others stay the shared ones.
    """
    by.require_organization(organization)
    if errors := _faults(session, organization, code, terms):
        raise ReportCategoryInvalid(errors)
    definition = _stored(code, terms)
    row = store.category_row(session, organization, code, hold=True)
    is_new = row is None
    if row is None:
        row = ReportCategory(
            organization=organization, code=code, definition=definition, created_at=now, updated_at=now, revision=1
        )
        if not store.add_setting(session, row):
            raise SettledMeanwhile
    elif row.definition != definition or row.retired_at is not None:
        row.definition, row.retired_at, row.updated_at = definition, None, now
        row.revision += 1
        store.change_setting(session, row)
    return _resolved(row), is_new


def retire_category(session: Session, organization: str, code: str, *, by: Principal, now: datetime) -> Category:
    """Take no further reports of a category, shared or own; those that there are keep it."""
    by.require_organization(organization)
    row = store.category_row(session, organization, code, hold=True)
    if row is None:
        if code not in BY_CODE:
            raise ReportCategoryNotFound
        row = ReportCategory(
            organization=organization,
            code=code,
            definition={},
            retired_at=now,
            created_at=now,
            updated_at=now,
            revision=1,
        )
        if not store.add_setting(session, row):
            raise SettledMeanwhile
    elif row.retired_at is None:
        row.retired_at = row.updated_at = now
        row.revision += 1
        store.change_setting(session, row)
    return _resolved(row)


def _resolved(row: ReportCategory) -> Category:
    category = resolved(BY_CODE.get(row.code), row)
    if category is None:
        raise ReportCategoryNotFound
    return category


def _stored(code: str, terms: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(terms)
    if code not in BY_CODE:
        stored = {"label_en": stored["label_fr"], "help_fr": "", "position": LAST, **stored}
    if "attributes" in stored:
        stored["attributes"] = [_plain(attribute) for attribute in stored["attributes"]]
    if "keywords" in stored:
        stored["keywords"] = list(stored["keywords"])
    return stored


def _plain(attribute: Attribute) -> dict[str, Any]:
    """An attribute as JSON holds it: what is read back is equal to what was written."""
    plain = asdict(attribute)
    return {**plain, "datatype": attribute.datatype.value, "values": [list(pair) for pair in attribute.values]}


def _faults(session: Session, organization: str, code: str, terms: Mapping[str, Any]) -> list[Detail]:
    errors: list[Detail] = []
    if not CODE.fullmatch(code):
        errors.append(
            Detail(
                "parameter",
                "code",
                "pattern",
                "A code is made of small letters, digits and _, and starts with a letter.",
                "Un code est fait de minuscules, de chiffres et de _, et commence par une lettre.",
            )
        )
    if code not in BY_CODE:
        errors += [_needed(name) for name in NEEDED if terms.get(name) is None]
    if (parent := terms.get("parent")) is not None:
        errors += _parent_faults(effective(session, organization), code, parent)
    team = terms.get("team")
    if team is not None and not is_active_team(session, organization, team):
        errors.append(
            Detail(
                "pointer",
                "/team",
                "unknown",
                f"Use an active team of GET /v1/organizations/{organization}/report-teams.",
                f"Employez une équipe active de GET /v1/organizations/{organization}/report-teams.",
            )
        )
    return errors + _attribute_faults(terms.get("attributes", ()))


def _needed(name: str) -> Detail:
    return Detail(
        "pointer",
        f"/{name}",
        "required",
        "A category of your own needs this.",
        "Une catégorie qui vous est propre l’exige.",
    )


def _parent_faults(known: Mapping[str, Category], code: str, parent: str) -> list[Detail]:
    line = [parent]
    while (above := known.get(line[-1])) is not None and above.parent is not None and len(line) <= DEEPEST:
        line.append(above.parent)
    if parent not in known or code in line:
        return [
            Detail(
                "pointer",
                "/parent",
                "unknown",
                "Name another category of this organization, which is not under this one.",
                "Nommez une autre catégorie de cette organisation, qui ne soit pas sous celle-ci.",
            )
        ]
    if len(line) + 1 + _depth_under(known, code) > DEEPEST:
        return [
            Detail(
                "pointer",
                "/parent",
                "too_deep",
                f"The tree has {DEEPEST} levels at most.",
                f"L’arbre a au plus {DEEPEST} niveaux.",
            )
        ]
    return []


def _depth_under(known: Mapping[str, Category], code: str) -> int:
    """How many levels there are below a category; there are no circles, for none was ever accepted."""
    children = [category.code for category in known.values() if category.parent == code]
    return 1 + max(_depth_under(known, child) for child in children) if children else 0


def _attribute_faults(attributes: Sequence[Attribute]) -> list[Detail]:
    times = Counter(attribute.code for attribute in attributes)
    return [
        Detail("pointer", f"/attributes/{place}/{name}", code, english, french)
        for place, attribute in enumerate(attributes)
        for is_wrong, name, code, english, french in (
            (
                times[attribute.code] > 1,
                "code",
                "duplicate",
                "Give each attribute a code of its own.",
                "Donnez à chaque attribut un code à lui.",
            ),
            (
                attribute.datatype in LISTS and not attribute.values,
                "values",
                "required",
                "A list needs values to choose from.",
                "Une liste exige des valeurs entre lesquelles choisir.",
            ),
            (
                attribute.datatype not in LISTS and bool(attribute.values),
                "values",
                "misplaced",
                "Only lists have values: leave them out, or change the datatype.",
                "Seules les listes ont des valeurs : retirez-les, ou changez de datatype.",
            ),
            (
                len({key for key, _ in attribute.values}) < len(attribute.values),
                "values",
                "duplicate",
                "Give each value a key of its own.",
                "Donnez à chaque valeur une clé à elle.",
            ),
            (
                attribute.required and not attribute.variable,
                "required",
                "misplaced",
                "A notice takes no answer, so it cannot be required.",
                "Une information n’attend pas de réponse, donc n’en exige pas.",
            ),
        )
        if is_wrong
    ]
