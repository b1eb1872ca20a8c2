"""The composition root: the only place that knows every part and puts them together."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, Final

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme import __version__
from plateforme.api import counts, open311, problems, v1
from plateforme.api.deps import Platform
from plateforme.api.docs import contract, site
from plateforme.api.middleware import CatchAll, KeptAnswers, layers
from plateforme.api.middleware.at_once import Instant
from plateforme.api.questions import Questions
from plateforme.api.v1.datasets.lane import CatalogueLane
from plateforme.api.v1.report_lists.lane import ReportLane
from plateforme.api.v1.rows.lane import RowLane
from plateforme.domains.changes.reading import forget_old_changes
from plateforme.domains.datasets.compaction import compact_next
from plateforme.domains.datasets.indexing import index_next
from plateforme.domains.datasets.pulls import pull_next
from plateforme.domains.datasets.renewal import renew_next
from plateforme.domains.datasets.sweeping import sweep
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.versions import KnownAnswering
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop
from plateforme.domains.reports.exchange import sandbox, waiting
from plateforme.domains.reports.photos import photo_sweeping
from plateforme.domains.reports.privacy import retention
from plateforme.kit import logging
from plateforme.kit.clock import Clock, SystemClock
from plateforme.kit.db import Database
from plateforme.kit.jobs import JobRunner
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage
from plateforme.kit.tallies import Tallies

log = structlog.get_logger(__name__)

SWEEP_EVERY: Final = timedelta(hours=1)
VERSIONS: Final = {"v1": __version__, "open311": open311.VERSION}
"""The version of the contract of each surface, by the first segment of its addresses."""


def app_from_environment() -> Starlette:
    """The application as `uvicorn --factory` wants it: settings from `PLATEFORME_*`, logs on stderr."""
    settings = Settings()
    logging.configure(settings.log_level)
    return create_app(settings)


def create_app(settings: Settings, *, clock: Clock | None = None) -> Starlette:
    """Put the platform together; its parts open with the lifespan and live on `app.state.platform`."""
    time = clock or SystemClock()
    surface = _v1()
    surface.openapi = _contract  # type: ignore[method-assign]  # made once a process: it takes half a second
    surface.add_middleware(CatchAll)  # inside the surface, or the framework would answer its failures in plain text
    georeport = open311.build()
    georeport.add_middleware(CatchAll)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        platform = await run_sync(_open, settings, time)
        await run_sync(_contract)  # errors are told with it: the first one must not make everybody wait
        app.state.platform = surface.state.platform = georeport.state.platform = platform
        platform.jobs.start()
        try:
            yield
        finally:
            await run_sync(_close, platform)

    app = _Application(
        settings,
        routes=[
            Mount("/v1", app=surface),
            Route("/v1", endpoint=_WithSlash(surface)),
            Mount(open311.MOUNT, app=georeport),
            Route("/openapi/v1.json", _document),
            Route("/openapi/open311.json", _open311_document),
            *site.routes(),
        ],
        middleware=layers(
            max_body=settings.max_body_bytes,
            max_upload=settings.max_upload_bytes,
            max_photo=settings.max_photo_bytes,
            public_url=settings.public_url,
            versions=VERSIONS,
            dialects=(open311.ErrorBodies,),
        ),
        lifespan=lifespan,
    )
    app.state.clock = time
    problems.install(app)
    return app


@cache
def openapi_document() -> bytes:
    """The contract of v1 as it is committed, served and compared; nothing in it depends on host or settings."""
    return (json.dumps(_contract(), indent=2, ensure_ascii=False) + "\n").encode()


@cache
def _contract() -> dict[str, Any]:
    return _v1().openapi()


def _v1() -> FastAPI:
    surface = v1.build()
    contract.describe(surface)
    return surface


def _open(settings: Settings, clock: Clock) -> Platform:
    db = Database(settings.resolved_database_url)
    storage = Storage(settings.home / "objects")
    rows = RowEngine(
        settings.home / "serving",
        locate=storage.local_path,
        memory=settings.engine_memory,
        seconds=settings.query_seconds,
        export_bytes=settings.export_cache_bytes,
    )
    workshop = Workshop.of(settings, db=db, storage=storage, rows=rows, clock=clock)
    jobs = JobRunner(_Work(workshop, settings), threads=settings.job_threads)
    tallies = Tallies(settings.home / "tallies", counts.NAMES)
    return Platform(
        settings=settings,
        db=db,
        storage=storage,
        clock=clock,
        secret=settings.resolved_secret(),
        rows=rows,
        jobs=jobs,
        questions=Questions(places=settings.long_questions, patience=settings.query_seconds, tallies=tallies),
        answering=KnownAnswering(),
        tallies=tallies,
    )


def _close(platform: Platform) -> None:
    platform.jobs.stop()
    platform.questions.close()
    platform.rows.close()
    platform.db.close()
    platform.tallies.close()


class _Application(Starlette):
    """The application, with what answers before the framework is asked put in front of all of it."""

    def __init__(self, settings: Settings, **parts: Any) -> None:
        super().__init__(**parts)
        self._settings = settings
        self._kept: KeptAnswers | None = None

    def build_middleware_stack(self) -> ASGIApp:
        settings = self._settings
        lane = RowLane(super().build_middleware_stack(), version=VERSIONS["v1"], public_url=settings.public_url)
        lists = CatalogueLane(lane, version=VERSIONS["v1"], public_url=settings.public_url)
        reports = ReportLane(lists, version=VERSIONS["v1"], public_url=settings.public_url)
        self._kept = KeptAnswers(reports, max_bytes=settings.answer_cache_bytes, prefixes=tuple(VERSIONS), quick=lane)
        return self._kept

    def at_once(self, scope: Scope) -> Instant | None:
        """Answer without waiting for anything, as servers may ask before they call; None when that cannot be done."""
        if self._kept is None:
            return None
        scope["app"] = self
        return self._kept.at_once(scope)


class _Work:
    """What a job thread does next: reports that wait, publications, pulls that are due, row writes to fold in, indexes.

    Once an hour, when there is nothing else to do, it sweeps.
    """

    def __init__(self, workshop: Workshop, settings: Settings) -> None:
        self._workshop = workshop
        self._settings = settings
        self._swept_at: datetime | None = None

    def __call__(self) -> bool:
        found = self._take_report()
        found = found or work_next(self._workshop) or pull_next(self._workshop) or compact_next(self._workshop)
        found = found or renew_next(self._workshop) or index_next(self._workshop)
        found = found or self._workshop.rows.indexes.check_next()
        now = self._workshop.clock.now()
        if not found and (self._swept_at is None or now - self._swept_at >= SWEEP_EVERY):
            self._swept_at = now
            self._sweep(now)
        return found

    def _sweep(self, now: datetime) -> None:
        """What is done once an hour; one part that fails keeps none of the others from its turn."""
        shop, days = self._workshop, self._settings.changes_days
        for part in (
            partial(sweep, shop),
            partial(sandbox.purge, shop.db, shop.storage, now=now),
            partial(retention.purge, shop.db, shop.storage, now=now),
            partial(waiting.forget_refused, shop.storage, now=now),
            partial(forget_old_changes, shop.db, days=days, now=now),
            partial(photo_sweeping.sweep, shop.db, shop.storage, now=now),
        ):
            try:
                part()
            except Exception:  # a process edge: it is tried again in an hour
                log.exception("sweep_failed", part=part.func.__name__)

    def _take_report(self) -> bool:
        """Take in a report that waits behind a token, unless the operator lets the database rest."""
        if self._settings.open311_tokens == "hold":
            return False
        now = self._workshop.clock.now()
        return waiting.take_next(self._workshop.db, self._workshop.storage, self._settings, now=now)


class _WithSlash:
    """`/v1` is answered as `/v1/`: people type it, and a redirect would cost a round trip."""

    def __init__(self, surface: ASGIApp) -> None:
        self._surface = surface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = f"{scope['path']}/"
        inner = {**scope, "path": path, "raw_path": path.encode(), "root_path": scope.get("root_path", "") + "/v1"}
        await self._surface(inner, receive, send)


@cache
def open311_document() -> bytes:
    """The document of the Open311 surface."""
    return (json.dumps(open311.build().openapi(), indent=2, ensure_ascii=False) + "\n").encode()


def _open311_document(_: Request) -> Response:
    return Response(open311_document(), media_type="application/json")


def _document(_: Request) -> Response:
    return Response(openapi_document(), media_type="application/json")
