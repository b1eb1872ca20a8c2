"""What can go wrong when partners exchange reports and news of them."""

from collections.abc import Sequence

from plateforme.kit.errors import Conflict, Detail, Invalid, Missing


class UpdateExists(Conflict):
    """This partner has sent an update under this identifier before."""

    code = "update_exists"
    title = "Update taken in already"

    def __init__(self) -> None:
        """Say that nothing is lost."""
        super().__init__(
            "update_id: an update with this identifier already exists. It was taken in the first time; nothing was "
            "changed now. Send a new identifier with other news.",
            french="update_id : une mise à jour avec cet identifiant existe déjà. Elle a été prise en compte la "
            "première fois ; rien n’a changé. Envoyez un nouvel identifiant avec d’autres nouvelles.",
        )


class UpdateInvalid(Invalid):
    """A field of the update breaks a rule."""

    code = "update_invalid"
    title = "Invalid update"

    def __init__(self, reference: str, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            f"The update of report {reference} was not taken in; each entry of errors says what to mend.",
            errors=errors,
            french=f"La mise à jour du signalement {reference} n’a pas été prise en compte ; chaque entrée de errors "
            "dit quoi corriger.",
        )


class TokenNotFound(Missing):
    """This token was never given, or too long ago."""

    code = "token_not_found"
    title = "Token not found"

    def __init__(self) -> None:
        """Say where tokens come from."""
        super().__init__(
            "There is no such token. Use the one in the answer to your POST, without changing it.",
            french="Ce jeton n’existe pas. Employez celui de la réponse à votre POST, tel quel.",
        )


class WaitingRefused(Invalid):
    """A report that waited could not be taken in."""

    code = "waiting_refused"
    title = "Report refused after waiting"

    def __init__(self, reason: str, *, french: str) -> None:
        """Say why, and what to do."""
        super().__init__(
            f"The report behind this token could not be taken in: {reason} Mend it and send it again.",
            french=f"Le signalement derrière ce jeton n’a pas pu être pris en compte : {french} Corrigez-le et "
            "renvoyez-le.",
        )
