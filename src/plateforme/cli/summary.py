"""The tables at the end of the demonstration, read from the public API without a key."""

import re
from collections import Counter
from typing import Final, Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import spaced
from plateforme.client.transport import Network
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import FindingOut

SHOWN: Final = 3
"""Findings shown by kind of subject; the API has them all."""

KINDS: Final[tuple[tuple[Literal["dataset", "report", "service"], str], ...]] = (
    ("dataset", "datasets"),
    ("report", "street reports"),
    ("service", "public services"),
)
SOURCES: Final = {"cache": "kept ready", "index": "read from the index", "engine": "computed"}
_ANSWERS: Final = re.compile(r'^plateforme_answers_total\{plan="([a-z]+)"\} (\S+)$', re.MULTILINE)
COLORS: Final = {"overdue": "yellow", "delinquent": "red"}


async def summarize(api_url: str, console: Console, *, transport: Network | None = None) -> None:
    """Show what is published, what is stale and why, and where to look."""
    async with PlateformeV1(api_url, transport=transport) as api:
        await _published(api, console)
        await _stale(api, console)
        await _counted(api, console)
    _addresses(api_url.removesuffix("/v1"), console)


async def _published(api: PlateformeV1, console: Console) -> None:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("published", style="cyan", no_wrap=True)
    table.add_column("rhythm", no_wrap=True, min_width=9)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("organization", overflow="ellipsis", no_wrap=True)
    async for dataset in api.iter_datasets():
        rows = f"{dataset.rows:,}".replace(",", " ") if dataset.rows is not None else "-"
        table.add_row(dataset.slug, dataset.frequency, rows, dataset.organization)
    services = await api.list_services(count="exact", limit=1)
    reports = await api.list_reports(count="exact", limit=1)
    table.add_row("public services", "", str(services.count.value), "")
    table.add_row("street reports, samples", "", str(reports.count.value), "")
    console.print()
    console.print(table)


async def _stale(api: PlateformeV1, console: Console) -> None:
    console.print("\n[bold]stale[/], and why")
    for kind, plural in KINDS:
        found = [one async for one in api.iter_findings(subject_kind=kind, status="open", sort="stale_since")]
        late = [one for one in found if one.severity != "info"]
        counted = Counter(one.state for one in late)
        states = " and ".join(f"{count} {state}" for state, count in sorted(counted.items())) or "nothing stale"
        console.print(f"[bold]{plural}[/]: {states}")
        for one in late[:SHOWN]:
            console.print(Padding(_head(one), (0, 0, 0, 2)))
            console.print(Padding(Text(one.why, style="dim"), (0, 0, 0, 4)))
        if len(late) > SHOWN:
            console.print(f"  … and {len(late) - SHOWN} more: {api_path(kind)}")


def api_path(kind: str) -> str:
    """The public call that lists the findings of one kind."""
    return f"/v1/findings?subject_kind={kind}&status=open&sort=stale_since"


def _head(one: FindingOut) -> Text:
    facet = f" ({one.subject.facet})" if one.subject.facet else ""
    return Text.assemble(
        (f"{one.subject.id}{facet}", "cyan"),
        "  ",
        (one.state, COLORS.get(one.state, "")),
        f" since {one.stale_since:%Y-%m-%d}, {one.responsible} must act",
    )


async def _counted(api: PlateformeV1, console: Console) -> None:
    plans = answers_by_plan(b"".join([chunk async for chunk in api.get_metrics()]).decode())
    told = " · ".join(f"{SOURCES[plan]} {spaced(count)}" for plan, count in plans.items())
    console.print(f"\n[bold]answers[/] given so far: {told}")


def answers_by_plan(exposition: str) -> dict[str, int]:
    """How many answers each plan found, as `GET /v1/metrics` tells it."""
    return {plan: int(float(count)) for plan, count in _ANSWERS.findall(exposition) if plan in SOURCES}


def _addresses(root: str, console: Console) -> None:
    console.print("\n[bold]look[/]")
    for address in (
        f"{root}/docs",
        f"{root}/v1/findings?status=open&sort=stale_since",
        f"{root}/v1/datasets/communes/rows?department=56&sort=-population&limit=5",
        f"{root}/v1/datasets/mairies-du-morbihan/exports/csv",
    ):
        console.print(f"  {address}", soft_wrap=True, highlight=False)
