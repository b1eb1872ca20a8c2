"""How long what people gave is kept: a schedule that anybody can read, and the work that keeps to it.

The periods are proposals of the platform: each town's data protection officer confirms or shortens them by category.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.errors import ReportErased
from plateforme.domains.reports.history import history
from plateforme.domains.reports.people.moderators import MODERATE
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.privacy import erasure
from plateforme.domains.reports.settings import categories
from plateforme.domains.reports.tables import (
    ErasureReason,
    EventVisibility,
    Report,
    ReportEventKind,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.db import Database
from plateforme.kit.storage import Storage

BATCH: Final = 100
"""Reports in one transaction: other writers never wait long."""
OPEN_DAYS: Final = 1095
"""For reports that nobody ever closes, from their opening: three years."""
DRAFT_DAYS: Final = 30
HIDDEN: Final = "hidden"
PLATFORM: Final = "platform"
"""Who keeps to the schedule, in the history of a report."""


@dataclass(frozen=True)
class Rule:
    """What is removed, how many days after the report was closed, and which days of a category override that.

    Of hidden reports, how many days after they were hidden.
    """

    what: str
    days: int
    sentence: str
    sentence_fr: str
    override: str | None = None


SCHEDULE: Final[Sequence[Rule]] = (
    Rule(
        "contact",
        365,
        "Name, address and numbers of whoever reported are removed; the report stays without them.",
        "Nom, adresse et numéros de la personne qui a signalé sont effacés ; le signalement demeure sans eux.",
        "contact_retention_days",
    ),
    Rule(
        "texts",
        365,
        "Texts, comments and answers that the public never read as written are removed.",
        "Les textes, commentaires et réponses que le public n’a pas lus tels quels sont effacés.",
        "contact_retention_days",
    ),
    Rule(
        "photos",
        365,
        "Photos are deleted, with their bytes.",
        "Les photos sont supprimées, fichiers compris.",
        "photo_retention_days",
    ),
    Rule(
        "voices",
        365,
        "Who confirmed a report is removed; how many did stays.",
        "Qui a confirmé un signalement est effacé ; combien l’ont fait demeure.",
    ),
    Rule(
        "requests",
        365,
        "Requests for removal are deleted with their answers.",
        "Les demandes de retrait sont supprimées avec leurs réponses.",
    ),
    Rule(
        HIDDEN,
        365,
        "A report that was taken out of the public's sight is erased, so many days after that.",
        "Un signalement retiré de la vue du public est effacé, autant de jours après ce retrait.",
        "hidden_retention_days",
    ),
)
"""Counted from the closing of a report, or with `OPEN_DAYS` from its opening where it is never closed."""


def overrides(session: Session, rule: Rule) -> store.Days:
    """The days that categories have of their own: those of an organization, and (None) the shared ones."""
    if rule.override is None:
        return {}
    found: dict[tuple[str | None, str], int] = {}
    for category in categories.SHARED:
        if (days := getattr(category, rule.override)) is not None:
            found[None, category.code] = days
    for row in store.every_category_row(session):
        category_own = categories.resolved(categories.BY_CODE.get(row.code), row)
        days = None if category_own is None else getattr(category_own, rule.override)
        if days is not None:
            found[row.organization, row.code] = days
    return found


def due(session: Session, *, now: datetime) -> Mapping[str, int]:
    """Of how many reports the schedule would remove something now, by what."""
    counts = {
        rule.what: store.count_due(
            session, rule.what, rule.days, overrides(session, rule), open_days=OPEN_DAYS, now=now
        )
        for rule in SCHEDULE
    }
    return counts | {"drafts": store.count_old_drafts(session, before=now - timedelta(days=DRAFT_DAYS))}


def purge(db: Database, storage: Storage, *, now: datetime) -> Mapping[str, int]:
    """Remove all that is due, in small transactions, and say of how many reports, by what."""
    removed = {
        rule.what: _by_batches(db, _finder(rule, now), _remover(rule, storage, now))
        for rule in SCHEDULE
        if rule.what != HIDDEN
    }
    removed[HIDDEN] = _erase_hidden(db, storage, now)
    old = now - timedelta(days=DRAFT_DAYS)

    def find_drafts(session: Session) -> Sequence[str]:
        return store.old_drafts(session, before=old, limit=BATCH)

    def erase_draft(session: Session, report: Report) -> None:
        if report.visibility == ReportVisibility.DRAFT and report.updated_at < old:  # it may have been completed
            by = keeper(report.organization, scopes=frozenset({MODERATE}))
            erasure.erase_report(session, storage, report, ErasureReason.EXPIRED, by=by, now=now)

    removed["drafts"] = _by_batches(db, find_drafts, erase_draft)
    return removed


def _erase_hidden(db: Database, storage: Storage, now: datetime) -> int:
    """Erase the hidden reports whose time is over, one by one: each is held after the one that it follows."""
    rule = next(rule for rule in SCHEDULE if rule.what == HIDDEN)
    total = 0
    while True:
        with db.reading() as session:
            known = store.long_hidden(session, rule.days, overrides(session, rule), now=now, limit=BATCH)
        for reference, organization in known:
            with db.writing() as session:
                by = keeper(organization, scopes=frozenset({MODERATE}))
                with suppress(ReportErased):  # by somebody else meanwhile; or it may have been shown again
                    report = erasure.held_report(session, reference, by=by)
                    if report.visibility == ReportVisibility.HIDDEN:
                        erasure.erase_report(session, storage, report, ErasureReason.EXPIRED, by=by, now=now)
        total += len(known)
        if len(known) < BATCH:
            return total


Find = Callable[[Session], Sequence[str]]
Remove = Callable[[Session, Report], None]


def _by_batches(db: Database, find: Find, remove: Remove) -> int:
    """Find by reading, which may take long, and then hold only the reports that were found."""
    total = 0
    while True:
        with db.reading() as session:
            ids = find(session)
        if not ids:
            return total
        with db.writing() as session:
            for report in store.held_by_ids(session, ids):
                remove(session, report)
        total += len(ids)
        if len(ids) < BATCH:
            return total


def _finder(rule: Rule, now: datetime) -> Find:
    def find(session: Session) -> Sequence[str]:
        special = overrides(session, rule)
        return store.due_for_removal(session, rule.what, rule.days, special, open_days=OPEN_DAYS, now=now, limit=BATCH)

    return find


def _remover(rule: Rule, storage: Storage, now: datetime) -> Remove:
    def remove(session: Session, report: Report) -> None:
        _remove(session, storage, report, rule.what, now)

    return remove


def _remove(session: Session, storage: Storage, report: Report, what: str, now: datetime) -> None:
    was_seen = what == "photos" and report.photos > 0 and report.visibility == ReportVisibility.PUBLIC
    if what == "photos":
        photos.purge(session, storage, report)
    else:
        store.purge_kind(session, report, what)
    if what == "texts":
        report.content_digest = ""  # whoever guesses what was written could prove it
        report.unknown_attributes = {}  # answers that were masked for the public are kept there as they were written
        if report.text_status == TextStatus.IN_REVIEW:
            report.text_status = TextStatus.WITHHELD
    entry = history.Entry(
        kind=ReportEventKind.ANONYMIZED,
        visibility=EventVisibility.PUBLIC if was_seen else EventVisibility.INTERNAL,
        details={"removed": [what]},
    )
    history.append(session, report, entry, by=keeper(report.organization), now=now)


def keeper(organization: str, *, scopes: frozenset[str] = frozenset()) -> Principal:
    """The platform itself, on behalf of the organization that answers."""
    return Principal(consumer=PLATFORM, organization=organization, scopes=scopes, key_id=PLATFORM)


def schedule(session: Session, organization: str | None) -> list[tuple[Rule, dict[str, int]]]:
    """The rules, each with the days that categories have of their own: shared ones, and those of an organization."""
    if organization is not None:
        get_organization(session, organization)
    listed = []
    for rule in SCHEDULE:
        found = overrides(session, rule)
        shared = {code: days for (owner, code), days in found.items() if owner is None}
        own = {code: days for (owner, code), days in found.items() if owner == organization}
        listed.append((rule, shared | own))
    return listed
