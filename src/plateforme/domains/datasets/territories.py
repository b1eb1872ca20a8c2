"""Where a dataset is about: codes of the official geographic code (COG, INSEE), and SIREN for what groups communes.

The form is checked, not the existence: communes merge every January, and a dataset of 2015 names those of 2015.
"""

import re
from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {
    "country": r"FR",
    "region": r"R(?:[0-9]{2})",
    "department": r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[46-9])",
    "epci": r"2[0-9]{8}",
    "commune": r"(?:(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB])[0-9]{3}|97[1-8][0-9]{2}|98[46-9][0-9]{2})",
}
"""By kind of territory, how its code is written; regions have an R in front, for 75 is also Paris."""

SENTENCE: Final = (
    "`FR`, a region (`R53`), a department (`56`, `2A`, `972`), the SIREN of an EPCI (`200067932`) or the INSEE code of "
    "a commune (`56260`)"
)

_ANY: Final = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))


def kind_of(code: str) -> str | None:
    """What kind of territory a code names; None when no code is written so."""
    found = _ANY.fullmatch(code)
    return found.lastgroup if found else None
