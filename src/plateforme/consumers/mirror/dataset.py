"""The dataset of street reports: its description, its columns, and a report as one of its rows."""

from datetime import datetime
from typing import Any, Final

from plateforme.client.v1_types import DatasetIn, ReportOut

STATUSES: Final = ["received", "acknowledged", "planned", "in_progress", "transferred", "closed"]
OUTCOMES: Final = [
    *("fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"),
]

_COLUMNS: Final[tuple[tuple[str, str, str, dict[str, Any]], ...]] = (
    ("reference", "Référence publique", "string", {"required": True, "unique": True}),
    ("organization", "Organisation responsable", "string", {"required": True}),
    ("category", "Catégorie", "string", {"required": True}),
    ("status", "Statut", "string", {"required": True, "enum": STATUSES}),
    ("outcome", "Issue, une fois clos", "string", {"enum": OUTCOMES}),
    ("description", "Description, relue", "string", {}),
    ("lon", "Longitude (WGS 84)", "number", {"minimum": -180, "maximum": 180}),
    ("lat", "Latitude (WGS 84)", "number", {"minimum": -90, "maximum": 90}),
    ("address", "Adresse", "string", {}),
    ("district", "Quartier", "string", {}),
    ("postcode", "Code postal", "string", {}),
    ("insee_code", "Code INSEE de la commune", "string", {}),
    ("channel", "Canal", "string", {}),
    ("team", "Équipe", "string", {}),
    ("opened_at", "Signalé le", "datetime", {"required": True}),
    ("expected_at", "Promis pour le", "datetime", {}),
    ("closed_at", "Clos le", "datetime", {}),
    ("times_reopened", "Nombre de réouvertures", "integer", {"minimum": 0}),
    ("duplicate_of", "Référence du même problème", "string", {}),
    ("duplicates", "Signalements du même problème", "integer", {"minimum": 0}),
    ("confirmations", "Confirmations", "integer", {"minimum": 0}),
    ("photos", "Photos publiques", "integer", {"minimum": 0}),
    ("sample", "Exemple inventé", "boolean", {"required": True}),
    ("updated_at", "Modifié le", "datetime", {"required": True}),
)


def description(slug: str, organization: str) -> DatasetIn:
    """How the dataset is described when the mirror makes it."""
    fields = [
        {"name": name, "title": title, "type": kind, **({"constraints": rules} if rules else {})}
        for name, title, kind, rules in _COLUMNS
    ]
    return DatasetIn(
        slug=slug,
        title="Signalements dans l’espace public",
        description="Les signalements publics et ce qu’il en est advenu, tenus à jour à mesure qu’ils changent : un "
        f"signalement effacé ici l’est aussi de ce jeu. Organisation responsable : {organization}. Clos ne veut pas "
        "dire réparé : seule l’issue `fixed` le dit. / Public street reports and what became of them.",
        license="etalab-2.0",
        frequency="UPDATE_CONT",
        keywords=["signalements", "espace public", "voirie", "propreté"],
        themes=["TRAN", "ENVI"],
        source="Signalements reçus par la plateforme ; textes relus, sans coordonnées de personnes",
        primary_key=["reference"],
        table_schema={"fields": fields, "primaryKey": ["reference"], "missingValues": [""]},
    )


def row_of(report: ReportOut) -> dict[str, Any]:
    """A report as a row."""
    return {name: _plain(getattr(report, name)) for name, *_ in _COLUMNS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
