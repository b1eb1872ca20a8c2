"""One dataset on one screen, and lists of its versions: tables that read well at 80 columns and on a pipe."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import spaced
from plateforme.client.v1_types import FindingOut, PublicationOut, PublishedChange, PullOut, VersionOut
from plateforme.consumers.steward.overview import Overview

KIB: Final = 1024
SEVERE: Final = {"delinquent": "red", "overdue": "yellow"}


def moment(instant: datetime | None) -> str:
    """An instant to the minute, in UTC."""
    return "never" if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"


def size(count: int) -> str:
    """A number of bytes, for people."""
    amount, unit = float(count), "bytes"
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if amount < KIB or unit == "GiB":
            break
        amount /= KIB
    return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def rhythm(minutes: int) -> str:
    """A number of minutes as people say it."""
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes % length == 0:
            count = minutes // length
            return f"every {unit}" if count == 1 else f"every {count} {unit}s"
    return f"every {minutes} minutes"


def show(console: Console, found: Overview) -> None:
    """What a dataset is, how fresh it is, and what its steward has to know or to decide."""
    dataset = found.dataset
    console.print(Text(dataset.title, style="bold"), soft_wrap=True)
    console.print(Text(f"{dataset.slug}, {found.organization.name}", style="dim"))
    console.print()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=True, width=11)
    grid.add_column(overflow="fold")
    for name, lines in _said(found):
        for place, line in enumerate(lines):
            grid.add_row(name if place == 0 else "", line)
    console.print(grid)


def _said(found: Overview) -> Iterable[tuple[str, list[Text]]]:
    dataset = found.dataset
    yield "licence", [Text(dataset.license)]
    yield "rhythm", [Text(dataset.frequency)]
    yield "updated", [Text(moment(dataset.updated_at))]
    yield "fresh", _freshness(found.findings)
    if found.version is None:
        yield "version", [Text("none yet: `plateforme publish` makes the first")]
    else:
        yield "version", _version(found.version)
    if found.schema is not None:
        key = ", ".join(found.schema.primaryKey) or "none, rows are known by their place"
        yield "columns", [Text(f"{len(found.schema.fields)}, schema {found.schema.schema_version}, key: {key}")]
    if found.last is not None and found.last.state not in {"published", "unchanged", "waiting"}:
        yield "last file", _attempt(found.last)
    if found.waiting:
        yield "waits", [line for one in found.waiting for line in _waits(one)]
    if found.notices:
        yield (
            "notice",
            [Text(f"schema {one.number} is readable until {one.sunset_at:%Y-%m-%d}") for one in found.notices],
        )
    if found.pull is not None:
        yield "pulled", _pull(found.pull)
    if found.attachments:
        yield "attached", [Text(f"{one.name} ({size(one.size)}): {one.title}") for one in found.attachments]
    yield "address", [Text(dataset.links.self, style="dim")]


def _freshness(findings: list[FindingOut]) -> list[Text]:
    late = [one for one in findings if one.state in SEVERE]
    if not late:
        return [Text("nothing to say against it", style="green")]
    return [
        part
        for one in late
        for part in (
            Text(f"{one.state} since {one.stale_since:%Y-%m-%d}", style=SEVERE[one.state]),
            Text(one.why, style="dim"),
        )
    ]


def _version(version: VersionOut) -> list[Text]:
    by = f" by {version.published_by}" if version.published_by else ""
    made = f"from {version.source_name}" if version.origin == "file" else "rows written"
    return [
        Text(f"{version.number}, {made}{by}, {moment(version.published_at)}"),
        Text(f"{spaced(version.rows)} rows{_difference(version)}"),
    ]


def _difference(version: VersionOut) -> str:
    counts = (version.rows_added, version.rows_changed, version.rows_removed)
    if None in counts:
        return ""
    words = zip(("added", "changed", "removed"), counts, strict=True)
    told = [f"{spaced(count)} {word}" for word, count in words if count]
    return f" ({', '.join(told)})" if told else ""


def _attempt(one: PublicationOut) -> list[Text]:
    lines = [Text(f"{one.source_name}: {one.state}, {moment(one.finished_at or one.created_at)}")]
    return [*lines, Text(one.problem.detail, style="dim")] if one.problem else lines


def _waits(one: PublicationOut) -> list[Text]:
    lines = [Text(f"{one.source_name}, publication {one.id}", style="yellow")]
    lines += [
        Text(f"{change.kind}: {change.detail}", style="dim") for change in one.schema_changes or () if change.breaking
    ]
    return [*lines, Text(f"plateforme dataset accept {one.dataset} {one.id}")]


def _pull(pull: PullOut) -> list[Text]:
    state = "paused" if pull.paused else rhythm(pull.every_minutes)
    lines = [Text(f"{state}, from {pull.url}")]
    if pull.outcome:
        lines.append(Text(f"last look: {pull.outcome}, {moment(pull.checked_at)}", style="dim"))
    return [*lines, Text(pull.detail, style="red")] if pull.detail else lines


def schema_changes(console: Console, changes: Iterable[PublishedChange]) -> None:
    """How columns differ: what breaks first."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("Breaks", no_wrap=True)
    table.add_column("What", no_wrap=True)
    table.add_column("In words", overflow="fold")
    for one in sorted(changes, key=lambda change: not change.breaking):
        breaks = Text("yes", style="red") if one.breaking else Text("no", style="dim")
        table.add_row(breaks, Text(one.kind), Text(one.detail))
    console.print(table)


def versions(console: Console, listed: Iterable[VersionOut]) -> None:
    """Versions, newest first: what is in each, where it came from and what became of it."""
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("version", justify="right", style="cyan", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("schema", no_wrap=True)
    table.add_column("what", overflow="fold")
    for one in listed:
        table.add_row(
            str(one.number), f"{one.published_at:%Y-%m-%d %H:%M}", spaced(one.rows), one.schema_version, _became(one)
        )
    console.print(table)


def _became(one: VersionOut) -> Text:
    if one.withdrawn_at is not None:
        return Text(f"withdrawn: {one.withdrawn_reason}", style="yellow")
    if one.pruned_at is not None:
        return Text("its content is no longer kept", style="dim")
    made = one.source_name if one.origin == "file" else "rows written"
    return Text.assemble(("current, " if one.is_current else "", "green"), f"{made}{_difference(one)}")
