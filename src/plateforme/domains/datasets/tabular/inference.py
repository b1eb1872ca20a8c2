"""Which type a column has when nobody declared it, and the sentence that explains it.

A code is not a number: `01001`, `2A004`, a SIRET or a phone number stay text, or they lose digits for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.readings import BY_NAME, READINGS, TEXT, Reading
from plateforme.domains.datasets.tabular.table_schema import ColumnType, machine_name

ALWAYS_CODES = frozenset(
    (
        *("insee", "siren", "siret", "nic", "naf", "ape", "rna", "uai", "finess", "cog", "codgeo", "depcom", "nir"),
        *(
            "cp",
            "postal",
            "codepostal",
            "codepost",
            "numtel",
            "postcode",
            "zipcode",
            "tel",
            "telephone",
            "phone",
            "fax",
            "mobile",
            "iban",
            "ean",
            "isbn",
        ),
    )
)
MAYBE_CODES = frozenset(
    (
        *("code", "codes", "cod", "id", "ids", "uid", "identifiant", "identifier", "numero", "num", "no"),
        *("ref", "reference", "matricule", "key", "cle"),
    )
)
CODE_WIDTH = 5
# What typed files call their cells: JSON and Parquet say number, spreadsheets int and float.
_NUMBERS_OF_FILES = frozenset({"integer", "number", "int", "float"})
_TYPES_OF_FILES: Mapping[str, str] = {
    "integer": "integer",
    "number": "typed number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
_NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})


@dataclass(frozen=True)
class Evidence:
    """What one pass over a column counts."""

    filled: int
    matched: Mapping[str, int]
    shortest: int = 0
    longest: int = 0
    leading_zeros: int = 0

    def fits(self, reading: Reading) -> bool:
        """Tell whether every filled cell of the counted ones can be read this way."""
        return self.matched.get(reading.name, 0) == self.filled


@dataclass(frozen=True)
class Choice:
    """The reading of a column and why it was chosen."""

    reading: Reading
    why: str


def plausible(label: str, kinds: frozenset[str], first: str | None) -> tuple[Reading, ...]:
    """Give the readings that the first filled cell leaves possible, the narrowest first, text left out.

    `kinds` is what a typed file (JSON, spreadsheet) says of the cells: text there is never made a number.
    """
    if first is None or is_code_label(label):
        return ()
    readings: tuple[Reading, ...] = READINGS
    if kinds and kinds <= _NUMBERS_OF_FILES:
        readings = (BY_NAME["integer"], BY_NAME["typed number"])
    kept = (each for each in readings if kinds != {"text"} or each.type not in _NUMERIC)
    return tuple(each for each in kept if each.may_match(first))


def choose(label: str, kinds: frozenset[str], first: Reading, whole: Evidence) -> Choice | None:
    """Settle the type on the evidence of the whole column; None when the next candidate must be tried."""
    if not whole.filled:
        told = _TYPES_OF_FILES.get(next(iter(kinds), "")) if len(kinds) == 1 else None
        if told:
            return Choice(BY_NAME[told], "Every cell is empty; the file itself states the type.")
        return Choice(TEXT, "Every cell is empty: the column is kept as text.")
    if first is TEXT:
        return Choice(TEXT, _why_text(label, whole, kinds))
    if not whole.fits(first):
        return None
    return _as_code(first, whole) if _names_maybe_a_code(label) else Choice(first, first.why)


def _as_code(first: Reading, whole: Evidence) -> Choice:
    if first.type is ColumnType.NUMBER:
        return Choice(TEXT, "The label names a code: kept as text, since 8.2 and 8.20 may be two codes.")
    if first.type is not ColumnType.INTEGER:
        return Choice(first, first.why)
    if whole.shortest == whole.longest and whole.longest >= CODE_WIDTH:
        return Choice(TEXT, f"The label names a code and every value has {whole.longest} digits: kept as text.")
    return Choice(first, "Every value is a whole number, of no fixed width.")


def is_code_label(label: str) -> bool:
    """Tell whether the label names a code whose digits are never a quantity."""
    return not ALWAYS_CODES.isdisjoint(_words(label))


def _names_maybe_a_code(label: str) -> bool:
    return not MAYBE_CODES.isdisjoint(_words(label))


def _words(label: str) -> set[str]:
    return set(machine_name(label).split("_"))


def _why_text(label: str, seen: Evidence, kinds: frozenset[str]) -> str:
    if is_code_label(label):
        return "The label names a code (INSEE, SIRET, postcode, phone…): kept as text."
    if seen.leading_zeros:
        return f"{seen.leading_zeros} value(s) start with a zero that a number would lose: kept as text."
    if kinds == {"text"}:
        return "The source writes these cells as text."
    return TEXT.why
