"""A small application inside the real HTTP layer: what routes, *included* ones, get without thinking of it."""

import importlib
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Literal

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI, File, Form, Header, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.applications import Starlette
from starlette.routing import Mount

from plateforme.api import problems
from plateforme.api.conditional import etag
from plateforme.api.middleware import CatchAll, layers
from plateforme.kit.errors import Busy, Conflict, Detail, Invalid, Missing, Refused

MAX_BODY, MAX_UPLOAD, MAX_PHOTO = 2_000, 20_000, 5_000


class Bench(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=2, max_length=20)
    seats: int = Field(ge=1, le=9)
    tags: dict[str, int] = {}

    @field_validator("name")
    @classmethod
    def _no_secret(cls, value: str) -> str:
        if value.startswith("secret"):
            raise ValueError(f"{value} is not a name")  # a careless validator: the layer must not repeat it
        return value


class BenchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: int = 20
    colour: Literal["green", "brown"] | None = None


class BenchNotFound(Missing):
    code = "bench_not_found"
    title = "Bench not found"


class NoKey(Refused):
    code = "unauthenticated"
    title = "A valid key is needed"


class NoScope(Refused):
    code = "insufficient_scope"
    title = "The key lacks a scope"


class NoNote(Invalid):
    code = "no_note"
    title = "No note"


ERRORS = {
    "missing": BenchNotFound("There is no such bench."),
    "nokey": NoKey("Send a key."),
    "noscope": NoScope("The key lacks benches:write."),
    "conflict": Conflict("Somebody sits there.", errors=[Detail("pointer", "/seats", "taken", "Choose another.")]),
    "closed": Conflict(
        "This bench is closed.",
        french="Ce banc est fermé.",
        errors=[Detail("pointer", "/seats", "taken", "Choose another.", french="Choisissez-en un autre.")],
    ),
    "busy": Busy("Too many people.", extra={"retry_after": 30, "queue": 4}),
}

router = APIRouter(prefix="/benches")


@router.get("", operation_id="list_benches")
def list_benches(query: Annotated[BenchQuery, Query()]) -> list[str]:
    return ["bench"] * query.limit


@router.post("", operation_id="create_bench", status_code=201)
def create_bench(bench: Bench) -> Bench:
    return bench


@router.get("/{number}", operation_id="get_bench", responses=problems.problems(BenchNotFound))
def get_bench(number: int, response: Response) -> dict[str, int]:
    response.headers["ETag"] = etag(number)
    response.headers["Last-Modified"] = "Sun, 01 Mar 2026 12:00:00 GMT"
    return {"number": number}


@router.patch("/{number}", operation_id="update_bench")
def update_bench(number: int, bench: Bench, mood: Annotated[int, Header()] = 0) -> Bench:
    return bench


@router.post("/{number}/publications", operation_id="create_publication")
def create_publication(number: int, file: Annotated[UploadFile, File()], note: Annotated[str, Form()] = "") -> int:
    return file.size or 0


@router.post("/{number}/notes", operation_id="create_note")
def create_note(number: int, note: Annotated[str | None, Form()] = None) -> int:
    if note is None:
        raise NoNote("Send a note.")
    return number


@router.get("/errors/{name}", operation_id="get_error")
def get_error(name: str) -> int:
    if name == "crash":
        raise RuntimeError("the password is hunter2")
    raise ERRORS[name]


@router.get("/text/{size}", operation_id="get_text")
def get_text(size: int) -> Response:
    return Response("é" * (size // 2), media_type="text/plain")


produced: list[int] = []


@router.get("/stream/{chunks}", operation_id="get_stream")
def get_stream(chunks: int) -> StreamingResponse:
    produced.clear()

    def lines() -> Iterator[bytes]:
        for number in range(chunks):
            produced.append(number)
            yield b"%d;bench\n" % number

    return StreamingResponse(lines(), media_type="text/csv")


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """As in production: without it, structlog draws a picture of every crash."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def small_surface() -> FastAPI:
    importlib.import_module("plateforme.main")  # the catalogue of errors is made once: all must be known by then
    surface = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    problems.install(surface)
    surface.include_router(router)
    surface.add_middleware(CatchAll)
    return surface


@pytest.fixture(scope="session")
def small_app(small_surface: FastAPI) -> Starlette:
    stack = layers(max_body=MAX_BODY, max_upload=MAX_UPLOAD, max_photo=MAX_PHOTO, versions={"v1": "1.2.3"})
    app = Starlette(routes=[Mount("/v1", app=small_surface)], middleware=stack)
    problems.install(app)
    return app


@pytest.fixture
async def web(small_app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(small_app)
    headers = {"accept-encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test", headers=headers) as client:
        yield client


@pytest.fixture
def stream_log() -> list[int]:
    """Which chunks the streaming route has produced."""
    return produced
