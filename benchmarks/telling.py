"""Write the figures of a run into docs/performance.md, between the marks that say where each table stands.

`python benchmarks/telling.py FIGURES.json` takes what `querying.py --json` wrote; with `--check`, nothing is written
and the exit code says whether the page shows these figures. Tables for which there are no figures stay as they are.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
OURS = "plateforme"
BARE = "bare uvicorn"
PEERS = ("Datasette", "Datasette, uvloop", "ROAPI")
ENGINES = ("DuckDB in process", "SQLite in process")
MEGABYTE = 1_000_000

Figures = Mapping[str, Any]


def cost(figures: Figures | None) -> str:
    """One side's cell: latency, throughput and processor time."""
    if figures is None:
        return "–"
    return f"{figures['p50_ms']:.2f} ({figures['per_second']:,.0f}) {figures['cpu_us']:,.0f}".replace(",", " ")


def questions(told: Figures) -> str:
    """What each question costs every side, and what we reach."""
    lines = [
        f"| Question | {OURS} | {' | '.join(PEERS)} | raw engine | goal | reached |",
        f"|{'---|' * (len(PEERS) + 5)}",
    ]
    for name, work in told.items():
        sides = work["sides"]
        engines = {engine: sides[engine]["cpu_us"] for engine in ENGINES if engine in sides}
        fastest = min(engines, key=lambda engine: engines[engine]) if engines else None
        raw = "–" if fastest is None else f"{fastest.split()[0]}: {cost(sides[fastest])}"
        ours = cost(sides.get(OURS)) if OURS in sides else "not answered"
        wanted = ", ".join(f"{_times(goal)} {peer}" for peer, goal in work["goals"].items()) or "–"
        cells = [name, ours, *(cost(sides.get(peer)) for peer in PEERS), raw, wanted, _reached(work)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _times(goal: float) -> str:
    return f"≥ {goal:.2g}×" if goal >= 1 else f"≤ {1 / goal:.2g}× the cost of"


def _reached(work: Figures) -> str:
    ours = work["sides"].get(OURS)
    if ours is None:
        return "–"
    said = []
    for peer, goal in work["goals"].items():
        if peer in work["sides"]:
            ratio = work["sides"][peer]["cpu_us"] / ours["cpu_us"]
            said.append(f"{'' if ratio >= goal else '**'}{ratio:.1f}×{'' if ratio >= goal else '**'} {peer}")
    return ", ".join(said) or "–"


def against_engines(told: Figures) -> str:
    """How far each question is from the least it can cost: the fastest raw engine, and sending the bytes."""
    lines = [
        "| Question | fastest engine, µs CPU | bare uvicorn, same bytes | both | ours, µs CPU | ratio |",
        "|---|---|---|---|---|---|",
    ]
    for name, work in told.items():
        sides = work["sides"]
        engines = {engine: sides[engine]["cpu_us"] for engine in ENGINES if engine in sides}
        if not engines or OURS not in sides or BARE not in sides:
            continue
        best = min(engines, key=lambda engine: engines[engine])
        raw, bare, ours = engines[best], sides[BARE]["cpu_us"], sides[OURS]["cpu_us"]
        lines.append(
            f"| {name} | {best.split()[0]}: {raw:.0f} | {bare:.0f} | {raw + bare:.0f} | {ours:.0f} "
            f"| {ours / (raw + bare):.1f}× |"
        )
    return "\n".join(lines)


def files(told: Figures) -> str:
    """What publishing cost and what lies on disk."""
    lines = ["| File | MB | × Parquet |", "|---|---|---|", f"| CSV as sent | {told['csv_bytes'] / MEGABYTE:.0f} | |"]
    parquet = told["parquet_bytes"]
    lines.append(f"| Parquet, the record | {parquet / MEGABYTE:.1f} | 1 |")
    for path, size in sorted(told["serving_files"].items()):
        if size > MEGABYTE / 10:
            name = re.sub(r"[0-9a-f]{32,}", "…", path)
            lines.append(f"| {name} | {size / MEGABYTE:.1f} | {size / parquet:.2f} |")
    lines.append(
        f"| all serving files | {told['serving_bytes'] / MEGABYTE:.1f} | {told['serving_bytes'] / parquet:.2f} |"
    )
    rows = f"{told['rows']:,}".replace(",", " ")
    return (
        f"Published and readable after {told['publish_s']:.1f} s; everything built after {told['complete_s']:.1f} s "
        f"({rows} rows), on one core with everything else. The row index built again with both cores: "
        f"{told['index']['seconds']:.1f} s, {told['index']['cpu_s']:.1f} s of processor time.\n\n" + "\n".join(lines)
    )


def starving(told: Figures) -> str:
    """Small questions in a crowd."""
    lines = ["| Small question | p95 ms alone | p95 ms while 4 heavy ones run | p50 ms, both |", "|---|---|---|---|"]
    for name, seen in told.items():
        alone, crowded = seen["alone"], seen["crowded"]
        lines.append(
            f"| {name} | {alone['p95_ms']:.2f} | {crowded['p95_ms']:.2f} "
            f"| {alone['p50_ms']:.2f} and {crowded['p50_ms']:.2f} |"
        )
    return "\n".join(lines)


def kept(told: Figures) -> str:
    """Kept answers."""
    lines = [
        "| Kept answer | ours | bare uvicorn, same bytes | by req/s | by CPU | goal |",
        "|---|---|---|---|---|---|",
    ]
    for name, work in told.items():
        ours, bare = work["sides"]["kept"], work["sides"]["bare uvicorn"]
        lines.append(
            f"| {name} | {cost(ours)} | {cost(bare)} | {ours['per_second'] / bare['per_second']:.2f}× "
            f"| {bare['cpu_us'] / ours['cpu_us']:.2f}× | ≥ {work['goal']}× |"
        )
    return "\n".join(lines)


def export(told: Figures) -> str:
    """The whole table as CSV."""
    lines = ["| CSV of the whole table | seconds | first byte ms | memory + MB |", "|---|---|---|---|"]
    for name, seen in told["sides"].items():
        lines.append(
            f"| {name} | {seen['export_s']:.2f} | {seen['first_byte_ms']:.0f} | {max(0, seen['grown_mb']):.0f} |"
        )
    ours = told["sides"][OURS]["export_s"]
    lines.append(f"| DuckDB `COPY` to a file, in process | {told['copy_s']:.2f} | – | – |")
    return "\n".join(lines) + f"\n\nWe reach {told['copy_s'] / ours:.0%} of the speed of `COPY`."


def growth(told: Figures) -> str:
    """A larger table."""
    lines = [
        f"| Question | µs CPU before | µs CPU at {told['rows']:,} rows | ratio | goal |".replace(",", " "),
        "|---|---|---|---|---|",
    ]
    for name, work in told["questions"].items():
        small, large = work["sides"]["small"]["cpu_us"], work["sides"]["large"]["cpu_us"]
        goal = "≤ 2×" if work["page_sized"] else "–"
        lines.append(f"| {name} | {small:.0f} | {large:.0f} | {work['ratio']:.2f}× | {goal} |")
    return "\n".join(lines)


def _whole(value: float) -> str:
    return f"{value:.0f}"


def profile(told: Figures) -> str:
    """Where the time goes, by module."""
    parts = {part for seen in told.values() for part, cost in seen["parts"].items() if cost >= seen["cpu_us"] / 50}
    first = next(iter(told.values()))["parts"]
    lines = [f"| µs CPU in process | {' | '.join(told)} |", f"|{'---|' * (len(told) + 1)}"]
    lines += [
        f"| {part} | {' | '.join(_whole(seen['parts'].get(part, 0)) for seen in told.values())} |"
        for part in sorted(parts, key=lambda part: -first.get(part, 0))
    ]
    lines.append(f"| **all** | {' | '.join(_whole(seen['cpu_us']) for seen in told.values())} |")
    return "\n".join(lines)


TABLES = {
    "profile": ("profile", profile),
    "questions": ("questions", questions),
    "against-engines": ("questions", against_engines),
    "files": ("files", files),
    "starving": ("starving", starving),
    "kept": ("kept", kept),
    "export": ("export", export),
    "growth": ("growth", growth),
}


def told_page(page: str, figures: Figures) -> str:
    """The page with these figures in it."""
    for mark, (part, table) in TABLES.items():
        if figures.get(part):
            block = f"<!-- figures: {mark} -->\n\n{table(figures[part])}\n\n<!-- end of figures -->"
            pattern = rf"<!-- figures: {mark} -->.*?<!-- end of figures -->"
            page = re.sub(pattern, lambda _, block=block: block, page, flags=re.DOTALL)  # type: ignore[misc]
    about = figures["about"]
    rows = f"{about['rows']:,}".replace(",", " ")
    line = (
        f"<!-- run -->\nMeasured on {about['day']}, {rows} rows; rounds whose medians these are: {about['rounds']}.\n"
    )
    return re.sub(r"<!-- run -->\n.*\n", lambda _: line, page)


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path, help="what querying.py --json wrote")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the page shows other figures")
    options = parser.parse_args()
    page = PAGE.read_text()
    told = told_page(page, json.loads(options.figures.read_text()))
    if options.check:
        sys.exit(told != page)
    PAGE.write_text(told)


if __name__ == "__main__":
    main()
