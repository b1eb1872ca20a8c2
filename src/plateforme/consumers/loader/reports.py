"""The demo's street reports: a sample of ours, for one real town, with dates counted back from the day of loading."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from plateforme.client.v1 import ClientIdReused, PlateformeV1
from plateforme.client.v1_types import ReportChange, ReportIn
from plateforme.consumers.loader.organizations import Part
from plateforme.consumers.loader.progress import Progress, Step, Tally

PARIS: Final = ZoneInfo("Europe/Paris")
INSEE_CODE: Final = "56260"
END_OF_DAY: Final = time(23, 59, 59)


async def load_reports(api: PlateformeV1, organization: str, folder: Path, *, today: date, progress: Progress) -> Tally:
    """Make the reports and move them through their history.

    Each has a `client_id`, so that loading again on the same day gives the same report. On a later day its dates would
    be others: the platform says that this client_id is taken, and the report stays as it is.
    """
    samples = list(read(folder / "street_reports.ndjson"))
    known = {one.reference async for one in api.iter_reports(organization=organization, sample=True)}
    tally = Tally()
    for sample in samples:
        await _load_one(api, sample, told(sample, organization, today), known, today, tally)
        progress(Step(Part.REPORTS, "reports", "loading", tally.total, len(samples)))
    return tally


async def _load_one(
    api: PlateformeV1, sample: Mapping[str, Any], wanted: ReportIn, known: set[str], today: date, tally: Tally
) -> None:
    try:
        report = await api.create_report(wanted)
    except ClientIdReused:
        tally.kept += 1
        return
    # each move makes one revision: what is left is what an interrupted load has not told yet
    left = sample["moves"][report.revision - 1 :]
    for move in left:
        current = await api.get_report(report.reference)
        await api.move_report(report.reference, moved(move, today), if_match=current.etag)
    if report.reference not in known:
        tally.created += 1
    elif left:
        tally.changed += 1
    else:
        tally.kept += 1


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The sample, one report a line."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def told(sample: Mapping[str, Any], organization: str, today: date) -> ReportIn:
    """What someone told, that many days before today."""
    return ReportIn(
        organization=organization,
        category=sample["category"],
        description=sample["description"],
        address=sample["address"],
        lon=sample["lon"],
        lat=sample["lat"],
        insee_code=INSEE_CODE,
        opened_at=_instant(sample, today),
        client_id=sample["client_id"],
        sample=True,
    )


def moved(move: Mapping[str, Any], today: date) -> ReportChange:
    """What the town did, that many days before today; a promise may lie before or after today."""
    optional: dict[str, Any] = {name: move[name] for name in ("explanation", "outcome") if name in move}
    if "promised_in_days" in move:
        day = today + timedelta(days=move["promised_in_days"])
        optional["expected_at"] = datetime.combine(day, END_OF_DAY, tzinfo=PARIS)
    return ReportChange(status=move["status"], at=_instant(move, today), **optional)


def _instant(entry: Mapping[str, Any], today: date) -> datetime:
    day = today - timedelta(days=entry["days_ago"])
    return datetime.combine(day, time.fromisoformat(entry["time"]), tzinfo=PARIS)
