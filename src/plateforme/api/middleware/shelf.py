"""Where answers are kept: in memory, bounded in bytes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, Protocol

from plateforme.api.middleware.at_once import Headers, lines_of
from plateforme.api.middleware.security import GUARDS
from plateforme.kit.generation import Generation

_KNOWN: Final = GUARDS | {
    *(b"content-type", b"content-length", b"content-encoding"),
    *(b"link", b"plateforme-version", b"plateforme-schema-version"),
}
"""Headers that a 304 leaves out: whoever holds the answer has them (RFC 9110 §15.4.5)."""

Question = bytes
"""The address and the headers that matter, one a line."""


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
    lines: bytes = field(init=False)
    lines_unchanged: bytes = field(init=False)
    """Both as they go over the wire."""
    size: int = field(init=False)
    """What it weighs, in bytes, with its head and our bookkeeping."""

    def __post_init__(self) -> None:
        """Make ready what is needed each time."""
        self.tag = next((value for name, value in self.headers if name == b"etag"), None)
        self.unchanged = [pair for pair in self.headers if pair[0] not in _KNOWN]
        self.lines, self.lines_unchanged = lines_of(self.headers), lines_of(self.unchanged)
        self.size = len(self.body) + 2 * len(self.lines) + len(self.lines_unchanged) + 1500

    def is_known_good(self, generation: Generation) -> bool:
        """Whether it is true at this generation, as far as can be told without asking anybody."""
        return self.generation == generation and (self.pin is not None or self.until > monotonic())

    async def is_good(self, generation: Generation) -> bool:
        """Whether it is true at this generation."""
        if self.pin is None:
            return self.is_known_good(generation)
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
