"""What can go wrong with the catalogue of public services."""

from collections.abc import Sequence

from plateforme.kit.errors import Conflict, Detail, Invalid, Missing


class ServiceNotFound(Missing):
    """No public service bears this slug."""

    code = "service_not_found"
    title = "Public service not found"

    def __init__(self, slug: str) -> None:
        """Name the slug that was asked for."""
        super().__init__(f"There is no public service {slug}. Search the existing ones with GET /v1/services.")


class ServiceExists(Conflict):
    """The slug is taken."""

    code = "service_exists"
    title = "Public service exists"

    def __init__(self, slug: str) -> None:
        """Name the slug that is taken."""
        super().__init__(
            f"A public service named {slug} exists already. Choose another slug, or change that one with PATCH."
        )


class ServiceInvalid(Invalid):
    """A field of the entry breaks a rule of the catalogue."""

    code = "service_invalid"
    title = "Invalid description of a public service"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__("The entry was not accepted; each entry of errors says what to mend.", errors=errors)
