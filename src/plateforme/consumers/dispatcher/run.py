"""One passage: what changed since the last one is assigned and compared, what is promised soon is warned of.

The rules are the platform's, and so is the decision (`GET /v1/reports/{reference}/routing`), which any colleague can
ask for; the dispatcher applies it. It never merges by itself, and never takes a report from a team that somebody gave
it to. A promise that passed while the dispatcher was stopped is warned of late, once.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from plateforme.client.errors import ProblemError
from plateforme.client.v1 import (
    FeedCursorExpired,
    ForbiddenMove,
    PlateformeV1,
    PreconditionFailed,
    ReportErased,
    ReportNotFound,
)
from plateforme.client.v1_types import ReportChange, ReportNoteIn, ReportOut
from plateforme.consumers.dispatcher.memory import Memory
from plateforme.consumers.dispatcher.wording import late_warning, proposal, warning

ATTEMPTS: Final = 3
"""How often a report is read again that somebody changed in between."""

MOST_PROPOSED: Final = 5

OF_ONE: Final = frozenset({400, 403, 404, 409, 410, 422})
"""Refusals of one report, which the others do not wait for; any other is a refusal of the whole passage."""


@dataclass
class Dispatched:
    """What a passage did: which report went to which team and why, and the notes that were written."""

    seen: int = 0
    assigned: dict[str, tuple[str, str]] = field(default_factory=dict)
    unassigned: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    proposed: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    restarted: bool = False


@dataclass(frozen=True)
class Orders:
    """For whom, as of when, and whether to write anything."""

    organization: str
    now: datetime
    ahead: timedelta = timedelta(days=2)
    dry_run: bool = False


async def dispatch(api: PlateformeV1, memory: Memory, orders: Orders) -> Dispatched:
    """Deal with what changed; the first time, and when the place in the feed is too old, with every open report."""
    done = Dispatched()
    if memory.organization != orders.organization:
        vars(memory).update(vars(Memory(organization=orders.organization)))
    rules = await _rules(api, orders.organization)
    try:
        changed, place = await _changed(api, memory, orders)
    except FeedCursorExpired:
        memory.place, done.restarted = None, True
        changed, place = await _changed(api, memory, orders)
    again = list(memory.refused)
    if rules != memory.rules:  # other rules may have a team for what had none
        everything = api.iter_reports(organization=orders.organization, is_open=True, sort="opened_at")
        again += [report.reference async for report in everything if report.team is None]
    for reference in dict.fromkeys([*changed, *again]):
        await _deal_with(api, reference, memory, orders, done)
    async for report in _promised_soon(api, memory, orders):
        try:
            await _warn(api, report, memory, orders, done)
        except ProblemError as problem:
            _pass_over(report.reference, problem, done)
    memory.place, memory.rules, memory.refused = place, rules, list(done.refused)
    memory.passed = orders.now.isoformat()
    return done


async def _rules(api: PlateformeV1, organization: str) -> str:
    """What routing hangs on, in a word: it is another one when rules, teams or the teams of categories change."""
    routing = await api.get_report_routing(organization)
    teams = [(team.slug, team.is_active) async for team in api.iter_report_teams(organization)]
    found = api.iter_report_categories(organization=organization)
    categories = [(category.code, category.parent, category.team) async for category in found]
    told = json.dumps([routing.revision, sorted(teams), sorted(categories, key=str)])
    return hashlib.sha256(told.encode()).hexdigest()


async def _changed(api: PlateformeV1, memory: Memory, orders: Orders) -> tuple[list[str], str]:
    """References of what changed, each once, and the place to go on from."""
    if memory.place is None:
        place = (await api.list_changes(since="latest")).next  # first: what happens meanwhile is told next time
        everything = api.iter_reports(organization=orders.organization, is_open=True, sort="opened_at")
        return [report.reference async for report in everything], place
    found: dict[str, None] = {}
    place, has_more = memory.place, True
    while has_more:
        told = await api.list_changes(since=place, kind="report", organization=orders.organization, limit=500)
        found |= dict.fromkeys(change.subject for change in told.items)
        place, has_more = told.next, told.has_more
    return list(found), place


async def _deal_with(api: PlateformeV1, reference: str, memory: Memory, orders: Orders, done: Dispatched) -> None:
    try:
        report = await api.get_report(reference)
    except (ReportNotFound, ReportErased):
        memory.forget(reference)
        return
    if report.status == "closed" or report.visibility != "public":
        memory.forget(reference)
        return
    done.seen += 1
    try:
        await _assign(api, report, orders, done)
        await _propose(api, report, memory, orders, done)
        if report.is_overdue:  # brought in, shown or refused when it was late already
            await _warn(api, report, memory, orders, done)
    except ProblemError as problem:
        _pass_over(reference, problem, done)


def _pass_over(reference: str, problem: ProblemError, done: Dispatched) -> None:
    """Leave a report for the next passage, so that it keeps nobody else waiting."""
    if problem.status not in OF_ONE or problem.code in ("insufficient_scope", "not_your_organization"):
        raise problem
    done.refused[reference] = problem.code


async def _assign(api: PlateformeV1, report: ReportOut, orders: Orders, done: Dispatched) -> None:
    """Give a report that has no team to the one that the rules name."""
    for _ in range(ATTEMPTS):
        if report.team is not None or report.status == "closed":
            return
        decided = await api.get_report_destination(report.reference)
        if decided.team is None:
            done.unassigned.append(report.reference)
            return
        if not orders.dry_run:
            try:
                await api.move_report(report.reference, ReportChange(team=decided.team), if_match=report.etag)
            except PreconditionFailed:
                report = await api.get_report(report.reference)
                continue
            except ForbiddenMove:
                return
        done.assigned[report.reference] = decided.team, decided.title or decided.reason
        return


async def _propose(api: PlateformeV1, report: ReportOut, memory: Memory, orders: Orders, done: Dispatched) -> None:
    """Name reports that came first and may tell of the same problem, each once."""
    if report.duplicate_of is not None or report.lon is None:
        return
    found = (await api.list_duplicate_candidates(report.reference)).items
    told = memory.proposed.get(report.reference, [])
    new = [one for one in found if one.anchor != report.reference and one.report.reference not in told][:MOST_PROPOSED]
    if not new:
        return
    names = [one.report.reference for one in new]
    if not orders.dry_run:
        await _note(api, report.reference, proposal(new))
        memory.proposed[report.reference] = [*told, *names]
    done.proposed[report.reference] = names


async def _promised_soon(api: PlateformeV1, memory: Memory, orders: Orders) -> AsyncIterator[ReportOut]:
    """Open reports whose promise ends soon, or has ended since the last passage; if that is not known, at any time."""
    passed = None if memory.passed is None else min(datetime.fromisoformat(memory.passed), orders.now)
    found = api.iter_reports(
        organization=orders.organization,
        is_open=True,
        expected_at__gte=passed,
        expected_at__lt=orders.now + orders.ahead,
        sort="expected_at",
    )
    async for report in found:
        if report.visibility == "public":
            yield report


async def _warn(api: PlateformeV1, report: ReportOut, memory: Memory, orders: Orders, done: Dispatched) -> None:
    """Warn once of each promise, soon before it ends or late: one that is put off is warned of again."""
    if report.expected_at is None:
        return
    promise = report.expected_at.isoformat()
    if memory.warned.get(report.reference) == promise:
        return
    soon, late = warning(report.expected_at), late_warning(report.expected_at)
    said = late if report.expected_at < orders.now else soon
    if not orders.dry_run:
        await _note(api, report.reference, said, or_else=(soon, late))
        memory.warned[report.reference] = promise
    done.warned.append(report.reference)


async def _note(api: PlateformeV1, reference: str, text: str, *, or_else: tuple[str, ...] = ()) -> None:
    """Write an internal note, unless the history has it, or another that says as much: a memory may be lost."""
    async for event in api.iter_report_events(reference, kind="noted"):
        if event.explanation in (text, *or_else):
            return
    await api.add_report_note(reference, ReportNoteIn(text=text))
