"""Everything HTTP, once and by hand: key, retries, paging, problems, uploads, downloads. The sole import of httpx."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import uuid4

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from plateforme.client.answers import Answer
from plateforme.client.errors import NetworkError, ProblemError, UnexpectedAnswerError, WrongUseError
from plateforme.client.retrying import AGAIN, AGAIN_CODES, Retries, may_repeat, retry_after

T = TypeVar("T")

PROBLEM = "application/problem+json"
FIRST_ERROR = 400
MOVED = 308
MOST_MOVES = 3

Network = httpx.AsyncBaseTransport
Query = Mapping[str, Any]
Pairs = list[tuple[str, str]]
Body = BaseModel | Mapping[str, Any]


@dataclass(frozen=True)
class _Request:
    """A request that can be built again for another attempt."""

    method: str
    path: str
    pairs: Pairs
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    body_type: str = "application/json"
    form: Mapping[str, Any] | None = None

    def built(self, http: httpx.AsyncClient, files: ExitStack) -> httpx.Request:
        """The request as httpx sends it; files it opens are closed with the stack."""
        content = _written(self.body) if self.body is not None else None
        return http.build_request(
            self.method,
            self.path,
            params=httpx.QueryParams(tuple(self.pairs)) if self.pairs else None,
            headers={**self.headers, **({"Content-Type": self.body_type} if content is not None else {})},
            content=content,
            files=_multipart(self.form, files) if self.form is not None else None,
        )


class Transport:
    """One platform, one key. Calls may run at the same time; `close` gives the connections back."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None,
        prefix: str,
        problems: Mapping[str, type[ProblemError]],
        network: Network | None = None,
        timeout: float = 60.0,
        retries: Retries | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`base_url` is the address of the platform, with or without the prefix of the API's version."""
        root = base_url.rstrip("/")
        self._problems = problems
        self._retries = retries or Retries()
        self._sleep = sleep
        if not root.startswith(("http://", "https://")):
            raise WrongUseError("The address of the platform begins with http:// or https://.")
        if key is not None and not (key.isascii() and key.isprintable()):
            raise WrongUseError("The key holds characters that no key has. Copy it again, whole and alone.")
        self._address = root if root.endswith(prefix) else root + prefix
        self._prefix = prefix
        self._http = httpx.AsyncClient(
            base_url=self._address,
            headers={"User-Agent": "plateforme-client"} | ({"Authorization": f"Bearer {key}"} if key else {}),
            transport=network,
            timeout=httpx.Timeout(timeout, connect=10.0),
        )

    async def __aenter__(self) -> Self:
        """Be ready."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the connections back."""
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        query: Query | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: Body | None = None,
        body_type: str = "application/json",
        form: Mapping[str, Any] | None = None,
    ) -> T:
        """Send one request and read its answer as the given type."""
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        request = _Request(method, path, _pairs(query), sent, body, body_type, form)
        async with AsyncExitStack() as stack:
            response = await self._open(stack, request, whole=True)
            return _read(response.content, response, answer)

    async def items(self, path: str, item: type[T], *, query: Query | None = None) -> AsyncIterator[T]:
        """Each item of a list, following `links.next` to the end.

        Only the query of the link is used: the platform may publish another host than the one this client was given,
        and a key is never sent to an address that an answer chose.
        """
        adapter = TypeAdapter(item)
        following: Pairs | None = _pairs(query)
        while following is not None:
            async with AsyncExitStack() as stack:
                response = await self._open(stack, _Request("GET", path, following), whole=True)
                page = _read(response.content, response, dict[str, Any])
            for raw in page["items"]:
                yield adapter.validate_python(raw)
            link = page["links"].get("next")
            following = parse_qsl(urlsplit(link).query, keep_blank_values=True) if link else None

    async def stream(self, path: str, *, query: Query | None = None) -> AsyncIterator[bytes]:
        """The bytes of a download as they come; memory stays small whatever its size."""
        async with AsyncExitStack() as stack:
            response = await self._open(stack, _Request("GET", path, _pairs(query)))
            try:
                async for chunk in response.aiter_bytes():
                    yield chunk
            except httpx.TransportError as error:
                raise NetworkError(f"The download broke off: {type(error).__name__}.") from error

    async def _open(self, stack: AsyncExitStack, request: _Request, *, whole: bool = False) -> httpx.Response:
        """Send until something other than "come back later" is answered, as long as repeating does no harm."""
        repeatable = may_repeat(request.method, has_idempotency_key="Idempotency-Key" in request.headers)
        attempt = moves = 0
        while True:
            attempt += 1
            outcome = await self._attempt(request, whole=whole)
            if isinstance(outcome, httpx.Response):
                stack.push_async_callback(outcome.aclose)
                if outcome.status_code != MOVED or moves == MOST_MOVES:
                    return outcome
                moves += 1
                request = replace(request, path=self._moved_to(outcome))
                continue
            waiting = outcome.retry_after if isinstance(outcome, ProblemError) else None
            passing = not isinstance(outcome, ProblemError) or outcome.status in AGAIN or outcome.code in AGAIN_CODES
            pause = self._retries.pause(attempt, waiting) if passing and repeatable else None
            if pause is None:
                raise outcome
            await self._sleep(pause)

    def _moved_to(self, response: httpx.Response) -> str:
        """The path under which a renamed thing lives now. Its host is not looked at: the key stays with this one."""
        location: str = response.headers.get("location", "")
        return urlsplit(location).path.partition(self._prefix)[2]

    async def _attempt(self, request: _Request, *, whole: bool) -> httpx.Response | NetworkError | ProblemError:
        """Send once, and read the answer if it is wanted whole; what went wrong is answered, not raised."""
        try:
            with ExitStack() as files:
                response = await self._http.send(request.built(self._http, files), stream=True)
            if whole:
                await response.aread()
            return response if response.status_code < FIRST_ERROR else await self._problem(response)
        except httpx.TransportError as error:
            failure = NetworkError(
                f"{request.method} {request.path} got no answer from {self._address} ({type(error).__name__}). "
                "Check the address, and that the platform is running."
            )
            failure.__cause__ = error
            return failure

    async def _problem(self, response: httpx.Response) -> ProblemError:
        """The exception for an error answer; anything but problem+json still says its status."""
        raw = await response.aread()
        await response.aclose()
        body: dict[str, Any] = {"code": "unknown", "detail": f"HTTP status {response.status_code} without a problem."}
        if response.headers.get("content-type", "").startswith(PROBLEM):
            body = _read(raw, response, dict[str, Any])
        known = self._problems.get(str(body.get("code")), ProblemError)
        return known(response.status_code, body, retry_after=retry_after(response.headers.get("retry-after")))


def new_key() -> str:
    """A fresh `Idempotency-Key`."""
    return str(uuid4())


class RowKey(str):
    """The key of a row in a path, already escaped."""

    __slots__ = ()


def row_key(*values: object) -> RowKey:
    """The key of a row that several columns identify, for `get_row`."""
    return RowKey(",".join(quote(_text(value), safe="") for value in values))


def at(template: str, **values: object) -> str:
    """A path with its variables filled in; what would break the path is escaped."""
    return template.format_map({name: _escaped(value) for name, value in values.items()})


def _escaped(value: object) -> str:
    return value if isinstance(value, RowKey) else quote(_text(value), safe="")


def _read(raw: bytes, response: httpx.Response, answer: type[T]) -> T:
    if answer is type(None):
        return answer()
    try:
        value = TypeAdapter(answer).validate_json(raw)
    except ValidationError as error:
        message = (
            f"{response.request.method} {response.request.url.path} answered something else than the contract says"
        )
        raise UnexpectedAnswerError(f"{message}: {error}") from error
    if isinstance(value, Answer):
        value._etag = response.headers.get("etag")  # noqa: SLF001  # the transport is what fills it
    return value


def _pairs(query: Query | None) -> Pairs:
    """Query parameters in order: what is None is not sent, a list is sent as repeated parameters."""
    return [
        (name, _text(one))
        for name, value in (query or {}).items()
        for one in (value if isinstance(value, list | tuple | set | frozenset) else (value,))
        if one is not None
    ]


def _written(body: Body) -> str:
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_unset=True, by_alias=True)
    return TypeAdapter(dict[str, Any]).dump_json(dict(body)).decode()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _multipart(form: Mapping[str, Any], files: ExitStack) -> list[tuple[str, Any]]:
    """Fields and files of a form; files are opened anew for every attempt and read in pieces."""
    parts: list[tuple[str, Any]] = []
    for name, value in form.items():
        if isinstance(value, Path):
            parts.append((name, (value.name, files.enter_context(value.open("rb")), "application/octet-stream")))
        elif value is not None:
            parts.append((name, (None, _text(value))))
    return parts
