"""How a question can be refused: a name that is not there, a value of the wrong type."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from plateforme.kit.errors import BadQuery, Detail

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
        advice = f"Vouliez-vous dire {near[0]} ? " if near else ""
        fault = Detail(
            "parameter",
            printable(parameter),
            "unknown",
            f"{suggestion}{hint}".strip() or "Unknown.",
            french=advice.strip() or "Ce nom n’existe pas ici.",
        )
        super().__init__(
            f"This question uses {what} that does not exist. {suggestion}{hint}Known: {listed(known)}.",
            french="Cette question emploie une colonne, un paramètre ou un opérateur qui n’existe pas. "
            f"{advice}Connus : {listed(known, more='et {} autres')}.",
            errors=[fault],
            extra={"did_you_mean": near[0] if near else None, "known": list(known[:SHOWN])},
        )


class BadValue(BadQuery):
    """A value that does not fit its column or parameter."""

    code = "bad_value"
    title = "Value of the wrong type"

    def __init__(self, parameter: str, detail: str, *, french: str | None = None) -> None:
        """Say what is expected, with an example; never what was sent. `french` says `detail` in French."""
        super().__init__(
            f"Parameter {parameter}: {detail}",
            errors=[Detail("parameter", printable(parameter), "bad_value", detail, french=french)],
            french=None if french is None else f"Paramètre {parameter} : {french}",
        )


def listed(names: Iterable[str], *, more: str = "and {} more") -> str:
    """Write names for a sentence, cut short when there are too many."""
    every = list(names)
    rest = len(every) - SHOWN
    return ", ".join(every[:SHOWN]) + (f" {more.format(rest)}" if rest > 0 else "")


def printable(parameter: str) -> str:
    """Give back a parameter's name when it looks like one; anything else is a value in disguise."""
    plain = parameter.isascii() and parameter.replace("_", "").isalnum() and len(parameter) <= 120  # noqa: PLR2004
    return parameter if plain else "(query string)"
