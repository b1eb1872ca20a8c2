"""How organizations stand, and when somebody last looked."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.deps import Base, CanWriteQuality, Now, ReadSession, WriteSession
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.quality.wire_runs import QualityRunIn, QualityRunOut, QualityRunQuery
from plateforme.api.v1.quality.wire_scores import ScoreboardOut, ScoreOut, ScoreQuery, ScoresIn
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, Unauthenticated
from plateforme.domains.quality import runs, scores
from plateforme.domains.quality.errors import QualityRunInvalid, QualityRunNotFound, ScoresInvalid
from plateforme.domains.quality.listings import RUNS, SCORES

router = Resource(tags=["quality"])

RunId = Annotated[
    str,
    Path(
        description="Identifier of the run.",
        examples=["01J1Q6Z4W4T6Y5V3B2N1M0K9J8"],
        pattern=r"^[0-9A-Za-z]+$",
        max_length=64,
    ),
]


@router.get("/scores", operation_id="list_scores", responses=problems(*LISTED), openapi_extra=filterable(SCORES))
def list_scores(query: Annotated[ScoreQuery, Query()], session: ReadSession, paging: Paging) -> Page[ScoreOut]:
    """List the scores by organization and kind of subject, each beside its denominator."""
    found = scores.list_scores(session, paging.asked(query))
    return paging.page(found, ScoreOut.of)


@router.put("/scores", operation_id="put_scores", responses=problems(Unauthenticated, InsufficientScope, ScoresInvalid))
def put_scores(body: ScoresIn, session: WriteSession, by: CanWriteQuality) -> ScoreboardOut:
    """Replace the whole board by what one run of a checker counted."""
    tallies = [score.tally() for score in body.scores]
    board = scores.put_scores(session, tallies, evaluated_at=body.evaluated_at, by=by)
    return ScoreboardOut(items=[ScoreOut.of(row) for row in board])


@router.get(
    "/quality-runs", operation_id="list_quality_runs", responses=problems(*LISTED), openapi_extra=filterable(RUNS)
)
def list_quality_runs(
    query: Annotated[QualityRunQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[QualityRunOut]:
    """List the passages of checkers, the latest first: how fresh the findings themselves are."""
    found = runs.list_runs(session, paging.asked(query))
    return paging.page(found, partial(QualityRunOut.of, base=base))


@router.post(
    "/quality-runs",
    operation_id="create_quality_run",
    status_code=201,
    responses=problems(Unauthenticated, InsufficientScope, QualityRunInvalid),
)
def create_quality_run(
    body: QualityRunIn, response: Response, session: WriteSession, by: CanWriteQuality, now: Now, base: Base
) -> QualityRunOut:
    """Report a passage of a checker that has ended."""
    run = runs.create_run(
        session,
        started_at=body.started_at,
        finished_at=body.finished_at,
        states=dict(body.states),
        changes=dict(body.changes),
        by=by,
        now=now,
    )
    out = QualityRunOut.of(run, base=base)
    response.headers["Location"] = out.links.self
    return out


@router.get("/quality-runs/{run}", operation_id="get_quality_run", responses=problems(QualityRunNotFound))
def get_quality_run(run: RunId, session: ReadSession, base: Base) -> QualityRunOut:
    """Read one passage of a checker."""
    return QualityRunOut.of(runs.get_run(session, run), base=base)
