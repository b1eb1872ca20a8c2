"""Public answers kept ready, in front of everything else: a question that was asked before costs microseconds.

An answer is good as long as nobody has committed anything since the moment before it was made; the store tells that,
for other processes too. Rows are good for longer: a version never changes, so it is enough that the question still
leads to it. Nobody ever reads anything older than the store.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api import counts
from plateforme.api.conditional import weak_match
from plateforme.api.middleware.request_id import header_of
from plateforme.api.middleware.security import GUARDS
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

_KNOWN: Final = GUARDS | {
    *(b"content-type", b"content-length", b"content-encoding"),
    *(b"link", b"plateforme-version", b"plateforme-schema-version"),
}
"""Headers that a 304 leaves out: whoever holds the answer has them (RFC 9110 §15.4.5)."""

RECENT: Final = 1024
"""Requests whose heads are remembered as they came, so that the same one need not be read again."""

LONGEST: Final = 2048
"""Longer ones, in bytes, are not remembered."""

Question = bytes
"""The address and the headers that matter, one a line."""

Headers = list[tuple[bytes, bytes]]


class Store(Protocol):
    """What tells whether anything has changed."""

    def generation(self) -> Generation | None:
        """A value that is another one after every commit; None when that cannot be told at once."""
        ...

    async def latest_generation(self) -> Generation | None:
        """The same, by asking; None when that cannot be told at all."""
        ...


class Pin(Protocol):
    """What an answer hangs on that does not change with every commit."""

    async def holds(self, generation: Generation) -> bool:
        """Whether the answer is still good at this generation."""
        ...


@dataclass(slots=True)
class Answer:
    """A whole 200 answer as it goes over the wire, without the id of the request that caused it."""

    headers: Headers
    body: bytes
    generation: Generation
    pin: Pin | None
    until: float
    was_used: bool = False
    """Whether it was asked for since it was last looked at for leaving."""
    tag: bytes | None = field(init=False)
    unchanged: Headers = field(init=False)
    """The headers of the answer to whoever holds it already."""
    size: int = field(init=False)
    """What it weighs, in bytes, with its head and our bookkeeping."""

    def __post_init__(self) -> None:
        """Make ready what is needed each time."""
        self.tag = next((value for name, value in self.headers if name == b"etag"), None)
        self.unchanged = [pair for pair in self.headers if pair[0] not in _KNOWN]
        self.size = len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 1500

    async def is_good(self, generation: Generation) -> bool:
        """Whether it is true at this generation."""
        if self.pin is None:
            return self.generation == generation and self.until > monotonic()
        if self.generation != generation:
            if not await self.pin.holds(generation):
                return False
            self.generation = generation
        return True


class Shelf:
    """Answers by question; when there is no room, the oldest leaves that nobody asked for lately."""

    def __init__(self, max_bytes: int) -> None:
        """Hold at most so many bytes."""
        self._max = max_bytes
        self._answers: OrderedDict[Question, Answer] = OrderedDict()
        self.bytes = 0
        self.find = self._answers.get

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self._answers)

    def drop(self, question: Question) -> None:
        """Forget an answer."""
        if (older := self._answers.pop(question, None)) is not None:
            self.bytes -= older.size

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer in the place of an older one."""
        self.drop(question)
        if answer.size > self._max:
            return
        self._answers[question] = answer
        self.bytes += answer.size
        while self.bytes > self._max:
            oldest, leaving = next(iter(self._answers.items()))
            if leaving.was_used:  # a second chance costs those who ask less than an order by last use
                leaving.was_used = False
                self._answers.move_to_end(oldest)
            else:
                self.drop(oldest)


@dataclass(slots=True)
class _Asked:
    """What a request asks, and what its own headers are."""

    question: Question
    condition: bytes | None
    request_id: bytes | None
    is_head: bool


class KeptAnswers:
    """ASGI layer, outermost: answers from the shelf, or lets the others answer and keeps what may be kept."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, prefixes: tuple[str, ...]) -> None:
        """Wrap an application; `prefixes` are the first segments of the surfaces whose answers are kept."""
        self.app = app
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
        platform = self._platform
        if platform is None:
            platform = self._platform = scope["app"].state.platform
        generation = platform.db.generation() or await platform.db.latest_generation()
        if generation is None:
            await self.app(scope, receive, send)
            return
        answer = shelf.find(asked.question)
        if answer is None or not (
            (answer.generation == generation and answer.pin is not None) or await answer.is_good(generation)
        ):
            shelf.drop(asked.question)
            await self._ask(scope, receive, send, asked=asked, tallies=platform.tallies, generation=generation)
            return
        answer.was_used = True
        head, body = _messages(answer, asked, platform.tallies)
        await send(head)
        await send(body)

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
    is_public = any(name == b"cache-control" and value.startswith(b"public") for name, value in head["headers"])
    return [pair for pair in head["headers"] if pair[0] != b"x-request-id"] if is_public else None


def _messages(answer: Answer, asked: _Asked, tallies: Tallies | None) -> tuple[Message, Message]:
    request_id = header_of(asked.request_id)
    if asked.condition is not None and _names(asked.condition, answer.tag):
        if tallies is not None:
            tallies.add(counts.KEPT_UNCHANGED)
        headers = [*answer.unchanged, request_id]
        return {"type": "http.response.start", "status": 304, "headers": headers}, _NOTHING
    if tallies is not None:
        tallies.add(counts.KEPT_HITS)
    headers = [*answer.headers, request_id]
    body = b"" if asked.is_head else answer.body
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


_NOTHING: Final[Message] = {"type": "http.response.body", "body": b""}


def _weight(scope: Scope) -> int:
    return len(scope["query_string"]) + sum(len(name) + len(value) for name, value in scope["headers"])


def _names(condition: bytes, tag: bytes | None) -> bool:
    if condition == tag:
        return True
    return weak_match(condition.decode("latin-1"), None if tag is None else tag.decode("latin-1"))


def _unconditional(scope: Scope) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]}
