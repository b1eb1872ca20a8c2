"""What can be wrong with a schema or a file, said with its place and its remedy."""

from collections.abc import Mapping, Sequence
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
    """The file is no table that can be published; `report` says what is wrong, where, and how to mend it."""

    code = "file_refused"
    title = "File refused"

    def __init__(self, detail: str, report: Mapping[str, Any]) -> None:
        """Carry the validation report, whose `valid` is false."""
        super().__init__(detail, extra={"report": dict(report)})
        self.report: dict[str, Any] = dict(report)
