"""What can go wrong where people are concerned: their words, their contact, their wish to be forgotten."""

from collections.abc import Sequence

from plateforme.kit.errors import Conflict, Detail, Invalid, Missing, Refused


class CommentNotFound(Missing):
    """The report has no comment of this number that the caller may see."""

    code = "comment_not_found"
    title = "Comment not found"

    def __init__(self, reference: str, number: int) -> None:
        """Say where the comments are."""
        super().__init__(
            f"Report {reference} has no comment {number}. GET /v1/reports/{reference}/comments lists them.",
            french=f"Le signalement {reference} n’a pas de commentaire {number}. "
            f"GET /v1/reports/{reference}/comments les liste.",
        )


class CommentInvalid(Invalid):
    """A comment breaks a rule."""

    code = "comment_invalid"
    title = "Invalid comment"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "The comment was not accepted; each entry of errors says what to mend.",
            french="Le commentaire n’a pas été accepté ; chaque entrée d’errors dit quoi corriger.",
            errors=errors,
        )


class ReportEventNotFound(Missing):
    """The history of the report has no entry of this number."""

    code = "report_event_not_found"
    title = "Entry not found"

    def __init__(self, reference: str, number: int) -> None:
        """Say where the history is."""
        super().__init__(
            f"The history of report {reference} has no entry {number}. GET /v1/reports/{reference}/events lists it.",
            french=f"L’historique du signalement {reference} n’a pas d’entrée {number}. "
            f"GET /v1/reports/{reference}/events le liste.",
        )


class NothingToRedact(Conflict):
    """The entry of the history says nothing that could be replaced."""

    code = "nothing_to_redact"
    title = "Nothing to redact"

    def __init__(self, reference: str, number: int) -> None:
        """Say which entries have words."""
        super().__init__(
            f"Entry {number} of report {reference} has no words. Choose one whose `explanation` is not null.",
            french=f"L’entrée {number} du signalement {reference} ne dit rien. Choisissez-en une dont `explanation` "
            "n’est pas nul.",
        )


class ReportClosed(Conflict):
    """Something that only makes sense while a report is open."""

    code = "report_closed"
    title = "Report closed"

    def __init__(self, reference: str) -> None:
        """Say what to do when the problem is back."""
        super().__init__(
            f"Report {reference} is closed, so there is nothing to confirm. If the problem is still there, ask its "
            "author or the organization to reopen it, or make a new report.",
            french=f"Le signalement {reference} est clos : il n’y a rien à confirmer. Si le problème demeure, demandez "
            "sa réouverture à son auteur ou à l’organisation, ou faites un nouveau signalement.",
        )


class DecisionInvalid(Invalid):
    """A decision lacks something."""

    code = "decision_invalid"
    title = "Invalid decision"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "Nothing was decided; each entry of errors says what to mend.",
            french="Rien n’a été décidé ; chaque entrée d’errors dit quoi corriger.",
            errors=errors,
        )


class OriginalGone(Conflict):
    """The words as written were purged by an earlier decision and cannot be published any more."""

    code = "original_gone"
    title = "Original purged"

    def __init__(self) -> None:
        """Say what can be decided still."""
        super().__init__(
            "The text as it was written was purged by an earlier decision. Decide `redact` with a text of yours, "
            "or `withhold`.",
            french="Le texte d’origine a été effacé par une décision précédente. Décidez `redact` avec un texte, "
            "ou `withhold`.",
        )


class NotYoursToDecide(Refused):
    """Neither who made it nor a moderator of the organization that answers."""

    code = "not_yours_to_decide"
    title = "Not yours to decide"

    def __init__(self, reference: str) -> None:
        """Say who may, and what anybody may do."""
        super().__init__(
            f"Only a moderator of the organization that answers for report {reference}, or who made it, may do this. "
            f"Anybody may ask: POST /v1/reports/{reference}/removal-requests.",
            french=f"Seul un modérateur de l’organisation qui répond du signalement {reference}, ou son auteur, le "
            f"peut. Chacun peut le demander : POST /v1/reports/{reference}/removal-requests.",
        )


class NotPublished(Conflict):
    """A draft or a sandbox report can be neither hidden nor shown."""

    code = "not_published"
    title = "Not published"

    def __init__(self, reference: str) -> None:
        """Say that there is nothing to hide."""
        super().__init__(
            f"Report {reference} has not been published, so it can be neither hidden nor shown. Complete or erase it.",
            french=f"Le signalement {reference} n’est pas publié : il ne peut être ni masqué ni montré. "
            "Complétez-le ou effacez-le.",
        )


class ReporterNotFound(Missing):
    """Nothing is known about who made the report, or not any more."""

    code = "reporter_not_found"
    title = "No contact"

    def __init__(self, reference: str) -> None:
        """Say why that can be."""
        super().__init__(
            f"Nothing is kept about who made report {reference}: it was made without a name, or its contact was "
            "removed as GET /v1/report-retention says.",
            french=f"Rien n’est conservé sur l’auteur du signalement {reference} : il est anonyme, ou ses coordonnées "
            "ont été effacées comme le dit GET /v1/report-retention.",
        )


class RemovalNotFound(Missing):
    """The report has no such request for removal."""

    code = "removal_request_not_found"
    title = "Removal request not found"

    def __init__(self, reference: str, number: int) -> None:
        """Say where the waiting ones are."""
        super().__init__(
            f"Report {reference} has no removal request {number}. GET /v1/report-reviews lists those that wait.",
            french=f"Le signalement {reference} n’a pas de demande de retrait {number}. GET /v1/report-reviews liste "
            "celles qui attendent.",
        )


class RemovalSettled(Conflict):
    """The request was answered before."""

    code = "removal_request_settled"
    title = "Removal request settled"

    def __init__(self, status: str) -> None:
        """Say how it was answered."""
        super().__init__(
            f"This removal request was already settled: {status}. A new one can be made.",
            french=f"Cette demande de retrait a déjà sa réponse : {status}. Une nouvelle peut être faite.",
            extra={"status": status},
        )


class RemovalInvalid(Invalid):
    """A request for removal points at nothing, or breaks a rule."""

    code = "removal_request_invalid"
    title = "Invalid removal request"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "The removal request was not accepted; each entry of errors says what to mend.",
            french="La demande de retrait n’a pas été acceptée ; chaque entrée d’errors dit quoi corriger.",
            errors=errors,
        )
