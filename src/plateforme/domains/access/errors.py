"""What can go wrong between the platform and those who use it."""

from plateforme.kit.errors import BadQuery, Conflict, Invalid, Missing, Refused


class Unauthenticated(Refused):
    """The request carries no key where one is needed, or a key that is not valid."""

    code = "unauthenticated"
    title = "A valid key is needed"


class InsufficientScope(Refused):
    """The key is valid and does not carry the scope that this operation needs."""

    code = "insufficient_scope"
    title = "The key lacks a scope"

    def __init__(self, scope: str) -> None:
        """Name the scope that is missing."""
        super().__init__(
            f"This operation needs the scope {scope}, which your key does not carry. Use a key that holds it.",
            french=f"Cette opération demande le droit {scope}, que votre clé ne porte pas. Utilisez une clé qui l’a.",
            extra={"scope": scope},
        )


class NotYourOrganization(Refused):
    """The thing belongs to another organization than the key."""

    code = "not_your_organization"
    title = "Another organization's"

    def __init__(self, organization: str, yours: str) -> None:
        """Name both organizations."""
        super().__init__(
            f"This belongs to the organization {organization} and your key to {yours}. "
            f"Use a key of {organization}, or propose the change to it.",
            french=f"Ceci appartient à l’organisation {organization}, et votre clé à {yours}. "
            f"Utilisez une clé de {organization}, ou proposez-lui la modification.",
        )


class ScopeNotHeld(Refused):
    """A key cannot grant what it does not hold itself."""

    code = "scope_not_held"
    title = "Scope not held"

    def __init__(self, scopes: frozenset[str]) -> None:
        """Name the scopes that the granting key lacks."""
        named = ", ".join(sorted(scopes))
        super().__init__(
            f"Your key does not hold {named}, so it cannot grant it. Leave it out, or use a key that does.",
            french=f"Votre clé n’a pas {named} et ne peut donc pas le donner. Retirez-le, ou prenez une clé qui l’a.",
        )


class UnknownScope(Invalid):
    """A scope that does not exist was asked for."""

    code = "unknown_scope"
    title = "Unknown scope"


class OrganizationNotFound(Missing):
    """No organization has this slug."""

    code = "organization_not_found"
    title = "Organization not found"

    def __init__(self, slug: str) -> None:
        """Name the slug that leads nowhere."""
        super().__init__(
            f"There is no organization {slug}. GET /v1/organizations lists those that exist.",
            french=f"Aucune organisation ne s’appelle {slug}. GET /v1/organizations liste celles qui existent.",
        )


class OrganizationExists(Conflict):
    """The slug is taken."""

    code = "organization_exists"
    title = "Organization exists already"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "An organization with this slug exists already. Use it, or choose another slug.",
            french="Une organisation porte déjà cet identifiant. Utilisez-la, ou choisissez-en un autre.",
        )


class ConsumerNotFound(Missing):
    """No consumer has this slug."""

    code = "consumer_not_found"
    title = "Consumer not found"

    def __init__(self, slug: str) -> None:
        """Name the slug that leads nowhere."""
        super().__init__(
            f"There is no consumer {slug}. GET /v1/consumers lists those that exist.",
            french=f"Aucun consommateur ne s’appelle {slug}. GET /v1/consumers liste ceux qui existent.",
        )


class ConsumerExists(Conflict):
    """The slug is taken."""

    code = "consumer_exists"
    title = "Consumer exists already"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "A consumer with this slug exists already. Use it if it is yours, or choose another slug.",
            french="Un consommateur porte déjà cet identifiant. Utilisez-le s’il est à vous, ou prenez-en un autre.",
        )


class KeyNotFound(Missing):
    """The consumer has no key with this identifier."""

    code = "key_not_found"
    title = "Key not found"

    def __init__(self, consumer: str) -> None:
        """Say where to look."""
        super().__init__(
            f"The consumer {consumer} has no such key. GET /v1/consumers/{consumer}/keys lists its keys.",
            french=f"Le consommateur {consumer} n’a pas cette clé. Voir GET /v1/consumers/{consumer}/keys.",
        )


class IdempotencyKeyInvalid(BadQuery):
    """The header is empty, too long, or holds characters that it may not hold."""

    code = "idempotency_key_invalid"
    title = "Malformed Idempotency-Key"


class IdempotencyInProgress(Conflict):
    """The first request with this Idempotency-Key is still being carried out."""

    code = "idempotency_in_progress"
    title = "The first request is still running"

    def __init__(self) -> None:
        """Say when to come back."""
        super().__init__(
            "The first request with this Idempotency-Key is still being carried out. "
            "Send the same request again in a few seconds to get its answer.",
            french="La première requête qui porte cette Idempotency-Key n’est pas terminée. "
            "Renvoyez la même dans quelques secondes pour avoir sa réponse.",
        )


class IdempotencyKeyReused(Invalid):
    """The Idempotency-Key was used for another request body."""

    code = "idempotency_key_reused"
    title = "Idempotency-Key used for another request"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This Idempotency-Key was already used with another body. "
            "Draw a new key for a new request; repeat a request with exactly the same body.",
            french="Cette Idempotency-Key a déjà servi avec un autre corps. "
            "Tirez-en une autre pour une autre requête ; répétez une requête avec exactement le même corps.",
        )
