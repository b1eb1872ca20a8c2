"""`plateforme reports`: street reports around a point, those of one problem, and their figures."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import ask, err, out, spaced
from plateforme.cli.options import AnyKey, Api, Key

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import (
        DuplicateCandidatesOut,
        NearReportOut,
        ReportOut,
        ReportStatisticsOut,
    )
    from plateforme.consumers.steward.report_groups import Group

app = typer.Typer(
    no_args_is_help=True,
    help="Street reports: what is near, what is the same problem, what they come to.",
    rich_markup_mode="markdown",
)

SHOWN = 20

Reference = Annotated[str, typer.Argument(help="Public reference of the report, such as 2026-0302-7QK2M9.")]
Lon = Annotated[float, typer.Option(help="Longitude in degrees (WGS 84).")]
Lat = Annotated[float, typer.Option(help="Latitude in degrees (WGS 84).")]
Category = Annotated[str | None, typer.Option(help="Code of a category.", show_default=False)]
Why = Annotated[str | None, typer.Option("--explanation", "-m", help="What the public is told.", show_default=False)]
OPEN_ONLY = typer.Option("--open", help="Open reports only.")


@app.command()
def nearby(
    *,
    lon: Lon,
    lat: Lat,
    api: Api,
    key: AnyKey = None,
    radius: Annotated[float, typer.Option(help="Metres around the point.")] = 200,
    category: Category = None,
    is_open: Annotated[bool, OPEN_ONLY] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = SHOWN,
) -> None:
    """List the reports around a point, nearest first.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "list[NearReportOut]":
        page = await client.list_nearby_reports(
            lon=lon, lat=lat, radius=radius, category=category, is_open=True if is_open else None, limit=limit
        )
        return page.items

    table = _table("metres", "report", "category", "status", "description")
    for each in ask(api, key, work):
        table.add_row(f"{each.distance_m:.0f}", *_told(each.report))
    out.print(table)


@app.command()
def duplicates(reference: Reference, *, api: Api, key: AnyKey = None) -> None:
    """Show which reports follow this one, and which may tell of the same problem.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_groups  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "Group":
        return await report_groups.group_of(client, reference)

    group = ask(api, key, work)
    table = _table("", "metres", "report", "category", "status", "description")
    for member in group.members:
        table.add_row("follows", _metres(member.distance_m), *_told(member.report))
    for candidate in group.candidates:
        table.add_row("near", _metres(candidate.distance_m), *_told(candidate.report))
    out.print(table)


@app.command()
def candidates(
    *,
    lon: Lon,
    lat: Lat,
    category: Annotated[str, typer.Option(help="Code of a category.")],
    api: Api,
    key: AnyKey = None,
) -> None:
    """Before reporting: show what has been reported of the same problem already.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "DuplicateCandidatesOut":
        return await client.list_duplicate_candidates_at(lon=lon, lat=lat, category=category)

    found = ask(api, key, work)
    table = _table("metres", "report", "category", "status", "description")
    for each in found.items:
        table.add_row(_metres(each.distance_m), *_told(each.report))
    out.print(table)
    err.print(f"within {found.radius_m} m: {len(found.items)} reports to follow instead", markup=False)


@app.command()
def merge(
    reference: Reference,
    anchor: Annotated[str, typer.Argument(help="Reference of the first report of the same problem.")],
    *,
    api: Api,
    key: Key,
    explanation: Why = None,
) -> None:
    """Let a report of your organization follow the first one about the same problem, and end with it.

    The key needs the scope `reports:triage`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_groups  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportOut":
        return await report_groups.merge(client, reference, anchor, explanation=explanation)

    report = ask(api, key, work)
    typer.echo(f"{report.reference} follows {anchor} and is {report.status}.")


@app.command()
def split(reference: Reference, *, api: Api, key: Key, explanation: Why = None) -> None:
    """Let a report follow no other one any more; one that was closed as a duplicate is open again.

    The key needs the scope `reports:triage`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_groups  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportOut":
        return await report_groups.split(client, reference, explanation=explanation)

    report = ask(api, key, work)
    typer.echo(f"{report.reference} follows no other report and is {report.status}.")


@app.command()
def statistics(
    by: Annotated[
        list[str] | None,
        typer.Argument(metavar="[BY]…", help="Up to three of category, district, organization, team, month, year…"),
    ] = None,
    *,
    api: Api,
    key: AnyKey = None,
    organization: Annotated[str | None, typer.Option(help="Slug of an organization.", show_default=False)] = None,
    category: Category = None,
    sample: Annotated[bool, typer.Option("--sample", help="Made-up reports instead of real ones.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many groups.")] = SHOWN,
) -> None:
    """Tell how many reports there are, how long they took, and how many were late or reopened.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "ReportStatisticsOut":
        return await client.get_report_statistics(
            group_by=",".join(by or []) or None,
            organization=organization,
            category=category,
            sample=True if sample else None,
            limit=limit,
        )

    found = ask(api, key, work)
    names = by or []
    table = _table(*names, "count", "open", "closed", "median days", "p90 days", "late", "reopened")
    for each in (*found.groups, found.total):
        keys = [each.key.get(name) or "-" for name in names] if each.key else ["total", "", ""][: len(names)]
        table.add_row(
            *map(Text, keys),
            *(spaced(number) for number in (each.count, each.open, each.closed)),
            _days(each.median_days_to_close),
            _days(each.p90_days_to_close),
            _share(each.share_late),
            _share(each.share_reopened),
        )
    out.print(table)
    err.print(f"{len(found.groups)} of {spaced(found.group_count)} groups", markup=False)


def _told(report: "ReportOut") -> tuple[Text, ...]:
    return tuple(map(Text, (report.reference, report.category, report.status, report.description)))


def _metres(distance: float | None) -> str:
    return "-" if distance is None else f"{distance:.0f}"


def _days(days: float | None) -> str:
    return "-" if days is None else f"{days:.1f}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    return table
