"""Answers that were given before: a kept page and a 304, against a bare server that sends the same bytes."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import loadgen
import run
from processes import Server, free_port, running

HERE = Path(__file__).parent
GOALS = {"kept page": 0.85, "kept 304": 1.1}


def measure(server: Server, folder: Path, dataset: str, *, rounds: int) -> dict[str, Any]:
    """Ask a server that keeps its answers, on the same home, and a bare one."""
    page = f"/v1/datasets/{dataset}/rows?limit=20"
    figures: dict[str, Any] = {}
    with ExitStack() as stack:
        kept = stack.enter_context(run.serving(folder, folder / "home", free_port(), kept_bytes=run.KEPT_BYTES))
        tag = loadgen.ask(kept.port, loadgen.request_bytes(page)).headers["etag"]
        asked = {
            "kept page": loadgen.request_bytes(page),
            "kept 304": loadgen.request_bytes(page, {"If-None-Match": tag}),
        }
        recorded, port = folder / "recorded", free_port()
        recorded.mkdir()
        same = run.record(kept.port, {"kept page": asked["kept page"]}, recorded)["kept page"]
        command: list[str | Path] = [sys.executable, HERE / "peers.py", "bare", str(port), recorded]
        bare = stack.enter_context(running("bare", command, port=port, log=folder / "bare.log"))
        for name, request in asked.items():
            sides = {
                "kept": run.Side(kept, request),
                "plateforme": run.Side(server, request),
                "bare uvicorn": run.Side(bare, same),
            }
            run.measure(list(sides.values()), rounds)
            told = {side: each.medians() for side, each in sides.items()}
            figures[name] = {"goal": GOALS[name], "sides": told}
            reached = told["kept"]["per_second"] / told["bare uvicorn"]["per_second"]
            by_cpu = told["bare uvicorn"]["cpu_us"] / told["kept"]["cpu_us"]
            print(
                f"\n{name}: {told['kept']['per_second']:.0f} req/s, {told['kept']['cpu_us']:.0f} µs CPU; bare uvicorn "
                f"{told['bare uvicorn']['per_second']:.0f} req/s, {told['bare uvicorn']['cpu_us']:.0f} µs: "
                f"{reached:.2f}× its req/s, {by_cpu:.2f}× by CPU, goal {GOALS[name]}×"
            )
    return figures
