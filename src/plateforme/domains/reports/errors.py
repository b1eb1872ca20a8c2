"""What can go wrong with street reports."""

from collections.abc import Sequence

from plateforme.kit.errors import BadQuery, Conflict, Detail, Gone, Invalid, Missing, Refused


class ReportNotFound(Missing):
    """No report bears this reference."""

    code = "report_not_found"
    title = "Report not found"

    def __init__(self, reference: str) -> None:
        """Name the reference that was asked for."""
        super().__init__(
            f"There is no report {reference}. Search the existing ones with GET /v1/reports.",
            french=f"Il n’y a pas de signalement {reference}. Cherchez parmi ceux qui existent : GET /v1/reports.",
        )


class ReportErased(Gone):
    """The report was erased; its tombstone is in the feed of changes."""

    code = "report_erased"
    title = "Report erased"

    def __init__(self, reference: str) -> None:
        """Name the reference, and say what to do with copies."""
        super().__init__(
            f"Report {reference} was erased. Delete your copies of it, as the feed of changes says.",
            french=f"Le signalement {reference} a été effacé. Effacez vos copies, comme le dit le flux.",
        )


class ReportInvalid(Invalid):
    """A field of the report breaks a rule."""

    code = "report_invalid"
    title = "Invalid report"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "The report was not accepted; each entry of errors says what to mend.",
            errors=errors,
            french="Le signalement n’est pas accepté ; chaque entrée de errors dit ce qu’il faut corriger.",
        )


class MoveInvalid(Invalid):
    """The move is allowed and lacks something, or says something that does not go with it."""

    code = "move_invalid"
    title = "Invalid move"

    def __init__(self, reference: str, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            f"Report {reference} was not moved; each entry of errors says what to mend.",
            errors=errors,
            french=f"Le signalement {reference} n’a pas changé ; chaque entrée de errors dit ce qu’il faut corriger.",
        )


class NothingToDo(Invalid):
    """The change says nothing."""

    code = "nothing_to_do"
    title = "Nothing to do"

    def __init__(self, reference: str) -> None:
        """Say what a change may hold."""
        super().__init__(
            f"Report {reference} was not changed: say another status, team or category.",
            french=f"Le signalement {reference} n’a pas changé : indiquez un autre statut, équipe ou catégorie.",
        )


class StillADraft(Conflict):
    """A draft has no status that could change: nobody but its author knows it."""

    code = "still_a_draft"
    title = "Still a draft"

    def __init__(self, reference: str) -> None:
        """Say what to do first."""
        super().__init__(
            f"Report {reference} is a draft. Complete it first: PATCH /v1/reports/{reference}/content.",
            french=f"Le signalement {reference} est un brouillon. Complétez-le d’abord : "
            f"PATCH /v1/reports/{reference}/content.",
        )


class ForbiddenMove(Conflict):
    """The lifecycle has no way from the present status to the one asked for."""

    code = "forbidden_move"
    title = "Move not allowed"

    def __init__(self, reference: str, status: str, allowed: Sequence[str]) -> None:
        """Say where the report stands and where it may go."""
        ways = ", ".join(allowed)
        super().__init__(
            f"Report {reference} is {status}; from there it can only become: {ways}.",
            extra={"status": status, "allowed": list(allowed)},
            french=f"Le signalement {reference} est au statut `{status}` ; de là, il ne peut passer qu’à : {ways}.",
        )


class ClientIdReused(Conflict):
    """The same client_id was sent before with another content."""

    code = "client_id_reused"
    title = "client_id already used"

    def __init__(self, reference: str) -> None:
        """Name the report that was made with it."""
        super().__init__(
            f"This client_id already made report {reference}, with another content. "
            "Send a new client_id for a new report.",
            extra={"reference": reference},
            french=f"Ce client_id a déjà servi au signalement {reference}, avec un autre contenu. "
            "Envoyez un nouveau client_id pour un nouveau signalement.",
        )


class ImportNotAllowed(Refused):
    """Only the responsible organization may bring in reports with a past opening date."""

    code = "import_not_allowed"
    title = "Import not allowed"

    def __init__(self) -> None:
        """Say who may, and what to do instead."""
        super().__init__(
            "Only a key of the responsible organization with the scope reports:triage may set opened_at. "
            "Leave it out, and say in occurred_at when the problem was seen.",
            french="Seule une clé de l’organisation responsable, avec le droit reports:triage, peut fixer opened_at. "
            "Ne l’indiquez pas, et dites dans occurred_at quand le problème a été vu.",
        )


class BadBox(BadQuery):
    """The bounding box cannot be read."""

    code = "bad_bbox"
    title = "Bad bounding box"

    def __init__(self) -> None:
        """Say what a bounding box looks like."""
        super().__init__(
            "A bounding box is four numbers in degrees: west,south,east,north, with south below north.",
            french="Un cadre est fait de quatre nombres en degrés : ouest,sud,est,nord, le sud sous le nord.",
            errors=[
                Detail(
                    "parameter",
                    "bbox",
                    "bbox",
                    "Write it as west,south,east,north, such as -1.6,47.1,-1.5,47.3.",
                    french="Écrivez-le ouest,sud,est,nord, comme -1.6,47.1,-1.5,47.3.",
                )
            ],
        )
