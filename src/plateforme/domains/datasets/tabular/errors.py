"""What can be wrong with a schema or a file, said with its place and its remedy."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plateforme.kit.errors import Detail, Invalid


class SchemaInvalid(Invalid):
    """The declared Table Schema cannot be read: `errors` points at each faulty member."""

    code = "schema_invalid"
    title = "Invalid Table Schema"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry every fault with its JSON Pointer in the schema."""
        super().__init__(
            f"The Table Schema has {'a fault' if len(errors) == 1 else f'{len(errors)} faults'}. "
            "Mend each at its pointer in `errors`.",
            errors=errors,
        )


class FileRefused(Invalid):
    """The file is no table that can be published; `report` says what is wrong, where, and how to mend it.

    The report lists the first errors; `faults` is a CSV in the working folder with all of them.
    """

    code = "file_refused"
    title = "File refused"

    def __init__(self, detail: str, report: Mapping[str, Any], faults: Path | None = None) -> None:
        """Carry the validation report, whose `valid` is false."""
        super().__init__(detail, extra={"report": dict(report)})
        self.report: dict[str, Any] = dict(report)
        self.faults = faults


class EditsUnreadable(Invalid):
    """The body that should change rows is not of its announced form; nothing of it was looked at."""

    code = "edits_unreadable"
    title = "Operations that cannot be read"


class EditsRefused(Invalid):
    """Some operations break a rule of the table: none of them was carried out."""

    code = "edits_refused"
    title = "Operations refused"

    def __init__(self, total: int, errors: Sequence[Detail]) -> None:
        """Carry the first faults, with their operations and columns, and say how many there are."""
        many = "a fault" if total == 1 else f"{total} faults"
        shown = "" if total == len(errors) else f", of which the first {len(errors)} are told"
        super().__init__(
            f"The operations have {many}{shown}: see errors. Nothing was written; mend them and send all again.",
            errors=errors,
            extra={"error_count": total},
        )
