"""What a route may ask for: the platform's parts, a transaction, the time, and who is calling.

One request is one transaction: a session given here is committed when the route returned, before the answer leaves,
so that a failed commit is an error and not a lie.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from plateforme.api import problems
from plateforme.api.conditional import names_revision
from plateforme.api.fragments import Fragments
from plateforme.api.questions import Questions
from plateforme.api.transactions import SharedTransaction, in_thread_at_end, transaction
from plateforme.domains.access.errors import Unauthenticated
from plateforme.domains.access.keys import authenticate
from plateforme.domains.access.last_use import note_use
from plateforme.domains.access.principal import Principal
from plateforme.kit.clock import Clock
from plateforme.kit.db import Database, Session
from plateforme.kit.errors import Conflict
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage
from plateforme.kit.tallies import Tallies

if TYPE_CHECKING:
    from plateforme.domains.datasets.tabular.engine.serving import RowEngine
    from plateforme.domains.datasets.versions import KnownAnswering
    from plateforme.kit.jobs import JobRunner


@dataclass(frozen=True)
class Platform:
    """Everything that lives as long as the process; `main` builds it and hands it to every surface."""

    settings: Settings
    db: Database
    storage: Storage
    clock: Clock
    secret: bytes
    rows: "RowEngine"
    jobs: "JobRunner"
    questions: Questions
    answering: "KnownAnswering"
    tallies: Tallies
    fragments: Fragments = field(default_factory=Fragments)


class PreconditionRequired(Conflict):
    """A change without `If-Match`: it could overwrite what somebody else has just changed."""

    code = "precondition_required"
    title = "If-Match is needed"


class PreconditionFailed(Conflict):
    """The thing has changed since the caller read it."""

    code = "precondition_failed"
    title = "Changed in the meantime"


async def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


PlatformDep = Annotated[Platform, Depends(_platform)]


async def _reading(platform: PlatformDep) -> AsyncIterator[Session]:
    if platform.db.is_sqlite:
        # opening is lazy and ending costs microseconds: two changes of thread would cost ten times the work
        with platform.db.reading() as session:
            yield session
    else:
        async with in_thread_at_end(platform.db.reading()) as session:
            yield session


async def _writing(request: Request, platform: PlatformDep) -> AsyncIterator[Session]:
    shared: SharedTransaction | None = getattr(request.state, "shared_transaction", None)
    if shared is not None:  # a layer around the routes commits what they do together with something of its own
        yield await shared.session()
        return
    async with transaction(platform.db) as session:
        yield session


ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]


async def _now(platform: PlatformDep) -> datetime:
    return platform.clock.now()


Now = Annotated[datetime, Depends(_now)]


async def _site(request: Request, platform: PlatformDep) -> str:
    if platform.settings.public_url is not None:
        return platform.settings.public_url.rstrip("/")
    prefix: str = request.scope.get("app_root_path", "")
    return problems.base_url(request.scope) + prefix


Site = Annotated[str, Depends(_site)]
"""Address of the whole platform, without a final slash, as the public sees it."""


async def _base(request: Request, site: Site) -> str:
    mount: str = request.scope.get("root_path", "")
    return site + mount.removeprefix(request.scope.get("app_root_path", ""))


Base = Annotated[str, Depends(_base)]
"""Address of the surface that answers, such as `https://host/v1`, without a final slash."""


async def identify(request: Request, platform: PlatformDep) -> Principal | None:
    """Who calls, or nobody; a key that is not valid is refused, even where none is needed."""
    if not hasattr(request.state, "caller"):
        header = request.headers.get("authorization")
        request.state.caller = None if header is None else await known_holder(platform, _token(header))
    caller: Principal | None = request.state.caller
    return caller


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated(
            "The Authorization header is not of the form `Bearer plf_…`. Send your key that way.",
            french="L’en-tête Authorization n’a pas la forme `Bearer plf_…`. Envoyez votre clé ainsi.",
        )
    return token.strip()


async def known_holder(platform: Platform, key: str) -> Principal:
    """Who holds this key; that it was used is noted."""
    now = platform.clock.now()
    if platform.db.is_sqlite:  # one look into an index: two changes of thread would cost more
        principal = _holder(platform, key, now)
    else:
        principal = await run_in_threadpool(_holder, platform, key, now)
    if principal.use_is_due:
        await run_in_threadpool(note_use, platform.db, principal.key_id, now=now)
    return principal


def _holder(platform: Platform, key: str, now: datetime) -> Principal:
    with platform.db.reading() as session:
        return authenticate(session, key, now=now, secret=platform.secret)


Caller = Annotated[Principal | None, Depends(identify)]

KEY = HTTPBearer(
    scheme_name="key",
    bearerFormat="plf_…",
    description="An API key, sent as `Authorization: Bearer plf_…`. Reading needs none. "
    "Ask the organization that you belong to, or the platform's operator, for one.",
    auto_error=False,
)


def _holder_of(scope: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency that answers the caller if its key carries this scope."""

    async def holder(
        caller: Caller, _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(KEY)]
    ) -> Principal:
        return may(caller, scope)

    return holder


def _holder_of_one(*scopes: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency that answers the caller if its key carries one of these scopes; the use case says which for what."""

    async def holder(
        caller: Caller, _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(KEY)]
    ) -> Principal:
        held = caller is not None and any(scope in caller.scopes for scope in scopes)
        return may(caller, next(scope for scope in scopes if not held or (caller and scope in caller.scopes)))

    return holder


def may(caller: Principal | None, scope: str) -> Principal:
    """The caller, if there is one and its key carries this scope."""
    if caller is None:
        raise Unauthenticated(
            f"This operation needs a key with the scope {scope}: `Authorization: Bearer plf_…`.",
            french=f"Cette opération demande une clé qui porte le droit {scope} : `Authorization: Bearer plf_…`.",
        )
    caller.require_scope(scope)
    return caller


CanWriteOrganizations = Annotated[
    Principal, Security(_holder_of("organizations:write"), scopes=["organizations:write"])
]
CanWriteConsumers = Annotated[Principal, Security(_holder_of("consumers:write"), scopes=["consumers:write"])]
CanWriteDatasets = Annotated[Principal, Security(_holder_of("datasets:write"), scopes=["datasets:write"])]
CanWriteReports = Annotated[Principal, Security(_holder_of("reports:write"), scopes=["reports:write"])]
CanTriageReports = Annotated[Principal, Security(_holder_of("reports:triage"), scopes=["reports:triage"])]
CanMoveReports = Annotated[Principal, Security(_holder_of_one("reports:triage", "reports:write"))]
CanReadContacts = Annotated[Principal, Security(_holder_of("reports:contact"), scopes=["reports:contact"])]
CanModerateReports = Annotated[Principal, Security(_holder_of("reports:moderate"), scopes=["reports:moderate"])]
CanConfigureReports = Annotated[Principal, Security(_holder_of("reports:configure"), scopes=["reports:configure"])]
CanWriteServices = Annotated[Principal, Security(_holder_of("services:write"), scopes=["services:write"])]
CanWriteQuality = Annotated[Principal, Security(_holder_of("quality:write"), scopes=["quality:write"])]

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="Needed: the `ETag` that the thing had when you read it, so that no change of others is lost.",
        examples=['"3-0.1.0"'],
    ),
]


def check_match(if_match: str | None, revision: int) -> None:
    """Refuse a change that does not say which revision it starts from, or that starts from another one."""
    if if_match is None:
        raise PreconditionRequired(
            "This change needs an `If-Match` header. Read the thing and send back its `ETag`.",
            french="Cette modification demande un en-tête `If-Match`. Relisez la ressource et renvoyez son `ETag`.",
        )
    if not names_revision(if_match, revision):
        raise PreconditionFailed(
            "The thing has changed since you read it. Read it again, then repeat your change.",
            french="La ressource a changé depuis que vous l’avez lue. Relisez-la, puis refaites votre modification.",
        )
