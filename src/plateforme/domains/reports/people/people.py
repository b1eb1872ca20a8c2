"""Who reports a problem: kept apart from the report, shown to few, removed on the published schedule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, SQLModel

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.history import history
from plateforme.domains.reports.people.moderators import may_moderate
from plateforme.domains.reports.people.privacy_errors import NotYoursToDecide, ReporterNotFound
from plateforme.domains.reports.screening.screening import Screened
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEventKind,
    ReportPerson,
    ReportText,
    TextStatus,
)
from plateforme.kit.errors import Detail

MAX_NAME = 100
MAX_IDENTIFIER = 200
# deliberately loose: an address is proved by a message that arrives, not by a pattern
EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@[^\s@<>(),;:\"\[\]\\]{1,250}\.[^\s@.<>(),;:\"\[\]\\]{2,63}")
PHONE = re.compile(r"\+?[0-9 .()/\-]{3,40}")
CONTACT: Final = ("first_name", "last_name", "email", "phone", "account_id", "device_id")


@dataclass(frozen=True, kw_only=True)
class NewReporter:
    """Who reports, as far as they say: everything may be left out.

    `account_id` and `device_id` are the sender's own identifiers of the person and of the telephone. `wants_updates`:
    asks to hear of what happens. `may_be_shared`: agrees that the contact goes to the body that will do the work.
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    account_id: str | None = None
    device_id: str | None = None
    wants_updates: bool = False
    may_be_shared: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing tells who it is."""
        return not any(getattr(self, name) for name in CONTACT)

    @property
    def names(self) -> Sequence[str]:
        """The names that must not stand in a public text."""
        whole = " ".join(name for name in (self.first_name, self.last_name) if name)
        return [name for name in (whole, self.first_name, self.last_name) if name]


def faults(reporter: NewReporter | None, *, pointer: str = "/reporter") -> list[Detail]:
    """What is wrong with the contact, if anything; `pointer` says where it stands in what was sent."""
    if reporter is None:
        return []
    limits = {"first_name": MAX_NAME, "last_name": MAX_NAME}
    found = [
        fault
        for name in CONTACT
        for fault in texts.faults(
            getattr(reporter, name), pointer=f"{pointer}/{name}", limit=limits.get(name, MAX_IDENTIFIER)
        )
    ]
    if not found and reporter.email is not None and not EMAIL.fullmatch(reporter.email):
        found.append(
            Detail(
                "pointer",
                f"{pointer}/email",
                "email",
                "This is no e-mail address: write it as somebody@example.org, or leave it out.",
                french="Ce n’est pas une adresse électronique : écrivez-la comme nom@exemple.fr, ou ne l’indiquez pas.",
            )
        )
    if not found and reporter.phone is not None and not PHONE.fullmatch(reporter.phone):
        found.append(
            Detail(
                "pointer",
                f"{pointer}/phone",
                "phone",
                "This is no telephone number: digits, blanks and a leading + only, or leave it out.",
                french="Ce n’est pas un numéro de téléphone : des chiffres, des espaces et un + initial, ou rien.",
            )
        )
    return found


def rows_of(
    report: Report, reporter: NewReporter | None, written: str, screened: Screened, now: datetime
) -> list[SQLModel]:
    """The rows to insert with a new report: who reported, and the text as written when the public reads another.

    A contact that tells nobody's name is not kept, and neither is the copy of a text that is public as it is.
    """
    rows: list[SQLModel] = []
    if reporter is not None and not reporter.is_anonymous:
        rows.append(
            ReportPerson(
                report_id=report.id,
                **{name: getattr(reporter, name) or None for name in CONTACT},
                wants_updates=reporter.wants_updates,
                may_be_shared=reporter.may_be_shared,
                created_at=now,
            )
        )
    if screened.status != TextStatus.PUBLISHED:
        rows.append(text_of(report, written, screened, now))
    return rows


def text_of(report: Report, written: str, screened: Screened, now: datetime) -> ReportText:
    """The text as it was written, waiting for a decision."""
    return ReportText(
        report_id=report.id,
        original=written,
        proposed=screened.proposed,
        findings=[finding.stored() for finding in screened.findings],
        status=screened.status,
        created_at=now,
    )


def contact_of(session: Session, report: Report) -> ReportPerson | None:
    """Who made the report, as far as it is known and still kept; whoever shows it checks who may see it."""
    return store.person(session, report.id)


def names_of(session: Session, report: Report) -> Sequence[str]:
    """The names that must not stand in what the public reads of this report."""
    person = contact_of(session, report)
    return () if person is None else NewReporter(first_name=person.first_name, last_name=person.last_name).names


def read_contact(session: Session, report: Report, *, by: Principal, now: datetime) -> ReportPerson:
    """Who made a held report; that somebody looked, and who, is written down where the organization can read it.

    Looking changes nothing, so the report gets no new revision and the feed hears nothing of it.
    """
    by.require_organization(report.organization)
    found = contact_of(session, report)
    if found is None:
        raise ReporterNotFound(report.reference)
    report.events += 1
    entry = history.Entry(kind=ReportEventKind.CONTACT_READ, visibility=EventVisibility.INTERNAL)
    store.change_row(session, report, history.event_of(report, entry, by=by, at=now, recorded_at=now))
    return found


def forget_contact(session: Session, report: Report, *, by: Principal, now: datetime) -> None:
    """Remove what is known about who made a held report, at their wish; the report itself stays.

    Whoever sent the report may, and a moderator.
    """
    if by.consumer != report.consumer and not may_moderate(by, report.organization):
        raise NotYoursToDecide(report.reference)
    found = contact_of(session, report)
    if found is None:
        raise ReporterNotFound(report.reference)
    store.remove_row(session, found)
    entry = history.Entry(
        kind=ReportEventKind.ANONYMIZED, visibility=EventVisibility.INTERNAL, details={"removed": ["contact"]}
    )
    history.append(session, report, entry, by=by, now=now)
