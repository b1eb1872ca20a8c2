"""The dataset of street reports: its description, its columns, and a report as one of its rows."""

from datetime import datetime
from typing import Any, Final

from plateforme.client.v1_types import DatasetIn, ReportOut

STATUSES: Final = ["received", "acknowledged", "planned", "in_progress", "transferred", "closed"]
OUTCOMES: Final = [
    *("fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"),
]

_COLUMNS: Final[tuple[tuple[str, str, str, str, dict[str, Any]], ...]] = (
    # name, title in French, description in English, type, rules
    (
        "reference",
        "Référence publique",
        "Public reference, stable for life.",
        "string",
        {"required": True, "unique": True},
    ),
    ("organization", "Organisation responsable", "Organization that answers for it.", "string", {"required": True}),
    ("category", "Catégorie", "What kind of problem it is.", "string", {"required": True}),
    ("status", "Statut", "Where it stands.", "string", {"required": True, "enum": STATUSES}),
    (
        "outcome",
        "Issue, une fois clos",
        "How it ended, once closed: only `fixed` means mended.",
        "string",
        {"enum": OUTCOMES},
    ),
    ("description", "Description, relue", "What is wrong, as screened for the public.", "string", {}),
    ("lon", "Longitude (WGS 84)", "Longitude in degrees (WGS 84).", "number", {"minimum": -180, "maximum": 180}),
    ("lat", "Latitude (WGS 84)", "Latitude in degrees (WGS 84).", "number", {"minimum": -90, "maximum": 90}),
    ("address", "Adresse", "Where it is, in words.", "string", {}),
    ("district", "Quartier", "Part of the commune.", "string", {}),
    ("postcode", "Code postal", "Postcode.", "string", {}),
    ("insee_code", "Code INSEE de la commune", "Commune, as an INSEE code.", "string", {}),
    ("channel", "Canal", "By which way it came in.", "string", {}),
    ("team", "Équipe", "Team that has it.", "string", {}),
    ("opened_at", "Signalé le", "When it was made.", "datetime", {"required": True}),
    ("expected_at", "Promis pour le", "The promised date.", "datetime", {}),
    ("closed_at", "Clos le", "When it was closed.", "datetime", {}),
    ("times_reopened", "Nombre de réouvertures", "How often it was reopened.", "integer", {"minimum": 0}),
    (
        "duplicate_of",
        "Référence du même problème",
        "Reference of the report of the same problem that it follows.",
        "string",
        {},
    ),
    (
        "duplicates",
        "Signalements du même problème",
        "How many reports of the same problem follow it.",
        "integer",
        {"minimum": 0},
    ),
    ("confirmations", "Confirmations", "How many people have the same problem.", "integer", {"minimum": 0}),
    ("photos", "Photos publiques", "How many public photos it has.", "integer", {"minimum": 0}),
    ("sample", "Exemple inventé", "Whether it is made up.", "boolean", {"required": True}),
    ("updated_at", "Modifié le", "When it last changed.", "datetime", {"required": True}),
)


def description(slug: str, organization: str) -> DatasetIn:
    """How the dataset is described when the mirror makes it."""
    fields = [
        {
            "name": name,
            "title": title,
            "description": english,
            "type": kind,
            **({"constraints": rules} if rules else {}),
        }
        for name, title, english, kind, rules in _COLUMNS
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
