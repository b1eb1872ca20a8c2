"""How a question about rows can be refused, or fail to be answered."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from plateforme.kit.errors import BadQuery, Busy, Detail, Gone, Missing

SHOWN = 60
"""At most so many names are listed in an answer: some tables have a thousand columns."""


class UnknownParameter(BadQuery):
    """A parameter, column or operator that this dataset does not have."""

    code = "unknown_parameter"
    title = "Unknown parameter"

    def __init__(self, parameter: str, *, part: str, what: str, known: Sequence[str], hint: str = "") -> None:
        """Name the parameter, the nearest known name and the list of valid ones.

        `part` is the piece of the parameter that is unknown: a column, an operator or the whole.
        """
        near = get_close_matches(part.lower()[:80], known, n=1, cutoff=0.5)
        suggestion = f"Did you mean {near[0]}? " if near else ""
        super().__init__(
            f"This question uses {what} that does not exist. {suggestion}{hint}Known: {listed(known)}.",
            errors=[Detail("parameter", printable(parameter), "unknown", f"{suggestion}{hint}".strip() or "Unknown.")],
            extra={"did_you_mean": near[0] if near else None, "known": list(known[:SHOWN])},
        )


class BadValue(BadQuery):
    """A value that does not fit its column or parameter."""

    code = "bad_value"
    title = "Value of the wrong type"

    def __init__(self, parameter: str, detail: str) -> None:
        """Say what is expected, with an example; never what was sent."""
        super().__init__(
            f"Parameter {parameter}: {detail}", errors=[Detail("parameter", printable(parameter), "bad_value", detail)]
        )


class CursorExpired(Gone):
    """The version a cursor walks through is no longer readable."""

    code = "cursor_expired"
    title = "Cursor expired"

    def __init__(self) -> None:
        """Say how to start again."""
        super().__init__("The version that this cursor walks through is gone. Start again from links.first.")


class RowNotFound(Missing):
    """The version has no row with this key."""

    code = "row_not_found"
    title = "Row not found"

    def __init__(self, dataset: str, key: Sequence[str]) -> None:
        """Say what the key is made of."""
        super().__init__(
            f"The dataset {dataset} has no such row. Its rows are identified by {', '.join(key)}: "
            "give the values in this order, joined by commas."
        )


class QueryTooSlow(Busy):
    """The question used up its time budget."""

    code = "query_too_slow"
    title = "Question too slow"

    def __init__(self, seconds: float) -> None:
        """Say how to ask better."""
        super().__init__(
            f"The answer was not ready within {seconds:g} seconds. Filter on more columns, sort by the key, "
            "leave count=exact out, or take the whole table with an export."
        )


class QueryTooLarge(Busy):
    """The question used up its memory budget."""

    code = "query_too_large"
    title = "Question too large"

    def __init__(self) -> None:
        """Say how to ask better."""
        super().__init__(
            "The answer needs more memory than one question may use. Ask for fewer fields, filter on more columns, "
            "or take the export in its natural order, without sort."
        )


class TooManyExports(Busy):
    """Every export slot of this process is taken."""

    code = "too_many_exports"
    title = "Too many exports at once"

    def __init__(self) -> None:
        """Say what to do meanwhile."""
        super().__init__("Other exports are being sent now. Try again in a minute, or read the rows page by page.")


class ChangesNotReady(Busy):
    """The comparison of two versions is still being computed."""

    code = "changes_not_ready"
    title = "Changes are being computed"

    def __init__(self) -> None:
        """Say when to come back, and what to do instead."""
        super().__init__(
            "These two versions are being compared for the first time, which takes a while for large tables. Ask again "
            "in half a minute, or take the later version whole with an export."
        )
        self.extra["retry_after"] = 30


def listed(names: Iterable[str]) -> str:
    """Write names for a sentence, cut short when there are too many."""
    every = list(names)
    rest = len(every) - SHOWN
    return ", ".join(every[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def printable(parameter: str) -> str:
    """Give back a parameter's name when it looks like one; anything else is a value in disguise."""
    plain = parameter.isascii() and parameter.replace("_", "").isalnum() and len(parameter) <= 120  # noqa: PLR2004
    return parameter if plain else "(query string)"
