"""The sandbox: where developers try out what they write, with reports that nobody acts upon and that do not last."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.listings.faces import TRIAGE
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.tables import Report, ReportVisibility
from plateforme.kit.db import Database
from plateforme.kit.storage import Storage

KEY: Final = "sandbox"
"""The key that everybody has here."""

CONSUMER: Final = "open311-sandbox"
"""Who reports with it."""

KEPT_FOR: Final = timedelta(days=7)
BATCH: Final = 100


def tester(organization: str) -> Principal:
    """Whoever uses the key of the sandbox: anybody, and only ever upon reports of the sandbox.

    It acts for the organization that is reported to, so that both sides of an exchange can be tried out.
    """
    return Principal(
        consumer=CONSUMER, organization=organization, scopes=frozenset({"reports:write", TRIAGE}), key_id=KEY
    )


def is_here(report: Report, *, is_sandbox: bool) -> bool:
    """Whether the report is of the world that is asked: the sandbox and the real one never mix."""
    return (report.visibility == ReportVisibility.SANDBOX) == is_sandbox


def purge(db: Database, storage: Storage, *, now: datetime) -> int:
    """Remove the reports of the sandbox that have had their time, and say how many."""
    removed = 0
    while True:
        with db.writing() as session:
            found = _purge_some(session, storage, now=now)
        removed += found
        if found < BATCH:
            return removed


def _purge_some(session: Session, storage: Storage, *, now: datetime) -> int:
    old = store.old_sandbox_reports(session, before=now - KEPT_FOR, limit=BATCH)
    for report in old:
        photos.purge(session, storage, report)
    store.remove_reports(session, old)
    return len(old)
