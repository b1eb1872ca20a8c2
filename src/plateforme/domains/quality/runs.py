"""The checker's own freshness: each passage is recorded with what it counted."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality import store
from plateforme.domains.quality.errors import QualityRunInvalid, QualityRunNotFound
from plateforme.domains.quality.tables import QualityRun
from plateforme.kit.clock import CLOCK_SKEW
from plateforme.kit.errors import Detail
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice


def create_run(
    session: Session,
    *,
    started_at: datetime,
    finished_at: datetime,
    states: Mapping[str, int],
    changes: Mapping[str, int],
    by: Principal,
    now: datetime,
) -> QualityRun:
    """Record a passage that ended; the number of evaluations is the sum of its states."""
    if not started_at <= finished_at <= now + CLOCK_SKEW:
        raise QualityRunInvalid(
            "A run starts before it ends and ends before it is recorded. Send instants from a clock that is right.",
            errors=[Detail("pointer", "/finished_at", "range", "Between started_at and now.")],
        )
    run = QualityRun(
        id=new_id(now),
        consumer=by.consumer,
        organization=by.organization,
        started_at=started_at,
        finished_at=finished_at,
        evaluated=sum(states.values()),
        states=dict(states),
        changes=dict(changes),
        recorded_at=now,
    )
    store.add(session, run)
    return run


def get_run(session: Session, run_id: str) -> QualityRun:
    """The run with this id; an unknown one is an error."""
    run = store.run(session, run_id)
    if run is None:
        raise QualityRunNotFound(f"There is no quality run {run_id}. GET /v1/quality-runs lists those that exist.")
    return run


def list_runs(session: Session, asked: Asked) -> Slice[QualityRun]:
    """One page of runs."""
    return store.runs(session, asked)


def latest_run(session: Session) -> QualityRun | None:
    """The run that finished last, if a checker ever came by."""
    return store.latest_run(session)
