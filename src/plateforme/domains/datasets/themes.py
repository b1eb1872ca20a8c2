"""Themes of datasets: the codes of the EU Publications Office, `http://publications.europa.eu/resource/authority/data-theme`.

DCAT-AP asks for them; portals group by them.
"""

from collections.abc import Mapping
from typing import Final

THEMES: Final[Mapping[str, tuple[str, str]]] = {
    "AGRI": ("Agriculture, fisheries, forestry and food", "Agriculture, pêche, sylviculture et alimentation"),
    "ECON": ("Economy and finance", "Économie et finances"),
    "EDUC": ("Education, culture and sport", "Éducation, culture et sport"),
    "ENER": ("Energy", "Énergie"),
    "ENVI": ("Environment", "Environnement"),
    "GOVE": ("Government and public sector", "Gouvernement et secteur public"),
    "HEAL": ("Health", "Santé"),
    "INTR": ("International issues", "Questions internationales"),
    "JUST": ("Justice, legal system and public safety", "Justice, système juridique et sécurité publique"),
    "OP_DATPRO": ("Provisional data", "Données provisoires"),
    "REGI": ("Regions and cities", "Régions et villes"),
    "SOCI": ("Population and society", "Population et société"),
    "TECH": ("Science and technology", "Science et technologie"),
    "TRAN": ("Transport", "Transports"),
}
"""By code: the label in English and in French."""

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/data-theme/"


def canonical_theme(code: str) -> str | None:
    """The code of a theme written as such, in any case, or as its address; None when there is no such theme."""
    found = code.strip().removeprefix(AUTHORITY).upper()
    return found if found in THEMES else None
