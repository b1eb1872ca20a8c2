"""Public answers kept ready, in front of everything else: a question that was asked before costs microseconds.

An answer is good as long as nobody has committed anything since the moment before it was made: the store counts
commits, those of other processes too, and asking it takes microseconds. So nobody reads anything older than the store.
"""

from asyncio import get_running_loop
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.conditional import weak_match
from plateforme.api.middleware.delivery import PUBLIC
from plateforme.api.middleware.request_id import id_of

LARGEST: Final = 1024 * 1024
"""Larger answers are made anew each time; exports are streamed and never kept."""

SECONDS: Final = 60
"""As long as `Cache-Control` lets anybody else keep them."""

_PART_OF_QUESTION: Final = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language"})
_IN_PERSON: Final = frozenset(
    {b"authorization", b"range", b"if-range", b"if-match", b"if-modified-since", b"if-unmodified-since"}
)
_OF_THE_BODY: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})

Question = tuple[bytes | str, ...]


class Store(Protocol):
    """What tells whether anything has changed."""

    def generation(self) -> int | None:
        """A number that is another one after every commit; None when that cannot be told."""
        ...


@dataclass(frozen=True)
class Answer:
    """A whole 200 answer as it goes over the wire, without the id of the request that caused it."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str | None
    until: float

    @property
    def size(self) -> int:
        """What it weighs, in bytes, with its head and our bookkeeping."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 500


class Shelf:
    """The answers of one generation, the least recently asked for leaving first."""

    def __init__(self, max_bytes: int) -> None:
        """Hold at most so many bytes."""
        self._max = max_bytes
        self._bytes = 0
        self._generation: int | None = None
        self._answers: OrderedDict[Question, Answer] = OrderedDict()

    def find(self, question: Question, *, generation: int, now: float) -> Answer | None:
        """The answer to this question, if it is of this generation and young enough."""
        if generation != self._generation:
            self._answers.clear()
            self._bytes, self._generation = 0, generation
        found = self._answers.get(question)
        if found is None or found.until < now:
            return None
        self._answers.move_to_end(question)
        return found

    def put(self, question: Question, answer: Answer, *, generation: int) -> None:
        """Keep an answer that was made from this generation, unless the store has moved on meanwhile."""
        if generation != self._generation or answer.size > self._max:
            return
        if (older := self._answers.pop(question, None)) is not None:
            self._bytes -= older.size
        self._answers[question] = answer
        self._bytes += answer.size
        while self._bytes > self._max:
            self._bytes -= self._answers.popitem(last=False)[1].size


class KeptAnswers:
    """ASGI layer, outermost: answers from the shelf, or lets the others answer and keeps what may be kept."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, prefixes: tuple[str, ...]) -> None:
        """Wrap an application; `prefixes` are the first segments of the surfaces whose answers are kept."""
        self.app = app
        self._prefixes = tuple(f"/{prefix}/" for prefix in prefixes)
        self._shelf = Shelf(max_bytes) if max_bytes else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once what was answered before."""
        if self._shelf is None or (asked := self._question(scope)) is None:
            await self.app(scope, receive, send)
            return
        question, condition = asked
        store: Store = scope["app"].state.platform.db
        generation, now = store.generation(), get_running_loop().time()
        if generation is None:
            await self.app(scope, receive, send)
            return
        answer = self._shelf.find(question, generation=generation, now=now)
        if answer is not None:
            await _send(answer, scope, send, condition)
        elif scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            keeper = _Keeper(send, until=now + SECONDS, hold=condition is not None)
            # asked without the condition, so that there is an answer to keep; the condition is judged below
            await self.app(_unconditional(scope) if condition is not None else scope, receive, keeper)
            if keeper.answer is not None:
                self._shelf.put(question, keeper.answer, generation=generation)
                if condition is not None:
                    await _send(keeper.answer, scope, send, condition)

    def _question(self, scope: Scope) -> tuple[Question, str | None] | None:
        """What is asked, and the tag that the caller holds; none when the answer cannot come from the shelf."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        path: str = scope["path"]
        if not path.startswith(self._prefixes) or "/exports/" in path:
            return None
        parts: list[bytes | str] = [scope.get("raw_path") or path, scope["query_string"], scope["scheme"]]
        condition = None
        for name, value in scope["headers"]:
            if name in _PART_OF_QUESTION:
                parts += (name, value)
            elif name in _IN_PERSON or (name == b"cache-control" and b"no-cache" in value):
                return None
            elif name == b"if-none-match":
                condition = value.decode("latin-1")
        return tuple(parts), condition


class _Keeper:
    """Passes an answer on, at once or (`hold`) only if it cannot be kept: public, whole and not too large."""

    def __init__(self, send: Send, *, until: float, hold: bool) -> None:
        self._send, self._until = send, until
        self._held: list[Message] | None = [] if hold else None
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._chunks: list[bytes] = []
        self._bytes = 0
        self.answer: Answer | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0] != b"x-request-id"]
            is_public = (b"cache-control", PUBLIC) in headers
            self._headers = headers if message["status"] == HTTPStatus.OK and is_public else None
        elif self._headers is not None:
            self._note(message, self._headers)
        if self._held is None:
            await self._send(message)
            return
        self._held.append(message)
        if self._headers is None:  # it will not be kept: what was held goes out, and so does the rest
            held, self._held = self._held, None
            for one in held:
                await self._send(one)

    def _note(self, message: Message, headers: list[tuple[bytes, bytes]]) -> None:
        self._chunks.append(message.get("body", b""))
        self._bytes += len(self._chunks[-1])
        if self._bytes > LARGEST:
            self._headers, self._chunks = None, []
        elif not message.get("more_body", False):
            tag = next((value.decode("latin-1") for name, value in headers if name == b"etag"), None)
            self.answer = Answer(headers, b"".join(self._chunks), tag, self._until)


async def _send(answer: Answer, scope: Scope, send: Send, condition: str | None) -> None:
    request_id = (b"x-request-id", id_of(scope).encode())
    if condition is not None and weak_match(condition, answer.tag):
        headers = [pair for pair in answer.headers if pair[0] not in _OF_THE_BODY]
        await send({"type": "http.response.start", "status": 304, "headers": [*headers, request_id]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [*answer.headers, request_id]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


def _unconditional(scope: Scope) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]}
