"""One passage over everything: read page by page, evaluate, post in batches, report.

Each batch is recorded as soon as it is full, and recording twice changes nothing: a run that broke off is simply
started again.
"""

import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from plateforme.client.transport import Network
from plateforme.client.v1 import PlateformeV1, ServiceNotFound
from plateforme.client.v1_types import EvaluationsIn, QualityRunIn, ScoresIn
from plateforme.consumers.checker import datasets, public_services, reports
from plateforme.consumers.checker.policies import Policies, Policy
from plateforme.consumers.checker.states import Evaluation
from plateforme.consumers.checker.tally import CHANGES, Summary, Tally

BATCH = 250
"""Evaluations in one request: well below the platform's limits on items and bytes."""

Progress = Callable[[str, int], None]


async def run(
    base_url: str,
    key: str,
    *,
    now: datetime,
    progress: Progress | None = None,
    transport: Network | None = None,
    dry_run: bool = False,
) -> Summary:
    """Evaluate every dataset, report and service for the instant `now` and record what was found.

    `progress` is told the kind of subject and how many were evaluated so far. A dry run records nothing.
    """
    begun = time.monotonic()
    tally = Tally()
    async with PlateformeV1(base_url, key, transport=transport) as api:
        batch: list[Evaluation] = []
        judged: set[tuple[str, str, str | None]] = set()
        async for evaluations in _everything(api, now):
            tally.note(evaluations)
            judged |= {
                (one.rule, one.subject.id, one.subject.facet) for one in evaluations if one.subject.kind == "service"
            }
            batch.extend(evaluations)
            if len(batch) >= BATCH:
                await _record(api, batch, tally, dry_run=dry_run)
            if progress is not None:
                kind = evaluations[0].subject.kind
                progress(kind, tally.subjects[kind])
        async for evaluation in _withdrawn(api, judged):
            batch.append(evaluation)
            if len(batch) >= BATCH:
                await _record(api, batch, tally, dry_run=dry_run)
        await _record(api, batch, tally, dry_run=dry_run)
        summary = tally.summary(now, now + timedelta(seconds=time.monotonic() - begun))
        if not dry_run:
            await _report(api, tally, summary)
    return summary


async def _everything(api: PlateformeV1, now: datetime) -> AsyncIterator[list[Evaluation]]:
    """The evaluations of each subject in turn."""
    policies = Policies([Policy.of(policy) async for policy in api.iter_policies()])
    async for dataset in api.iter_datasets(sort="slug"):
        yield datasets.evaluate(datasets.DatasetFacts.of(dataset), policies, now=now)
    categories = {
        category.code: reports.Category(category.label_fr, category.is_safety)
        async for category in api.iter_report_categories()
    }
    async for report in api.iter_reports(sort="reference"):
        facts = reports.ReportFacts.of(report)
        yield reports.evaluate(facts, policies, now=now, category=categories.get(facts.category))
    async for service in api.iter_services(sort="slug"):
        yield public_services.evaluate(public_services.ServiceFacts.of(service), policies, now=now)


async def _withdrawn(api: PlateformeV1, judged: Collection[tuple[str, str, str | None]]) -> AsyncIterator[Evaluation]:
    """What resolves the findings about parts that a service no longer has: nothing is promised of them any more.

    Other subjects have the same parts for life; parts that only another checker knows are its own affair.
    """
    left = [
        finding
        async for finding in api.iter_findings(subject_kind="service", sort="opened_at")
        if finding.status != "resolved"
        and finding.subject.facet in public_services.PARTS
        and (finding.rule, finding.subject.id, finding.subject.facet) not in judged
    ]
    for finding in left:
        with suppress(ServiceNotFound):  # somebody recorded it of a service that never was
            service = public_services.ServiceFacts.of(await api.get_service(finding.subject.id))
            yield public_services.gone(service, finding)


async def _record(api: PlateformeV1, batch: list[Evaluation], tally: Tally, *, dry_run: bool) -> None:
    """Post what has gathered and empty the batch."""
    if batch and not dry_run:
        body = EvaluationsIn.model_validate({"evaluations": [evaluation.payload() for evaluation in batch]})
        recorded = await api.record_evaluations(body)
        for name in CHANGES:
            tally.changes[name] += getattr(recorded.counts, name)
    batch.clear()


async def _report(api: PlateformeV1, tally: Tally, summary: Summary) -> None:
    """Put up the scores and sign off: the checker's own freshness is public."""
    started = summary.started_at.isoformat()
    await api.put_scores(ScoresIn.model_validate({"evaluated_at": started, "scores": tally.scores()}))
    await api.create_quality_run(
        QualityRunIn.model_validate(
            {
                "started_at": started,
                "finished_at": summary.finished_at.isoformat(),
                "states": summary.states,
                "changes": summary.changes,
            }
        )
    )
