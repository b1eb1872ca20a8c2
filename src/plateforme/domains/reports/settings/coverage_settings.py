"""Settling for which places an organization answers, or who does in its stead."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.places.places import EARTH
from plateforme.domains.reports.settings import areas
from plateforme.domains.reports.settings.categories import effective
from plateforme.domains.reports.settings.coverage import NewCoverage
from plateforme.domains.reports.settings.setting_errors import (
    ReportCoverageInvalid,
    ReportCoverageNotFound,
    SettledMeanwhile,
)
from plateforme.domains.reports.tables import ReportCoverage
from plateforme.kit.errors import Detail
from plateforme.kit.ids import INSEE, new_id
from plateforme.kit.keyset import Asked, Slice

MAX_COMMUNES: Final = 2000


def list_coverages(session: Session, organization: str, asked: Asked) -> Slice[ReportCoverage]:
    """One page of the coverages of an organization."""
    get_organization(session, organization)
    return store.list_coverages(session, organization, asked)


def get_coverage(session: Session, organization: str, slug: str) -> ReportCoverage:
    """One coverage of an organization."""
    return _existing(store.coverage_row(session, organization, slug), organization)


def _existing(row: ReportCoverage | None, organization: str) -> ReportCoverage:
    if row is None:
        raise ReportCoverageNotFound(organization)
    return row


def held_coverage_revision(session: Session, organization: str, slug: str) -> int | None:
    """The revision of a coverage, if there is one; nobody else changes it before this transaction ends."""
    row = store.coverage_row(session, organization, slug, hold=True)
    return row.revision if row else None


def put_coverage(
    session: Session, organization: str, slug: str, new: NewCoverage, *, by: Principal, now: datetime
) -> tuple[ReportCoverage, bool]:
    """Settle who answers in a place, or settle it anew; says whether it is new. The same content changes nothing."""
    by.require_organization(organization)
    definition, errors = _read(session, organization, new)
    if errors:
        raise ReportCoverageInvalid(errors)
    # a list of communes may hold any point: its box is the Earth's
    box = areas.bounds(definition["area"]) if not new.insee_codes else EARTH
    edges = dict(zip(("west", "south", "east", "north"), box, strict=True))
    row = store.coverage_row(session, organization, slug, hold=True)
    if row is None:
        row = ReportCoverage(
            id=new_id(now),
            organization=organization,
            slug=slug,
            definition=definition,
            created_at=now,
            updated_at=now,
            revision=1,
            **edges,
        )
        if not store.add_setting(session, row):
            raise SettledMeanwhile
        return row, True
    if row.definition != definition:
        row.definition = definition
        row.west, row.south, row.east, row.north = box
        row.updated_at = now
        row.revision += 1
        store.change_setting(session, row)
    return row, False


def remove_coverage(session: Session, organization: str, slug: str, *, by: Principal) -> None:
    """Settle nothing about this place any more."""
    by.require_organization(organization)
    store.remove_setting(session, _existing(store.coverage_row(session, organization, slug, hold=True), organization))


def _read(session: Session, organization: str, new: NewCoverage) -> tuple[dict[str, Any], list[Detail]]:
    known = effective(session, organization)
    errors = [
        Detail(
            "pointer",
            f"/categories/{place}",
            "unknown",
            "Use a code of GET /v1/report-categories for this organization.",
            "Employez un code de GET /v1/report-categories pour cette organisation.",
        )
        for place, code in enumerate(new.categories)
        if code not in known
    ]
    errors += _commune_faults(new.insee_codes)
    area: dict[str, Any] | None = None
    if new.area is not None:
        area, faults = areas.read(new.area, "/area")
        errors += faults
    elif not new.insee_codes:
        errors.append(
            Detail(
                "pointer",
                "/area",
                "required",
                "Say where: an area, INSEE codes of communes, or both.",
                "Dites où : une zone, des codes INSEE de communes, ou les deux.",
            )
        )
    communes = sorted(set(new.insee_codes))
    return {
        "title": new.title,
        "categories": sorted(set(new.categories)),
        "area": area,
        "insee_codes": communes,
        "responsible": None if new.responsible is None else asdict(new.responsible),
        "priority": new.priority,
        "size": areas.size_km2(area) if area and not errors else float(len(communes)),
    }, errors


def _commune_faults(codes: Sequence[str]) -> list[Detail]:
    if len(codes) > MAX_COMMUNES:
        return [
            Detail(
                "pointer",
                "/insee_codes",
                "too_many",
                f"List {MAX_COMMUNES} communes at most, or draw an area.",
                f"Donnez au plus {MAX_COMMUNES} communes, ou dessinez une zone.",
            )
        ]
    return [
        Detail(
            "pointer",
            f"/insee_codes/{place}",
            "pattern",
            "An INSEE code has five characters, such as 44109 or 2A004.",
            "Un code INSEE a cinq caractères, comme 44109 ou 2A004.",
        )
        for place, code in enumerate(codes)
        if not re.fullmatch(INSEE, code)
    ]
