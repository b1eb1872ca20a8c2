"""An organization's settings for its street reports, from one file: teams, categories, coverages, routing, checks.

Loading the file again changes nothing, and what it does not name is left alone; what is to go is named under
`retired`. The checks say who should get what: they run on the platform as it is after the load.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from plateforme.client.v1 import PlateformeV1, ReportCategoryNotFound, ReportCoverageNotFound, ReportTeamNotFound
from plateforme.client.v1_types import ReportCategoryIn, ReportRoutingIn
from plateforme.consumers.loader.progress import Progress, Step, Tally, silent
from plateforme.consumers.loader.report_settings_file import (
    Check,
    ReportSettings,
    ReportSettingsError,
    Retired,
    read_settings,
)

PART: Final = "report settings"
MISSING: Final = (ReportCategoryNotFound, ReportCoverageNotFound, ReportTeamNotFound)


@dataclass
class SettingsLoad:
    """What a load did, and what the platform has that the file does not name."""

    tally: Tally = field(default_factory=Tally)
    unnamed: list[str] = field(default_factory=list)
    checks: int = 0


class Revised(Protocol):
    """Anything settled: it counts its changes."""

    revision: int

    @property
    def etag(self) -> str:
        """What a change must send."""


@dataclass(frozen=True)
class Setting:
    """One thing to settle: its name, how it is read, and how it is written with `if_match`."""

    name: str
    read: Callable[[], Awaitable[Revised]]
    write: Callable[..., Awaitable[Revised]]


async def load_settings(
    api: PlateformeV1, organization: str, path: Path, *, progress: Progress = silent
) -> SettingsLoad:
    """Settle what the file says, in the order in which one thing needs another, then run its checks."""
    wanted = read_settings(path)
    await _require_usable(api, wanted)
    load = SettingsLoad()
    settings = list(_settings(api, organization, wanted))
    for done, setting in enumerate(settings, start=1):
        await _settle(setting, load.tally)
        progress(Step(PART, setting.name, "settled", done, len(settings)))
    await _retire(api, organization, wanted.retired, load.tally)
    load.unnamed = await _unnamed(api, organization, wanted)
    load.checks = await _check(api, organization, wanted.checks)
    return load


def _settings(api: PlateformeV1, organization: str, wanted: ReportSettings) -> Iterator[Setting]:
    """What the file says, each thing after those that it names."""
    for slug, team in wanted.teams.items():
        yield Setting(
            f"team {slug}",
            partial(api.get_report_team, organization, slug),
            partial(api.put_report_team, organization, slug, team),
        )
    for code, category in _parents_first(wanted.categories).items():
        yield Setting(
            f"category {code}",
            partial(api.get_organization_report_category, organization, code),
            partial(api.put_organization_report_category, organization, code, category),
        )
    for slug, coverage in wanted.coverages.items():
        yield Setting(
            f"coverage {slug}",
            partial(api.get_report_coverage, organization, slug),
            partial(api.put_report_coverage, organization, slug, coverage),
        )
    if wanted.routing is not None:
        yield Setting(
            "routing",
            partial(api.get_report_routing, organization),
            partial(api.put_report_routing, organization, ReportRoutingIn(rules=wanted.routing)),
        )


async def _settle(setting: Setting, tally: Tally) -> None:
    """Make or replace one thing: its revision tells what happened to it."""
    try:
        known = await setting.read()
    except MISSING:
        await setting.write(if_match=None)
        tally.created += 1
        return
    done = await setting.write(if_match=known.etag)
    if done.revision == known.revision:
        tally.kept += 1
    elif known.revision == 0:
        tally.created += 1
    else:
        tally.changed += 1


async def _require_usable(api: PlateformeV1, wanted: ReportSettings) -> None:
    """Find what contradicts itself before anything is written, misspelt codes among it.

    A category without a name is a shared one on other terms.
    """
    faults = [
        f"{kind}.{name}: it is settled and retired in the same file; leave one of them out."
        for kind in ("teams", "categories", "coverages")
        for name in getattr(wanted.retired, kind)
        if name in getattr(wanted, kind)
    ]
    for code, category in wanted.categories.items():
        if category.label_fr is None:
            try:
                await api.get_report_category(code)
            except ReportCategoryNotFound:
                faults.append(f"categories.{code}: no shared category has this code; one of your own needs label_fr.")
    if faults:
        raise ReportSettingsError("The file contradicts itself or the platform; nothing was settled.", faults)


def _parents_first(categories: Mapping[str, ReportCategoryIn]) -> dict[str, ReportCategoryIn]:
    """The same categories, each after the one above it; a circle is left for the platform to refuse."""
    ordered: dict[str, ReportCategoryIn] = {}

    def place(code: str, line: tuple[str, ...]) -> None:
        parent = categories[code].parent
        if parent is not None and parent in categories and parent not in line:
            place(parent, (*line, parent))
        ordered.setdefault(code, categories[code])

    for code in categories:
        place(code, (code,))
    return ordered


async def _retire(api: PlateformeV1, organization: str, retired: Retired, tally: Tally) -> None:
    """Let go what is named; what is gone already stays so."""
    for code in retired.categories:
        category = await api.get_organization_report_category(organization, code)
        if category.is_active:
            await api.retire_organization_report_category(organization, code, if_match=category.etag)
        _count(tally, changed=category.is_active)
    for slug in retired.teams:
        team = await api.get_report_team(organization, slug)
        if team.is_active:
            await api.retire_report_team(organization, slug, if_match=team.etag)
        _count(tally, changed=team.is_active)
    for slug in retired.coverages:
        try:
            coverage = await api.get_report_coverage(organization, slug)
        except ReportCoverageNotFound:
            _count(tally, changed=False)
        else:
            await api.delete_report_coverage(organization, slug, if_match=coverage.etag)
            _count(tally, changed=True)


def _count(tally: Tally, *, changed: bool) -> None:
    tally.changed += changed
    tally.kept += not changed


async def _unnamed(api: PlateformeV1, organization: str, wanted: ReportSettings) -> list[str]:
    """What the platform has in force for this organization and the file does not name."""
    teams = [one.slug async for one in api.iter_report_teams(organization, is_active=True)]
    coverages = [one.slug async for one in api.iter_report_coverages(organization)]
    own = [one.code async for one in api.iter_report_categories(organization=organization) if one.organization]
    return [
        *(f"team {slug}" for slug in teams if slug not in wanted.teams),
        *(f"coverage {slug}" for slug in coverages if slug not in wanted.coverages),
        *(f"category {code}" for code in own if code not in wanted.categories),
    ]


async def _check(api: PlateformeV1, organization: str, checks: Sequence[Check]) -> int:
    """Ask the platform who would get each of these, and who answers there."""
    faults: list[str] = []
    for number, check in enumerate(checks, start=1):
        place = check.model_dump(include={"lon", "lat", "insee_code"})
        if "team" in check.model_fields_set:
            decided = await api.get_routing(
                organization=organization,
                category=check.category,
                text=check.text or None,
                attributes=check.attributes,
                **place,
            )
            if decided.team != check.team:
                faults.append(
                    f"checks.{number}: {decided.team or 'nobody'} gets it ({decided.reason}), not {check.team}."
                )
        if check.answers is not None and check.has_place:
            answer = await api.get_coverage(category=check.category, **place)
            if check.answers not in {answer.organization, answer.name}:
                faults.append(f"checks.{number}: {answer.name or 'nobody'} answers there, not {check.answers}.")
    if faults:
        raise ReportSettingsError("The settings are in force, and these checks of the file do not hold.", faults)
    return len(checks)
