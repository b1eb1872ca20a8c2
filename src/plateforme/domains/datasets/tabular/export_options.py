"""In which format rows leave, and the few words by which a file is made to fit the program that opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.parsing import Pairs


class ExportFormat(StrEnum):
    """In which format rows leave."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    ARROW = "arrow"
    XLSX = "xlsx"


TEXTS: Final = frozenset({ExportFormat.CSV, ExportFormat.TSV})
SHEETS: Final = TEXTS | {ExportFormat.XLSX}


@dataclass(frozen=True)
class ExportOptions:
    """How a file is written, where its format leaves a choice."""

    delimiter: str = ","
    decimal: str = "."
    with_bom: bool = False
    labels: bool = False
    escape_formulas: bool = False


PLAIN: Final = ExportOptions()


@dataclass(frozen=True)
class Option:
    """One word of the address: the formats that take it, its values, and what it does."""

    formats: frozenset[ExportFormat]
    read: Callable[[str], Any]
    values: str
    sentence: str
    example: str


def _word(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: words[text.lower()]


def _yes(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


DELIMITERS: Final = (",", ";", "\t", "|")

_DELIMITER_WORDS: Final = {
    **{sign: sign for sign in DELIMITERS},
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "pipe": "|",
}

OPTIONS: Final[Mapping[str, Option]] = {
    "delimiter": Option(
        frozenset({ExportFormat.CSV}),
        _word(_DELIMITER_WORDS),
        "comma, semicolon, tab or pipe, or the sign itself",
        "What stands between two cells.",
        "semicolon",
    ),
    "decimal": Option(
        TEXTS,
        _word({",": ",", "comma": ",", ".": ".", "point": "."}),
        "comma or point, or the sign itself",
        "Sign before the decimals of a number.",
        "comma",
    ),
    "with_bom": Option(
        TEXTS, _yes, "true or false", "Begin with a byte order mark, by which Excel knows UTF-8.", "true"
    ),
    "labels": Option(
        SHEETS, _yes, "true or false", "Head the columns with their labels instead of their machine names.", "true"
    ),
    "escape_formulas": Option(
        TEXTS,
        _yes,
        "true or false",
        "Put an apostrophe before texts that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, line "
        "break first). Numbers stay as they are.",
        "true",
    ),
}
"""Every option, by its word. A spreadsheet of ours needs no escaping: its texts are texts."""

WORDS: Final = frozenset(OPTIONS)
"""The words that exports accept beside those of a question."""


def read_options(pairs: Pairs, form: ExportFormat) -> ExportOptions:
    """Read the options among the parameters of an address; a word that the format does not take is refused."""
    chosen: dict[str, Any] = {}
    for name, text in pairs:
        option = OPTIONS.get(name)
        if option is None:
            continue
        if name in chosen:
            raise BadValue(name, f"{name} is given once at most.")
        if form not in option.formats:
            raise BadValue(
                name, f"{form} has no such option; {_listed(option.formats)} {_takes(option)}. Leave it out."
            )
        try:
            chosen[name] = option.read(text)
        except KeyError:
            raise BadValue(name, f"give {option.values}, such as {name}={option.example}.") from None
    return ExportOptions(**chosen)


def _listed(formats: frozenset[ExportFormat]) -> str:
    return " and ".join(form.value for form in ExportFormat if form in formats)


def _takes(option: Option) -> str:
    return "takes it" if len(option.formats) == 1 else "take it"


assert {field.name for field in fields(ExportOptions)} == WORDS  # noqa: S101  # one list, said twice
