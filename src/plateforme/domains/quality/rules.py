"""The rules that findings refer to, as data: what each says to people, in French and English, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.quality.vocabulary import SubjectKind


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong with a subject."""

    id: str
    version: int
    subject_kind: SubjectKind
    title_fr: str
    title_en: str
    how_to_fix: str


RULES = (
    Rule(
        "dataset-content-age",
        1,
        SubjectKind.DATASET,
        "Jeu de données en retard sur son rythme annoncé",
        "Dataset behind the rhythm it announces",
        "Publish the current content (create_publication), or confirm that it is still correct, "
        "or announce the rhythm that is really kept (frequency).",
    ),
    Rule(
        "dataset-frequency-missing",
        1,
        SubjectKind.DATASET,
        "Rythme de mise à jour non renseigné",
        "Update frequency is missing",
        "Set `frequency` to the rhythm that the producer can keep: without it nobody can tell whether the data is late"
        " (update_dataset).",
    ),
    Rule(
        "report-stalled",
        1,
        SubjectKind.REPORT,
        "Signalement sans suite",
        "Street report without follow-up",
        "Move the report to its true status (move_report), or close it with an outcome and a public note.",
    ),
    Rule(
        "report-promise-passed",
        1,
        SubjectKind.REPORT,
        "Date promise dépassée",
        "Promised date has passed",
        "Do the work and close the report, or announce a new date with its reason (move_report).",
    ),
    Rule(
        "service-facet-unreviewed",
        1,
        SubjectKind.SERVICE,
        "Informations pratiques à vérifier",
        "Practical information not reviewed",
        "Check this part of the entry with the counter, correct it if need be "
        "and record the date of the check (update_service).",
    ),
    Rule(
        "service-entry-unreviewed",
        1,
        SubjectKind.SERVICE,
        "Fiche à relire",
        "Information sheet not reviewed",
        "Read the whole sheet again, correct it if need be and record the date of the check (update_service).",
    ),
    Rule(
        "service-validity-ended",
        1,
        SubjectKind.SERVICE,
        "Période de validité terminée",
        "Period of validity has ended",
        "Extend the validity of the entry, or set it inactive (update_service).",
    ),
)
"""Every rule of the platform; a rule's id never changes its meaning, its version moves when its computation does."""

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
