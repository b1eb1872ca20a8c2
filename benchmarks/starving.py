"""Small questions while four heavy ones run: how long the slowest of twenty waits."""

import time
from itertools import count
from threading import Event, Thread
from typing import Any

import loadgen
from processes import Server

HEAVY = 4
SMALL = {
    "first page of 20": "rows?limit=20",
    "row by key": "rows/SR-000000042",
    "equality + sort, 20": "rows?category=pothole&sort=-opened_at&limit=20",
}


def heavy_question(dataset: str, number: int) -> bytes:
    """A scan of all the texts that no index helps, with another needle each time: nothing kept answers it."""
    path = f"/v1/datasets/{dataset}/rows?description__contains=zz{number}&count=exact&limit=1"
    return loadgen.request_bytes(path)


class Crowd:
    """Four clients that each ask something heavy, again and again, until they are sent away."""

    def __init__(self, server: Server, dataset: str) -> None:
        """Come in."""
        self._server, self._dataset = server, dataset
        self._enough = Event()
        self._numbers = count()
        self.statuses: list[int] = []
        self._threads = [Thread(target=self._insist, daemon=True) for _ in range(HEAVY)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Wait until the last questions were answered."""
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _insist(self) -> None:
        while not self._enough.is_set():
            request = heavy_question(self._dataset, next(self._numbers))
            self.statuses.append(loadgen.ask(self._server.port, request).status)


def measure(server: Server, dataset: str, *, seconds: float) -> dict[str, Any]:
    """The p95 of each small question, alone and in the crowd."""
    figures: dict[str, Any] = {}
    print(f"\nsmall questions, one client, alone and while {HEAVY} clients ask heavy ones")
    for name, path in SMALL.items():
        request = loadgen.request_bytes(f"/v1/datasets/{dataset}/{path}")
        alone = _timed(server, request, seconds)
        crowd = Crowd(server, dataset)
        try:
            time.sleep(0.3)
            crowded = _timed(server, request, seconds)
        finally:
            crowd.leave()
        refused = sum(status != 200 for status in crowd.statuses)
        figures[name] = {
            "alone": {"p50_ms": alone.p50_ms, "p95_ms": alone.p95_ms},
            "crowded": {"p50_ms": crowded.p50_ms, "p95_ms": crowded.p95_ms},
            "heavy_answered": len(crowd.statuses) - refused,
            "heavy_refused": refused,
        }
        print(
            f"  {name:<22} p95 {alone.p95_ms:7.2f} ms alone, {crowded.p95_ms:7.2f} ms in the crowd (p50 "
            f"{alone.p50_ms:.2f} and {crowded.p50_ms:.2f}); heavy: {len(crowd.statuses) - refused} answered, "
            f"{refused} refused"
        )
    return figures


def _timed(server: Server, request: bytes, seconds: float) -> loadgen.Load:
    """As many requests as fit in these seconds, one after the other."""
    trial = loadgen.run(server.port, request, requests=20, clients=1)
    return loadgen.run(server.port, request, requests=max(40, int(trial.per_second * seconds)), clients=1)
