"""The published list of problems that can be reported, and the time in which the town promises to deal with each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from plateforme.kit.keyset import Asked, Slice


@dataclass(frozen=True)
class Category:
    """One kind of problem: its code, its names, and its service level in working days.

    `is_safety` marks what can hurt someone: checkers raise the severity of forgotten reports by one step.
    """

    code: str
    label_fr: str
    label_en: str
    help_fr: str
    service_level_days: int
    is_safety: bool = False


CATEGORIES: Final = (
    Category(
        "pothole",
        "Nid-de-poule, chaussée abîmée",
        "Pothole, damaged road",
        "Trou, affaissement ou bosse sur la chaussée.",
        10,
        is_safety=True,
    ),
    Category(
        "sidewalk",
        "Trottoir abîmé",
        "Damaged pavement",
        "Dalle descellée, trou ou bordure cassée sur un trottoir.",
        15,
        is_safety=True,
    ),
    Category(
        "street_light",
        "Éclairage public en panne",
        "Street light out",
        "Lampadaire éteint, clignotant ou allumé en plein jour.",
        5,
    ),
    Category(
        "traffic_light",
        "Feu tricolore en panne",
        "Traffic light fault",
        "Feu éteint, bloqué ou masqué.",
        1,
        is_safety=True,
    ),
    Category(
        "road_sign",
        "Panneau ou marquage au sol",
        "Road sign or marking",
        "Panneau tombé, illisible ou manquant ; marquage effacé.",
        10,
        is_safety=True,
    ),
    Category(
        "illegal_dumping",
        "Dépôt sauvage",
        "Illegal dumping",
        "Encombrants ou gravats abandonnés sur la voie publique.",
        3,
    ),
    Category(
        "waste_bin",
        "Poubelle ou conteneur",
        "Bin or waste container",
        "Corbeille pleine, bac cassé ou collecte oubliée.",
        3,
    ),
    Category(
        "street_cleaning",
        "Propreté de la rue",
        "Street cleaning",
        "Salissures, verre brisé, feuilles ou déjections.",
        5,
    ),
    Category(
        "graffiti",
        "Graffiti, affichage sauvage",
        "Graffiti, fly-posting",
        "Inscription ou affiche sur un mur ou un équipement public.",
        10,
    ),
    Category(
        "abandoned_vehicle",
        "Véhicule abandonné",
        "Abandoned vehicle",
        "Voiture, deux-roues ou épave qui ne bouge plus.",
        20,
    ),
    Category(
        "tree_green_space",
        "Arbre ou espace vert",
        "Tree or green space",
        "Branche menaçante, arbre tombé, pelouse ou massif à entretenir.",
        10,
        is_safety=True,
    ),
    Category(
        "water_drain",
        "Eau, égout, inondation",
        "Water, drain, flooding",
        "Fuite d’eau, avaloir bouché ou plaque d’égout manquante.",
        2,
        is_safety=True,
    ),
    Category("street_furniture", "Mobilier urbain", "Street furniture", "Banc, barrière, abri ou potelet abîmé.", 15),
    Category(
        "accessibility",
        "Accessibilité",
        "Accessibility",
        "Passage bloqué ou équipement inutilisable en fauteuil, en poussette ou à la canne.",
        10,
    ),
    Category("other", "Autre problème", "Other problem", "Ce qui n’entre dans aucune autre catégorie.", 10),
)
"""In the order in which a form shows them."""

BY_CODE: Final[Mapping[str, Category]] = MappingProxyType({category.code: category for category in CATEGORIES})


def list_categories(asked: Asked) -> Slice[Category]:
    """One page of the categories, in their own order or by code."""
    name, is_reversed = asked.sort[0] if asked.sort else ("position", False)
    ordered = sorted(CATEGORIES, key=lambda category: category.code) if name == "code" else list(CATEGORIES)
    if is_reversed:
        ordered.reverse()
    start = asked.after[0] if asked.after else 0
    end = start + asked.limit
    following = (end,) if end < len(ordered) else None
    page = ordered[start:end]
    return Slice(page, following, None) if asked.count == "none" else Slice(page, following, len(ordered), "exact")
