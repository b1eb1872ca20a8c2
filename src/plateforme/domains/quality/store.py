"""Every SQL statement of the ledger."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, text
from sqlmodel import Session, SQLModel, col, func, select

from plateforme.domains.quality.listings import FINDINGS, RUNS, SCORES
from plateforme.domains.quality.tables import Finding, FindingEvent, PolicyOverride, QualityRun, Score
from plateforme.domains.quality.vocabulary import SubjectKind
from plateforme.kit.keyset import Asked, Slice, fetch

LEDGER_LOCK = 0x706C66_01
"""The lock under which the ledger is written one after the other on PostgreSQL; SQLite has one writer anyway."""


def add(session: Session, row: SQLModel) -> None:
    """Write a new row."""
    session.add(row)
    session.flush()


def lock_ledger(session: Session) -> None:
    """Let one batch be recorded at a time: no finding is opened twice, no policy and no board overwritten unseen."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LEDGER_LOCK})


def override(session: Session, policy_id: str) -> PolicyOverride | None:
    """The override with this id, if there is one."""
    return session.get(PolicyOverride, policy_id)


def overrides(
    session: Session, *, subject_kind: SubjectKind | None, after: str | None, down: bool, limit: int
) -> Sequence[PolicyOverride]:
    """Overrides in the order of their ids, or against it, from one id on."""
    # the same order as Python's, in which the page is merged with the defaults
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    identity = col(PolicyOverride.id).collate("C" if is_postgresql else "BINARY")
    statement = select(PolicyOverride)
    if after is not None:
        statement = statement.where(identity < after if down else identity > after)
    if subject_kind is not None:
        statement = statement.where(PolicyOverride.subject_kind == subject_kind)
    return session.exec(statement.order_by(identity.desc() if down else identity.asc()).limit(limit)).all()


def count_overrides(session: Session, *, subject_kind: SubjectKind | None) -> int:
    """How many overrides there are."""
    statement = select(func.count()).select_from(PolicyOverride)
    if subject_kind is not None:
        statement = statement.where(PolicyOverride.subject_kind == subject_kind)
    return session.exec(statement).one()


def finding(session: Session, finding_id: str, *, lock: bool = False) -> Finding | None:
    """The finding with this id, if there is one; locked when it is about to change."""
    statement = select(Finding).where(Finding.id == finding_id)
    return session.exec(statement.with_for_update() if lock else statement).one_or_none()


def findings_by_id(session: Session, ids: Iterable[str]) -> dict[str, Finding]:
    """Those of these findings that exist."""
    rows = session.exec(select(Finding).where(col(Finding.id).in_(list(ids))).with_for_update()).all()
    return {row.id: row for row in rows}


def findings(session: Session, asked: Asked) -> Slice[Finding]:
    """One page of findings."""
    return fetch(session, select(Finding), FINDINGS, asked)


def events(session: Session, finding_id: str) -> Sequence[FindingEvent]:
    """The history of a finding, oldest first."""
    statement = select(FindingEvent).where(FindingEvent.finding_id == finding_id)
    return session.exec(statement.order_by(col(FindingEvent.number))).all()


def run(session: Session, run_id: str) -> QualityRun | None:
    """The run with this id, if there is one."""
    return session.get(QualityRun, run_id)


def runs(session: Session, asked: Asked) -> Slice[QualityRun]:
    """One page of runs."""
    return fetch(session, select(QualityRun), RUNS, asked)


def latest_run(session: Session) -> QualityRun | None:
    """The run that finished last."""
    return session.exec(
        select(QualityRun).order_by(col(QualityRun.finished_at).desc(), col(QualityRun.id).desc()).limit(1)
    ).first()


def replace_scores(session: Session, rows: Iterable[Score]) -> None:
    """Put these scores in the place of all others."""
    session.connection().execute(delete(Score))
    session.add_all(rows)
    session.flush()


def scores(session: Session, asked: Asked) -> Slice[Score]:
    """One page of scores."""
    return fetch(session, select(Score), SCORES, asked)
