"""Which type a column has when nobody declared it, and the sentence that explains it.

A code is not a number: `01001`, `2A004`, a SIRET or a phone number stay text, or they lose digits for ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.columns.readings import BY_NAME, READINGS, TEXT, Reading
from plateforme.domains.datasets.tabular.table_schema import machine_name
from plateforme.kit.grammar.column_types import ColumnType

ALWAYS_CODES = frozenset(
    (
        *("insee", "siren", "siret", "nic", "naf", "ape", "rna", "uai", "finess", "cog", "codgeo", "depcom", "nir"),
        *(
            "cp",
            "postal",
            "codepostal",
            "codepost",
            "numtel",
            "numdep",
            "numcom",
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
        *("ref", "reference", "matricule", "key", "cle", "commune"),
    )
)
_ID_OF_SOMETHING = re.compile(r"id[b-df-hj-np-tv-z][a-z]{2,}|id[aeiouy][b-df-hj-np-tv-z][a-z]+")
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
_INITIALS = "initial of oui or non"
# Where O may be the west and N the north.
_DIRECTIONS = frozenset(("orientation", "direction", "exposition", "sens", "vent", "cardinal", "azimut", "hemisphere"))
_ARTICLES: Mapping[str, str] = {
    "integer": "a whole number",
    "french number": "a number with a decimal comma",
    "french date": "a date day/month/year",
    "french datetime": "a date day/month/year with a time",
    "short french date": "a date with a year of two digits",
    "us date": "a date month/day/year",
    "us datetime": "a date month/day/year with a time",
    _INITIALS: "oui or non",
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
    proven: int = 0
    """Cells that match the proof of the only reading that was asked about; for text, cells that end with %."""

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


def choose(
    label: str, kinds: frozenset[str], first: Reading, whole: Evidence, sampled: Evidence | None = None
) -> Choice | None:
    """Settle the type on the evidence of the whole column; None when the next candidate must be tried.

    `sampled` is what some of the rows say of the other readings, to explain what was missed by a little.
    """
    if not whole.filled:
        told = _TYPES_OF_FILES.get(next(iter(kinds), "")) if len(kinds) == 1 else None
        if told:
            return Choice(BY_NAME[told], "Every cell is empty; the file itself states the type.")
        return Choice(TEXT, "Every cell is empty: the column is kept as text.")
    if first is TEXT:
        return Choice(TEXT, _why_text(label, whole, kinds, sampled))
    if not whole.fits(first) or not first.is_proven(whole.proven, whole.filled):
        return None
    if first.name == _INITIALS and not _DIRECTIONS.isdisjoint(_words(label)):
        return None
    return _as_code(first, whole) if _names_maybe_a_code(label) else Choice(first, _seen(first.why, whole))


def _as_code(first: Reading, whole: Evidence) -> Choice:
    if first.type is ColumnType.NUMBER:
        return Choice(TEXT, "The label names a code: kept as text, since 8.2 and 8.20 may be two codes.")
    if first.type is not ColumnType.INTEGER:
        return Choice(first, _seen(first.why, whole))
    if whole.shortest == whole.longest and whole.longest >= CODE_WIDTH:
        return Choice(TEXT, f"The label names a code and every value has {whole.longest} digits: kept as text.")
    return Choice(first, _seen("Every value is a whole number, of no fixed width.", whole))


def _seen(why: str, whole: Evidence) -> str:
    """Add how many values stand behind a choice."""
    return f"{why.removesuffix('.')} ({f'{whole.filled:_}'.replace('_', ' ')} seen)."


def is_code_label(label: str) -> bool:
    """Tell whether the label names a code whose digits are never a quantity."""
    return not ALWAYS_CODES.isdisjoint(_words(label))


def _names_maybe_a_code(label: str) -> bool:
    # `idarbre`, `idOuvrage`: dBase and its like left no room for a separator.
    return any(word in MAYBE_CODES or _ID_OF_SOMETHING.fullmatch(word) for word in _words(label))


def _words(label: str) -> set[str]:
    return set(machine_name(label).split("_"))


def _why_text(label: str, seen: Evidence, kinds: frozenset[str], sampled: Evidence | None) -> str:
    if is_code_label(label):
        return "The label names a code (INSEE, SIRET, postcode, phone…): kept as text."
    if seen.leading_zeros:
        return f"{seen.leading_zeros} value(s) start with a zero that a number would lose: kept as text."
    if seen.proven == seen.filled:
        return "Every value is a percentage: kept as text, since 12 % may be meant as 12 or as 0.12."
    if kinds == {"geometry"}:
        return "The geometry of each feature, as GeoJSON."
    if kinds == {"text"}:
        return "The source writes these cells as text."
    return _near_miss(sampled) or TEXT.why


def _near_miss(sampled: Evidence | None) -> str | None:
    """Say which reading most of the cells would have allowed."""
    if sampled is None or not sampled.matched or not sampled.filled:
        return None
    name = max(sampled.matched, key=lambda each: sampled.matched[each])
    count = sampled.matched[name]
    if count * 2 < sampled.filled:
        return None
    if count == sampled.filled:
        return f"Text: the values can be read as {_ARTICLES.get(name, f'a {name}')}, and nothing proves that they are."
    return (
        f"Text: {count} of {sampled.filled} values that were looked at can be read as "
        f"{_ARTICLES.get(name, f'a {name}')}, the others cannot."
    )
