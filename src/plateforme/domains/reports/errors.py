"""What can go wrong with street reports."""

from collections.abc import Sequence

from plateforme.kit.errors import BadQuery, Conflict, Detail, Invalid, Missing, Refused


class ReportNotFound(Missing):
    """No report bears this reference."""

    code = "report_not_found"
    title = "Report not found"

    def __init__(self, reference: str) -> None:
        """Name the reference that was asked for."""
        super().__init__(f"There is no report {reference}. Search the existing ones with GET /v1/reports.")


class ReportInvalid(Invalid):
    """A field of the report breaks a rule."""

    code = "report_invalid"
    title = "Invalid report"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__("The report was not accepted; each entry of errors says what to mend.", errors=errors)


class MoveInvalid(Invalid):
    """The move is allowed and lacks something, or says something that does not go with it."""

    code = "move_invalid"
    title = "Invalid move"

    def __init__(self, reference: str, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(f"Report {reference} was not moved; each entry of errors says what to mend.", errors=errors)


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
        )


class ImportNotAllowed(Refused):
    """Only the responsible organization may bring in reports with a past opening date."""

    code = "import_not_allowed"
    title = "Import not allowed"

    def __init__(self) -> None:
        """Say who may, and what to do instead."""
        super().__init__(
            "Only a key of the responsible organization with the scope reports:triage may set opened_at. "
            "Leave it out, and say in occurred_at when the problem was seen."
        )


class BadBox(BadQuery):
    """The bounding box cannot be read."""

    code = "bad_bbox"
    title = "Bad bounding box"

    def __init__(self) -> None:
        """Say what a bounding box looks like."""
        super().__init__(
            "A bounding box is four numbers in degrees: west,south,east,north, with south below north.",
            errors=[
                Detail("parameter", "bbox", "bbox", "Write it as west,south,east,north, such as -1.6,47.1,-1.5,47.3.")
            ],
        )
