"""Who publishes what in the demo: two organizations, each with its own key and only the scopes it needs."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of the demo's content, loaded on its own."""

    TERRITORY = "territory"
    HOLIDAYS = "holidays"
    TOWN_HALLS = "town_halls"
    SHEETS = "sheets"
    SERVICES = "services"
    REPORT_SETTINGS = "report_settings"
    REPORTS = "reports"


@dataclass(frozen=True)
class DemoOrganization:
    """An organization of the demo and the consumer that loads its part."""

    slug: str
    name: str
    kind: str
    siren: str
    consumer: str
    scopes: tuple[str, ...]
    parts: tuple[Part, ...]


DEMO = (
    DemoOrganization(
        slug="golfe-du-morbihan-vannes-agglomeration",
        name="Golfe du Morbihan - Vannes Agglomération (démonstration)",
        kind="epci",
        siren="200067932",
        consumer="agglomeration-data-office",
        scopes=("datasets:write",),
        parts=(Part.TERRITORY, Part.HOLIDAYS),
    ),
    DemoOrganization(
        slug="vannes",
        name="Ville de Vannes (démonstration)",
        kind="commune",
        siren="215602608",
        consumer="town-front-desk",
        scopes=("datasets:write", "reports:write", "reports:triage", "reports:configure", "services:write"),
        parts=(Part.TOWN_HALLS, Part.SHEETS, Part.SERVICES, Part.REPORT_SETTINGS, Part.REPORTS),
    ),
)
"""In the order in which the demo loads them."""
