"""Ten times the rows: what page-sized questions cost then, beside what they cost before, on the same server."""

import argparse
from pathlib import Path
from typing import Any

import generate
import neighbours
import serving_files
import surveying
import workloads
from publishing import Producer
from sides import NotAnsweredError
from sides import measure as measure_sides
from surveying import Surveyed

LARGE = "reports-large"
GOAL = 2.0


def measure(place: Surveyed, producer: Producer, options: argparse.Namespace, home: Path) -> dict[str, Any]:
    """Publish the large table, then ask both in turns."""
    rows: int = options.grow
    source = generate.write(neighbours.PLACE / f"reports-{rows}.csv", rows)
    told: dict[str, Any] = {"rows": rows, "files": serving_files.publish(producer, LARGE, source, home)}
    larger = surveying.survey(place.server, LARGE, rows)
    told["questions"] = {}
    print(f"\n{options.rows:,} and {rows:,} rows: µs CPU a request, and p50 in ms with one client")
    asked = [(*workloads.pages(each.table), *workloads.scans()) for each in (place, larger)]
    for work, same in zip(*asked, strict=True):
        sides = {"small": place.our_side(work), "large": larger.our_side(same)}
        try:
            for side in sides.values():
                side.ask()
        except NotAnsweredError as refusal:
            print(f"  {work.name:<34} not answered: {refusal}")
            continue
        measure_sides(list(sides.values()), rounds=options.rounds, seconds=options.seconds)
        figures = {name: side.figures.medians() for name, side in sides.items()}
        ratio = figures["large"]["cpu_us"] / max(figures["small"]["cpu_us"], 0.1)
        told["questions"][work.name] = {"sides": figures, "ratio": ratio, "page_sized": work.is_page_sized}
        verdict = "" if not work.is_page_sized else f"   goal ≤ {GOAL}×: {'reached' if ratio <= GOAL else 'MISSED'}"
        print(
            f"  {work.name:<34} {figures['small']['cpu_us']:9.0f} {figures['large']['cpu_us']:9.0f}   "
            f"{figures['small']['p50_ms']:8.2f} {figures['large']['p50_ms']:8.2f}   {ratio:5.2f}×{verdict}"
        )
    return told
