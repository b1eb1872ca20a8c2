"""What the producer says of a file so that nothing has to be guessed, checked before anything is read."""

import codecs
import re
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.report import Report

NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
# Codecs of Python that are no character encoding of a file, or that run escapes hidden in it.
_NO_ENCODINGS = frozenset(
    ("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "utf-7", "mbcs", "oem", "palmos")
)
_NO_DELIMITER = re.compile(r"[\w\s\"'.\\\x00-\x08\x0e-\x1f\x7f-]")


@dataclass(frozen=True)
class Hints:
    """What is said of a file; each member left out is found by content.

    `sheet` is the name of a sheet, or its 1-based number as text. `header_row` is the row of the labels as the file
    counts its rows, from 1; 0 says that there is none, and the columns are named `column_1`, `column_2`…
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None


def checked(hints: Hints, report: Report) -> Hints:
    """Give the hints in the readers' words; one that means nothing is refused."""
    if hints.header_row is not None and hints.header_row < 0:
        said = "The row of the header is given as a negative number."
        raise report.refuse("source-error", said, "Count rows from 1; give 0 when the file has no header.")
    return Hints(hints.sheet, hints.header_row, _encoding(hints.encoding, report), _delimiter(hints.delimiter, report))


def _encoding(name: str | None, report: Report) -> str | None:
    if name is None:
        return None
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        found = None
    if found is None or found.name in _NO_ENCODINGS or not getattr(found, "_is_text_encoding", True):
        said = "The encoding that was given is not one we know."
        raise report.refuse("encoding-error", said, "Give a usual name: utf-8, cp1252, iso-8859-1, utf-16, mac-roman.")
    return "utf-8" if found.name == "utf-8-sig" else found.name


def _delimiter(name: str | None, report: Report) -> str | None:
    if name is None:
        return None
    mark = NAMED_DELIMITERS.get(name.strip().lower(), name)
    if mark != "\t" and (len(mark) != 1 or _NO_DELIMITER.fullmatch(mark)):
        said = "The delimiter that was given cannot separate cells."
        raise report.refuse(
            "format-error", said, "Give one mark that is neither letter, digit, quote nor blank, or tab."
        )
    return mark
