"""The internal notes of the dispatcher, in French: colleagues read them in the history of a report."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from plateforme.client.v1_types import DuplicateCandidateOut

PARIS = ZoneInfo("Europe/Paris")


def warning(promised: datetime) -> str:
    """A promise that ends soon."""
    return f"Promis pour le {promised.astimezone(PARIS):%d/%m/%Y} : l’échéance approche et le signalement est ouvert."


def late_warning(promised: datetime) -> str:
    """A promise that ended while nobody looked."""
    return f"Promis pour le {promised.astimezone(PARIS):%d/%m/%Y} : la date est passée et le signalement est ouvert."


def proposal(candidates: Sequence[DuplicateCandidateOut]) -> str:
    """Reports that may tell of the same problem; nobody but a human merges them."""
    told = ", ".join(f"{one.report.reference} (à {one.distance_m:.0f} m)" for one in candidates)
    return f"Peut-être le même problème : {told}. À fusionner après vérification."
