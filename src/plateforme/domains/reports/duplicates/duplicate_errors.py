"""What can go wrong when reports are said to tell of one problem."""

from collections.abc import Sequence

from plateforme.kit.errors import BadQuery, Conflict, Detail, Invalid, Missing


class DuplicateInvalid(Invalid):
    """The two reports cannot be one group."""

    code = "duplicate_invalid"
    title = "Not mergeable"

    def __init__(self, reference: str, errors: Sequence[Detail], *, anchor: str | None = None) -> None:
        """Carry one precise fault per rule; `anchor` is the report to name instead, where there is one."""
        super().__init__(
            f"Report {reference} was not merged; each entry of errors says why, and what to do.",
            errors=errors,
            french=f"Le signalement {reference} n’a pas été rattaché ; chaque entrée de errors dit pourquoi, et que "
            "faire.",
            extra={} if anchor is None else {"anchor": anchor},
        )


class GroupChanged(Conflict):
    """Somebody else has just merged or split one of the reports."""

    code = "group_changed"
    title = "Group changed in the meantime"

    def __init__(self, reference: str) -> None:
        """Say how to go on."""
        super().__init__(
            f"Another request has just merged or split report {reference}. Read it again, then repeat your change.",
            french=f"Une autre requête vient de rattacher ou de détacher le signalement {reference}. Relisez-le, puis "
            "recommencez.",
        )


class NotADuplicate(Missing):
    """The report follows no other one: there is nothing to split."""

    code = "not_a_duplicate"
    title = "Not a duplicate"

    def __init__(self, reference: str) -> None:
        """Name the report."""
        super().__init__(
            f"Report {reference} follows no other report. GET /v1/reports/{reference}/duplicates lists those that "
            "follow it.",
            french=f"Le signalement {reference} n’est rattaché à aucun autre. GET /v1/reports/{reference}/duplicates "
            "donne ceux qui lui sont rattachés.",
        )


class BadSpot(BadQuery):
    """The point of a question about what is near is none."""

    code = "bad_spot"
    title = "Unusable point"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per parameter."""
        super().__init__(
            "The point cannot be used; each entry of errors says what to mend.",
            errors=errors,
            french="Le point n’est pas utilisable ; chaque entrée de errors dit quoi corriger.",
        )
