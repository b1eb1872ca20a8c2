"""One side of a comparison: what answers a question, and what its rounds saw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from statistics import median
from typing import Any, Protocol

import engines
import loadgen
from processes import Server
from workloads import Form, Values, Workload, read_rows

CLIENTS = 8
DISTINCT_MAX = 4000
FEW = 3
"""The least number of requests in a round, for sides that take seconds over one."""


@dataclass
class Figures:
    """What the rounds of one side saw."""

    p50_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        """The figures that count."""
        return {
            "p50_ms": median(self.p50_ms),
            "per_second": median(self.per_second),
            "cpu_us": median(self.cpu_us),
        }


class Side(Protocol):
    """Whatever can be asked."""

    figures: Figures

    def answer(self) -> Any:
        """What it says to the question with the first values, in the words in which sides are compared."""
        ...

    def pace(self) -> float:
        """Questions a second, roughly."""
        ...

    def round(self, asked: int) -> None:
        """Ask that often and note what it cost."""
        ...


class NotAnsweredError(Exception):
    """A server refused the question."""


@dataclass
class HttpSide:
    """A server on this machine."""

    server: Server
    make: Callable[[int], bytes]
    """The n-th request."""
    read: Callable[[bytes], Any]
    varies: bool
    figures: Figures = field(default_factory=Figures)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def ask(self) -> loadgen.Answer:
        """The first request, answered well."""
        answer = loadgen.ask(self.server.port, self.make(0))
        if answer.status != 200:
            raise NotAnsweredError(f"{answer.status} {answer.body[:160].decode(errors='replace')}")
        return answer

    def answer(self) -> Any:
        """What it says."""
        return self.read(self.ask().body)

    def pace(self) -> float:
        """Questions a second."""
        first = loadgen.run(self.server.port, self._requests(2), requests=2, clients=1)
        many = int(min(200, max(2, first.per_second / 4)))
        return loadgen.run(self.server.port, self._requests(many), requests=many, clients=min(many, CLIENTS)).per_second

    def round(self, asked: int) -> None:
        """Eight clients for throughput and processor time, then one for latency."""
        requests = self._requests(asked)
        before = self.server.cpu_seconds()
        load = loadgen.run(self.server.port, requests, requests=asked, clients=min(asked, CLIENTS))
        self.figures.cpu_us.append((self.server.cpu_seconds() - before) / asked * 1e6)
        self.figures.per_second.append(load.per_second)
        fewer = max(FEW, asked // 8)
        alone = loadgen.run(self.server.port, self._requests(fewer), requests=fewer, clients=1)
        self.figures.p50_ms.append(alone.p50_ms)

    def _requests(self, wanted: int) -> list[bytes]:
        """New ones, so that nothing kept from an earlier question answers them."""
        return [self.make(n) for n in islice(self.numbers, min(wanted, DISTINCT_MAX) if self.varies else 1)]


@dataclass
class EngineSide:
    """An engine in process: no server, no encoding."""

    engine: engines.Engine
    sql: str
    values: Callable[[int], Values]
    form: Form
    figures: Figures = field(default_factory=Figures)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def answer(self) -> Any:
        """What it says; the total of a counted page is not asked of an engine, for it would be kept."""
        return read_rows(self.form, self.engine.ask(self.sql, [self._named(0)])["rows"])

    def pace(self) -> float:
        """Questions a second."""
        return 1e6 / max(1.0, float(self._ask(3)["cpu_us"]))

    def round(self, asked: int) -> None:
        """Ask; a second of processor time holds as many questions as a second of one client."""
        told = self._ask(min(asked, DISTINCT_MAX))
        self.figures.p50_ms.append(told["p50_ms"])
        self.figures.cpu_us.append(told["cpu_us"])
        self.figures.per_second.append(1e6 / max(1.0, told["cpu_us"]))

    def _ask(self, times: int) -> dict[str, Any]:
        return self.engine.ask(self.sql, [self._named(n) for n in islice(self.numbers, times)])

    def _named(self, n: int) -> Values:
        return {name: value for name, value in self.values(n).items() if f"${name}" in self.sql}


def agree(work: Workload, answers: dict[str, Any]) -> list[str]:
    """Names of the sides that say something else than most do: they are not compared with."""

    def essence(said: Any) -> str:
        return repr(said[-1] if work.form is Form.COUNTED_PAGE and len(said) == 2 else said)

    said = {name: essence(answer) for name, answer in answers.items()}
    usual = max(said.values(), key=list(said.values()).count)
    return [name for name, each in said.items() if each != usual]


def measure(sides: Sequence[Side], *, rounds: int, seconds: float) -> None:
    """Interleave the sides, so that a slow minute of the machine is shared."""
    counts = [int(min(20_000, max(FEW, side.pace() * seconds))) for side in sides]
    for _ in range(rounds):
        for side, asked in zip(sides, counts, strict=True):
            side.round(asked)
