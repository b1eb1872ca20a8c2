"""Where the time of a small question goes: the real application in process, its processor time shared out by module.

`python profiling.py HOME DATASET` asks the application itself, without a web server, a few thousand times and prints
JSON: the processor time of one request as it is, and that time shared out as a profiler saw it. Work in other threads
is one share of its own, for the profiler sees only the thread of the event loop.
"""

import asyncio
import cProfile
import json
import os
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from processes import pinned

ASKED = {
    "first page of 20": "rows?limit=20",
    "equality + sort, 20": "rows?category=pothole&sort=-opened_at&limit=20",
    "row by key": "rows/SR-000000042",
}
SECONDS = 1.0
PROGRAMS = ("fastapi", "starlette", "sqlalchemy", "sqlmodel", "pydantic", "anyio", "asyncio", "orjson", "numpy")
OTHER_THREADS = "other threads, and changing to them"

Message = MutableMapping[str, Any]
Application = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Any]], Any]


def scope_of(path: str) -> dict[str, Any]:
    """A request as the web server hands it on."""
    plain, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "state": {},
    }


class _Body:
    """What a caller sends: nothing, once; after that it waits for its answer, however long that takes."""

    def __init__(self) -> None:
        self._is_sent = False

    async def __call__(self) -> Message:
        if self._is_sent:
            await asyncio.Event().wait()  # a caller that never leaves: whoever listens for that must not spin
        self._is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}


async def ask(app: Application, path: str, times: int) -> None:
    """Ask that often; an answer that is no 200 ends it."""

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:
            raise SystemExit(f"{path}: {message['status']}")

    for _ in range(times):
        await app(scope_of(path), _Body(), send)


def place(file: str) -> str:
    """Which part of the whole a source file belongs to."""
    parts = Path(file).parts
    if "plateforme" in parts:
        ours = parts[len(parts) - parts[::-1].index("plateforme") :]
        return "plateforme/" + "/".join(ours[:4]).removesuffix(".py")
    return next((program for program in PROGRAMS if program in parts), "Python and others")


def shared_out(profile: cProfile.Profile) -> Counter[str]:
    """Seconds by part; what is built in counts for whoever called it."""
    seconds: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if "poll" in name and file == "~":
            continue  # waiting
        if file != "~":
            seconds[place(file)] += own
        else:
            for (caller, _, _), (_, _, share, _) in callers.items():
                seconds[place(caller)] += share
    return seconds


async def breakdown(app: Application, path: str) -> dict[str, Any]:
    """One question: what it costs, and which parts that went to."""
    await ask(app, path, 20)
    started = time.process_time()
    await ask(app, path, 20)
    times = max(20, int(20 * SECONDS / (time.process_time() - started)))
    whole, thread = time.process_time(), time.thread_time()
    await ask(app, path, times)
    whole, thread = time.process_time() - whole, time.thread_time() - thread
    profile = cProfile.Profile(time.thread_time)
    profile.enable()
    await ask(app, path, max(20, times // 4))
    profile.disable()
    seen = shared_out(profile)
    scale = thread / times * 1e6 / max(seen.total(), 1e-9)  # a profiler slows what it watches: only shares are kept
    parts = {part: seconds * scale for part, seconds in seen.most_common()}
    return {"cpu_us": whole / times * 1e6, "parts": {OTHER_THREADS: (whole - thread) / times * 1e6, **parts}}


async def examine(home: str, dataset: str) -> dict[str, Any]:
    """Every question, asked of the application on that home, with nothing kept."""
    os.environ["PLATEFORME_HOME"], os.environ["PLATEFORME_ANSWER_CACHE_BYTES"] = home, "0"
    from plateforme.kit.settings import Settings  # noqa: PLC0415  # after the environment says what they are
    from plateforme.main import create_app  # noqa: PLC0415

    app = create_app(Settings())
    async with app.router.lifespan_context(app):
        return {name: await breakdown(app, f"/v1/datasets/{dataset}/{path}") for name, path in ASKED.items()}


def measure(home: Path, dataset: str) -> dict[str, Any]:
    """The same in a process of its own on the servers' core, printed."""
    process = pinned([sys.executable, __file__, home, dataset], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output, _ = process.communicate()
    told: dict[str, Any] = json.loads(output)
    for name, seen in told.items():
        print(f"\n{name}: {seen['cpu_us']:.0f} µs CPU in process, without a web server")
        for part, cost in sorted(seen["parts"].items(), key=lambda pair: -pair[1]):
            if cost >= seen["cpu_us"] / 100:
                print(f"  {cost:8.1f} µs {cost / seen['cpu_us']:5.0%}  {part}")
    return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(examine(*sys.argv[1:]))))
