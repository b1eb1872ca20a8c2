"""Looking at what someone tells: what is wrong with it, what is odd about it, and what of it the public may read.

Only what cannot be meant is refused. What is merely odd is kept with a warning: a report must not be lost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.errors import OrganizationNotFound
from plateforme.domains.access.organizations import require_organization
from plateforme.domains.reports import texts
from plateforme.domains.reports.errors import ReportInvalid
from plateforme.domains.reports.intake.new_report import NewReport
from plateforme.domains.reports.people import people
from plateforme.domains.reports.places import places
from plateforme.domains.reports.screening.screening import Screened, screen
from plateforme.domains.reports.settings import attributes, categories, coverage
from plateforme.domains.reports.settings.category import Category
from plateforme.kit.clock import CLOCK_SKEW
from plateforme.kit.errors import Detail
from plateforme.kit.ids import INSEE

EARLIEST_YEAR: Final = 1990
LONG_AGO: Final = timedelta(days=30)
MAX_DISTRICT: Final = 120
MAX_ADDRESS_ID: Final = 100
POSTCODE: Final = re.compile(r"[0-9A-Za-z -]{2,10}")
MOST_DIGITS: Final = 7


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A report that can be taken in: its category, its answers, what the public may read, and what is odd.

    `told` is what was sent, but for blanks; in `new`, personal data in the address is masked.
    """

    told: NewReport
    new: NewReport
    category: Category
    known: dict[str, Any]
    unknown: dict[str, Any]
    screened: Screened
    warnings: list[str] = field(default_factory=list)
    is_complete: bool = True


def examine(session: Session, new: NewReport, *, now: datetime, is_known: bool = False) -> Examined:
    """Look at a report; ReportInvalid tells everything that is wrong with it at once.

    `is_known` says that the report is there already: a category that was retired since is no fault then.
    """
    new = told = tidied(new)
    errors = _organization_faults(session, new.organization)
    category = None if errors else categories.find(session, new.organization, new.category)
    if not errors and (category is None or not (category.is_active or is_known)):
        errors.append(
            Detail(
                "pointer",
                "/category",
                "unknown",
                "Use a code of GET /v1/report-categories.",
                french="Utilisez un code de GET /v1/report-categories.",
            )
        )
    checked = attributes.Checked({}, {}, []) if category is None else attributes.check(category, new.attributes)
    missing = _missing(new)
    errors += [*checked.faults] if not new.is_draft else [one for one in checked.faults if one.code != "required"]
    errors += [] if new.is_draft else missing
    errors += _field_faults(new, now)
    if errors or category is None:
        raise ReportInvalid(errors)
    names = () if new.reporter is None else new.reporter.names
    screened = screen(new.description, names=names)
    free = {name: _masked(getattr(new, name), names) for name in ("address", "district", "address_id")}
    new = replace(new, **free)  # type: ignore[arg-type]  # texts all three
    known, kept = public_answers(category, checked.known, checked.unknown, names)
    return Examined(
        told=told,
        new=new,
        category=category,
        known=known,
        unknown=kept,
        screened=screened,
        warnings=_warnings(session, new, has_unknown=bool(checked.unknown), now=now),
        is_complete=not missing and not any(one.code == "required" for one in checked.faults),
    )


def _masked(text: str | None, names: Sequence[str]) -> str | None:
    screened = screen(text, names=names) if text else None
    return screened.proposed if screened is not None and screened.findings else text


def public_answers(
    category: Category, answers: Mapping[str, Any], unknown: Mapping[str, Any], names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers, with personal data masked where the public reads them.

    What was written instead is kept beside them, for those who work on the report.
    """
    known, kept = dict(answers), dict(unknown)
    private = {attribute.code for attribute in category.attributes if not attribute.is_public}
    for code, value in answers.items():
        if code not in private and isinstance(value, str) and (masked := _masked(value, names)) != value:
            known[code], kept[code] = masked, value
    return known, kept


def instant_faults(instant: datetime | None, *, pointer: str, now: datetime) -> list[Detail]:
    """What is wrong with a date of the past, if anything."""
    if instant is None:
        return []
    if instant.year < EARLIEST_YEAR:
        return [
            Detail(
                "pointer",
                pointer,
                "too_old",
                f"Dates before {EARLIEST_YEAR} are taken for mistakes; leave it out.",
                french=f"Une date d’avant {EARLIEST_YEAR} passe pour une erreur ; ne l’indiquez pas.",
            )
        ]
    if instant > now:
        return [
            Detail(
                "pointer",
                pointer,
                "future",
                "This date is in the future; check the time zone, or leave it out.",
                french="Cette date est dans le futur ; vérifiez le fuseau horaire, ou ne l’indiquez pas.",
            )
        ]
    return []


def tidied(new: NewReport) -> NewReport:
    """What was told, with one kind of line break and no blank around its texts."""

    def one(text: str | None) -> str | None:
        return texts.tidy(text) or None if text else None

    return replace(
        new,
        description=texts.tidy(new.description),
        address=one(new.address),
        address_id=one(new.address_id),
        postcode=one(new.postcode),
        district=one(new.district),
    )


def _missing(new: NewReport) -> list[Detail]:
    """What a report needs before anybody but its author reads it."""
    found = []
    if not new.description:
        found.append(
            Detail(
                "pointer",
                "/description",
                "blank",
                "Write something here: what is wrong?",
                french="Écrivez quelque chose : quel est le problème ?",
            )
        )
    if new.lon is None and new.lat is None and not (new.address or new.address_id):
        found += places.faults(None, None, address=None)
    return found


def _is_postcode(text: str) -> bool:
    """Whether a text can be a postcode of any country: a telephone number has more digits."""
    return POSTCODE.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= MOST_DIGITS


def _field_faults(new: NewReport, now: datetime) -> list[Detail]:
    errors: list[Detail] = []
    if new.insee_code is not None and not re.fullmatch(INSEE, new.insee_code):
        errors.append(
            Detail(
                "pointer",
                "/insee_code",
                "pattern",
                "An INSEE code has five characters, such as 44109 or 2A004.",
                french="Un code INSEE a cinq caractères, comme 44109 ou 2A004.",
            )
        )
    if new.postcode is not None and not _is_postcode(new.postcode):
        errors.append(
            Detail(
                "pointer",
                "/postcode",
                "pattern",
                "A postcode is a few digits or letters, such as 44000.",
                french="Un code postal compte quelques chiffres ou lettres, comme 44000.",
            )
        )
    limits = {
        "description": texts.MAX_DESCRIPTION,
        "address": texts.MAX_ADDRESS,
        "address_id": MAX_ADDRESS_ID,
        "district": MAX_DISTRICT,
    }
    for name, limit in limits.items():
        errors += texts.faults(getattr(new, name) or None, pointer=f"/{name}", limit=limit)
    if new.lon is not None or new.lat is not None:
        errors += places.faults(new.lon, new.lat, address=new.address)
    errors += people.faults(new.reporter)
    errors += instant_faults(new.opened_at, pointer="/opened_at", now=now)
    if new.occurred_at and new.opened_at and new.occurred_at > new.opened_at:
        errors.append(
            Detail(
                "pointer",
                "/occurred_at",
                "order",
                "A problem is seen before it is reported: at or before opened_at.",
                french="Un problème est vu avant d’être signalé : au plus tard à opened_at.",
            )
        )
    return errors


def _warnings(session: Session, new: NewReport, *, has_unknown: bool, now: datetime) -> list[str]:
    found = ["unknown_attribute"] if has_unknown else []
    if new.occurred_at is not None:
        told = new.opened_at or now
        found += ["occurred_in_future"] if new.occurred_at > now + CLOCK_SKEW else []
        found += ["occurred_long_ago"] if new.occurred_at < told - LONG_AGO else []
    if new.lon is not None and new.lat is not None:
        found += [] if places.in_france(new.lon, new.lat) else ["outside_france"]
        place = new.lon, new.lat, new.category
        decided = coverage.remit(session, new.organization, *place, insee_code=new.insee_code)
        is_outside = decided.verdict in (coverage.Remit.ELSEWHERE, coverage.Remit.OUTSIDE)
        found += ["outside_territory"] if is_outside else []
    return found


def _organization_faults(session: Session, slug: str) -> list[Detail]:
    try:
        require_organization(session, slug)
    except OrganizationNotFound:
        return [
            Detail(
                "pointer",
                "/organization",
                "unknown",
                "Use a slug of GET /v1/organizations.",
                french="Utilisez un identifiant de GET /v1/organizations.",
            )
        ]
    return []
