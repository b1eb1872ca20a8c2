"""Public answers kept ready, in front of everything else: a question that was asked before costs microseconds.

An answer is good as long as nobody has committed anything since the moment before it was made; the store tells that,
for other processes too. Rows are good for longer: a version never changes, so it is enough that the question still
leads to it. Nobody ever reads anything older than the store.
"""

from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api import counts
from plateforme.api.conditional import weak_match
from plateforme.api.middleware.at_once import Headers, Instant, Made, Quick, lines_of
from plateforme.api.middleware.request_id import header_for, header_of
from plateforme.api.middleware.shelf import Answer, Question, Shelf
from plateforme.kit.generation import Generation
from plateforme.kit.tallies import Tallies

LARGEST: Final = 1024 * 1024
"""Larger answers are made anew each time; exports are streamed and never kept."""

SECONDS: Final = 60
"""As long as an answer is kept that may also change with time, as `Cache-Control` lets anybody else."""

GENERATION: Final = "store_generation"
"""Where the state of a request holds the generation of the store that was read at its beginning."""

PIN: Final = "answer_pin"
"""Where whoever makes an answer may put its Pin."""

_PART, _IN_PERSON, _CONDITION, _CACHING, _ID = range(1, 6)
_ROLE: Final[dict[bytes, int]] = {
    **dict.fromkeys((b"host", b"accept", b"accept-encoding", b"accept-language"), _PART),
    **dict.fromkeys((b"authorization", b"range", b"if-range", b"if-match"), _IN_PERSON),
    **dict.fromkeys((b"if-modified-since", b"if-unmodified-since"), _IN_PERSON),
    b"if-none-match": _CONDITION,
    b"cache-control": _CACHING,
    b"x-request-id": _ID,
}
"""What a header of the request means to an answer that is kept; the others mean nothing."""

RECENT: Final = 1024
"""Requests whose heads are remembered as they came, so that the same one need not be read again."""

LONGEST: Final = 2048
"""Longer ones, in bytes, are not remembered."""


class Store(Protocol):
    """What tells whether anything has changed."""

    def generation(self) -> Generation | None:
        """A value that is another one after every commit; None when that cannot be told at once."""
        ...

    async def latest_generation(self) -> Generation | None:
        """The same, by asking; None when that cannot be told at all."""
        ...


@dataclass(slots=True)
class _Asked:
    """What a request asks, and what its own headers are."""

    question: Question
    condition: bytes | None
    request_id: bytes | None
    is_head: bool


class KeptAnswers:
    """ASGI layer, outermost: answers from the shelf, or lets the others answer and keeps what may be kept."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, prefixes: tuple[str, ...], quick: Quick | None = None) -> None:
        """Wrap an application; `prefixes` are the first segments of the surfaces whose answers are kept.

        `quick` is what in it may answer at once.
        """
        self.app = app
        self._quick = quick
        self._prefixes = tuple(f"/{prefix}/" for prefix in prefixes)
        self._shelf = Shelf(max_bytes) if max_bytes else None
        self._recent: dict[Any, _Asked] = {}
        self._platform: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once what was answered before."""
        shelf = self._shelf
        if shelf is None or scope["type"] != "http" or (asked := self._read(scope)) is None:
            if scope["type"] == "lifespan":
                self._platform = None  # the application begins anew, with other parts
            await self.app(scope, receive, send)
            return
        platform = self._platform_of(scope)
        generation = platform.db.generation() or await platform.db.latest_generation()
        if generation is None:
            await self.app(scope, receive, send)
            return
        answer = shelf.find(asked.question)
        if answer is None or not (answer.is_known_good(generation) or await answer.is_good(generation)):
            shelf.drop(asked.question)
            await self._ask(scope, receive, send, asked=asked, tallies=platform.tallies, generation=generation)
            return
        answer.was_used = True
        head, body = _messages(answer, asked, platform.tallies)
        await send(head)
        await send(body)

    def at_once(self, scope: Scope) -> Instant | None:
        """Answer from the shelf, or keep what was found at once; None when that needs waiting."""
        if self._shelf is None:
            return _instant(scope, self._made(scope))
        if (asked := self._read(scope)) is None:
            return None
        platform = self._platform_of(scope)
        if (generation := platform.db.generation()) is None:
            return None
        answer = self._shelf.find(asked.question)
        if answer is None:
            return self._found(scope, asked, platform.tallies, generation)
        if not answer.is_known_good(generation):
            return None
        answer.was_used = True
        return _ready(answer, asked, platform.tallies)

    def _found(self, scope: Scope, asked: _Asked, tallies: Tallies, generation: Generation) -> Instant | None:
        """What is found at once, which is kept for the next."""
        if asked.condition is not None:
            return None
        state = scope.setdefault("state", {})
        state[GENERATION] = generation
        made = self._made(scope)
        if made is None:
            return None
        tallies.add(counts.KEPT_MISSES)
        status, headers, body = made
        if status == HTTPStatus.OK and len(body) <= LARGEST and _is_public(headers):
            answer = Answer([*headers], body, generation, state.get(PIN), until=monotonic() + SECONDS)
            self._put(asked.question, answer, tallies)
        return _instant(scope, made)

    def _made(self, scope: Scope) -> Made | None:
        return None if self._quick is None or scope["type"] != "http" else self._quick.at_once(scope)

    def _platform_of(self, scope: Scope) -> Any:
        if self._platform is None:
            self._platform = scope["app"].state.platform
        return self._platform

    async def _ask(
        self, scope: Scope, receive: Receive, send: Send, *, asked: _Asked, tallies: Tallies, generation: Generation
    ) -> None:
        """Let the others answer, and keep that."""
        if asked.is_head:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state[GENERATION] = generation
        keeper = _Keeper(send, hold=asked.condition is not None)
        # asked without the condition, so that there is an answer to keep; the condition is judged below
        await self.app(_unconditional(scope) if asked.condition is not None else scope, receive, keeper)
        tallies.add(counts.KEPT_MISSES)
        if keeper.whole is None:
            return
        headers, body = keeper.whole
        answer = Answer(headers, body, generation, state.get(PIN), until=monotonic() + SECONDS)
        self._put(asked.question, answer, tallies)
        if asked.condition is not None:
            for message in _messages(answer, asked, None):
                await send(message)

    def _put(self, question: Question, answer: Answer, tallies: Tallies) -> None:
        shelf = self._shelf
        if shelf is not None:
            shelf.put(question, answer)
            tallies.put(counts.KEPT_BYTES, shelf.bytes)
            tallies.put(counts.KEPT_ANSWERS, len(shelf))

    def _read(self, scope: Scope) -> _Asked | None:
        """What is asked; none when the answer cannot come from the shelf."""
        address = scope.get("raw_path") or scope["path"]
        raw = (address, scope["query_string"], scope["method"], scope["scheme"], *scope["headers"])
        known = self._recent.get(raw)
        if known is not None:
            return known
        asked = self._asked(scope)
        if asked is not None and asked.request_id is None and _weight(scope) < LONGEST:
            if len(self._recent) >= RECENT:
                self._recent.clear()
            self._recent[raw] = asked
        return asked

    def _asked(self, scope: Scope) -> _Asked | None:
        method, path = scope["method"], scope["path"]
        if method not in {"GET", "HEAD"} or not path.startswith(self._prefixes) or "/exports/" in path:
            return None
        parts: list[bytes] = [scope.get("raw_path") or path.encode(), scope["query_string"], scope["scheme"].encode()]
        condition = request_id = None
        for name, value in scope["headers"]:
            role = _ROLE.get(name)
            if role is None:
                continue
            if role == _PART:
                parts += (name, value)
            elif role == _CONDITION:
                condition = value
            elif role == _ID:
                request_id = value
            elif role == _IN_PERSON or b"no-cache" in value:
                return None
        return _Asked(b"\n".join(parts), condition, request_id, method == "HEAD")


class _Keeper:
    """Passes an answer on, at once or (`hold`) only if it cannot be kept: public, whole and not too large."""

    def __init__(self, send: Send, *, hold: bool) -> None:
        self._send = send
        self._held: list[Message] | None = [] if hold else None
        self._headers: Headers | None = None
        self._chunks: list[bytes] = []
        self._bytes = 0
        self.whole: tuple[Headers, bytes] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = _keepable(message)
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

    def _note(self, message: Message, headers: Headers) -> None:
        self._chunks.append(message.get("body", b""))
        self._bytes += len(self._chunks[-1])
        if self._bytes > LARGEST:
            self._headers, self._chunks = None, []
        elif not message.get("more_body", False):
            self.whole = headers, b"".join(self._chunks)


def _keepable(head: Message) -> Headers | None:
    if head["status"] != HTTPStatus.OK:
        return None
    return [pair for pair in head["headers"] if pair[0] != b"x-request-id"] if _is_public(head["headers"]) else None


def _is_public(headers: Headers) -> bool:
    return any(name == b"cache-control" and value.startswith(b"public") for name, value in headers)


def _instant(scope: Scope, made: Made | None) -> Instant | None:
    """What was made, with the id of its request."""
    if made is None:
        return None
    status, headers, body = made
    return Instant(status, lines_of([*headers, header_for(scope)]), body)


def _ready(answer: Answer, asked: _Asked, tallies: Tallies) -> Instant:
    """An answer from the shelf, as it goes over the wire."""
    own = b"%b: %b\r\n" % header_of(asked.request_id)
    if _is_held(answer, asked, tallies):
        return Instant(HTTPStatus.NOT_MODIFIED, answer.lines_unchanged + own, b"")
    return Instant(HTTPStatus.OK, answer.lines + own, b"" if asked.is_head else answer.body)


def _messages(answer: Answer, asked: _Asked, tallies: Tallies | None) -> tuple[Message, Message]:
    request_id = header_of(asked.request_id)
    if _is_held(answer, asked, tallies):
        headers = [*answer.unchanged, request_id]
        return {"type": "http.response.start", "status": 304, "headers": headers}, _NOTHING
    headers = [*answer.headers, request_id]
    body = b"" if asked.is_head else answer.body
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


def _is_held(answer: Answer, asked: _Asked, tallies: Tallies | None) -> bool:
    """Whether the caller holds the answer already, which is tallied unless it was made for this caller."""
    is_held = asked.condition is not None and _names(asked.condition, answer.tag)
    if tallies is not None:
        tallies.add(counts.KEPT_UNCHANGED if is_held else counts.KEPT_HITS)
    return is_held


_NOTHING: Final[Message] = {"type": "http.response.body", "body": b""}


def _weight(scope: Scope) -> int:
    return len(scope["query_string"]) + sum(len(name) + len(value) for name, value in scope["headers"])


def _names(condition: bytes, tag: bytes | None) -> bool:
    if condition == tag:
        return True
    return weak_match(condition.decode("latin-1"), None if tag is None else tag.decode("latin-1"))


def _unconditional(scope: Scope) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]}
