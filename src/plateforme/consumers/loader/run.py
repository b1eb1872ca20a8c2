"""Loads an organization's part of the demo. Nothing here could not be done with curl and the documentation."""

from collections.abc import Iterable
from datetime import date

from plateforme.client.transport import Network
from plateforme.client.v1 import PlateformeV1
from plateforme.consumers.loader.datasets import DEMO_FILES, load_datasets
from plateforme.consumers.loader.organizations import Part
from plateforme.consumers.loader.progress import LoadSummary, Progress, silent
from plateforme.consumers.loader.public_services import load_services
from plateforme.consumers.loader.report_settings import load_settings
from plateforme.consumers.loader.reports import load_reports


async def run(
    base_url: str,
    key: str,
    *,
    organization: str,
    parts: Iterable[Part],
    today: date,
    progress: Progress = silent,
    transport: Network | None = None,
) -> LoadSummary:
    """Publish the given parts in the name of the key's organization; doing it again changes nothing."""
    summary = LoadSummary(organization)
    async with PlateformeV1(base_url, key, transport=transport) as api:
        for part in parts:
            if part is Part.SERVICES:
                summary.services = await load_services(api, organization, DEMO_FILES, progress=progress)
            elif part is Part.REPORT_SETTINGS:
                done = await load_settings(api, organization, DEMO_FILES / "report_settings.toml", progress=progress)
                summary.settings = done.tally
            elif part is Part.REPORTS:
                summary.reports = await load_reports(api, organization, DEMO_FILES, today=today, progress=progress)
            else:
                summary.datasets += await load_datasets(api, part, progress=progress)
    return summary
