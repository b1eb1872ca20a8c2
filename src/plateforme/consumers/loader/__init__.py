"""Publishes files through the public API: the demo's, or any other. A mere API client, with a URL and a key."""

from plateforme.consumers.loader.organizations import DEMO, DemoOrganization, Part
from plateforme.consumers.loader.progress import LoadSummary, Progress, Step
from plateforme.consumers.loader.publishing import Published, publish_file
from plateforme.consumers.loader.run import run

__all__ = [
    "DEMO",
    "DemoOrganization",
    "LoadSummary",
    "Part",
    "Progress",
    "Published",
    "Step",
    "publish_file",
    "run",
]
