"""The categories that the platform offers to every organization, as a small tree; each may change or retire them.

A category that has others under it is the general one: it is reported when none of those fits.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from plateforme.domains.reports.settings.category import Attribute, Category, Datatype

ROADS: Final = "Voirie"
LIGHTS: Final = "Éclairage et signalisation"
CLEAN: Final = "Propreté"
PLACES: Final = "Espaces publics"
WATER: Final = "Eau et réseaux"


def _category(code: str, names: tuple[str, str], help_fr: str, *, group: str, days: int, **terms: Any) -> Category:
    return Category(
        code=code, label_fr=names[0], label_en=names[1], help_fr=help_fr, group=group, service_level_days=days, **terms
    )


_POLE: Final = Attribute(
    code="pole_number",
    label_fr="Numéro du lampadaire",
    label_en="Pole number",
    help_fr="Il figure sur une étiquette, à hauteur d’yeux. Laissez vide s’il est illisible.",
)
_LIGHT_FAULT: Final = Attribute(
    code="fault",
    label_fr="Type de panne",
    label_en="Kind of fault",
    datatype=Datatype.SINGLEVALUELIST,
    values=(
        ("off", "Éteint la nuit"),
        ("blinking", "Clignotant"),
        ("always_on", "Allumé en plein jour"),
        ("damaged", "Abîmé ou penché"),
    ),
    position=1,
)
_SIGNAL_FAULT: Final = replace(
    _LIGHT_FAULT, values=(("off", "Éteint"), ("stuck", "Bloqué"), ("hidden", "Masqué"), ("turned", "Mal orienté"))
)
_WASTE: Final = Attribute(
    code="waste_kind",
    label_fr="Nature des déchets",
    label_en="Kind of waste",
    datatype=Datatype.SINGLEVALUELIST,
    values=(
        ("bulky", "Encombrants, meubles"),
        ("rubble", "Gravats"),
        ("bags", "Sacs"),
        ("green", "Déchets verts"),
        ("hazardous", "Produits dangereux, amiante"),
        ("tyres", "Pneus"),
        ("other", "Autres"),
    ),
)
_VOLUME: Final = Attribute(
    code="volume_m3",
    label_fr="Volume estimé, en mètres cubes",
    label_en="Estimated volume, in cubic metres",
    datatype=Datatype.NUMBER,
    position=1,
)
_SURFACE: Final = Attribute(
    code="support",
    label_fr="Support",
    label_en="Surface",
    datatype=Datatype.SINGLEVALUELIST,
    values=(
        ("public", "Bâtiment ou équipement public"),
        ("private", "Bâtiment privé"),
        ("furniture", "Mobilier urbain"),
        ("unknown", "Ne sait pas"),
    ),
)
_OFFENSIVE: Final = Attribute(
    code="nature",
    label_fr="Caractère de l’inscription",
    label_en="Nature of the inscription",
    datatype=Datatype.MULTIVALUELIST,
    values=(("insulting", "Injurieux"), ("discriminatory", "Raciste ou discriminatoire"), ("other", "Autre")),
    position=1,
)
_VEHICLE: Final = Attribute(
    code="vehicle_kind",
    label_fr="Type de véhicule",
    label_en="Kind of vehicle",
    datatype=Datatype.SINGLEVALUELIST,
    values=(("car", "Voiture"), ("van", "Utilitaire"), ("two_wheeler", "Deux-roues"), ("wreck", "Épave")),
)
_PLATE: Final = Attribute(
    code="plate",
    label_fr="Immatriculation",
    label_en="Number plate",
    help_fr="Lue par les agents seulement.",
    is_public=False,
    position=1,
)
_SINCE: Final = Attribute(
    code="since",
    label_fr="Depuis quand",
    label_en="Since when",
    datatype=Datatype.DATETIME,
    position=2,
)
_OBSTACLE: Final = Attribute(
    code="concerned",
    label_fr="Qui est gêné",
    label_en="Who is hindered",
    datatype=Datatype.MULTIVALUELIST,
    values=(
        ("wheelchair", "Fauteuil roulant"),
        ("cane", "Canne, déficience visuelle"),
        ("pushchair", "Poussette"),
        ("other", "Autre"),
    ),
)
_DANGER: Final = Attribute(
    code="danger",
    label_fr="En cas de danger immédiat, appelez le 18 ou le 112.",
    label_en="In case of immediate danger, call 18 or 112.",
    variable=False,
)

_LIST: Final = (
    _category(
        "pothole",
        ("Nid-de-poule, chaussée abîmée", "Pothole, damaged road"),
        "Trou, affaissement ou bosse sur la chaussée.",
        group=ROADS,
        days=10,
        is_safety=True,
        keywords=("trou", "chaussée", "goudron", "piste cyclable"),
    ),
    _category(
        "sidewalk",
        ("Trottoir abîmé", "Damaged pavement"),
        "Dalle descellée, trou ou bordure cassée sur un trottoir.",
        group=ROADS,
        days=15,
        is_safety=True,
        keywords=("trottoir", "dalle", "bordure"),
    ),
    _category(
        "street_light",
        ("Éclairage public en panne", "Street light out"),
        "Lampadaire éteint, clignotant ou allumé en plein jour.",
        group=LIGHTS,
        days=5,
        keywords=("lampadaire", "éclairage", "candélabre"),
        attributes=(_POLE, _LIGHT_FAULT),
        duplicate_radius_m=30,
    ),
    _category(
        "traffic_light",
        ("Feu tricolore en panne", "Traffic light fault"),
        "Feu éteint, bloqué ou masqué.",
        group=LIGHTS,
        days=1,
        is_safety=True,
        keywords=("feu", "carrefour"),
        attributes=(_SIGNAL_FAULT,),
    ),
    _category(
        "road_sign",
        ("Panneau ou marquage au sol", "Road sign or marking"),
        "Panneau tombé, illisible ou manquant ; marquage effacé.",
        group=LIGHTS,
        days=10,
        is_safety=True,
        keywords=("panneau", "signalisation"),
    ),
    _category(
        "road_marking",
        ("Marquage au sol effacé", "Worn road marking"),
        "Passage piéton, ligne ou pictogramme effacé.",
        group=LIGHTS,
        days=20,
        is_safety=True,
        parent="road_sign",
        keywords=("passage piéton", "marquage"),
    ),
    _category(
        "illegal_dumping",
        ("Dépôt sauvage", "Illegal dumping"),
        "Encombrants ou gravats abandonnés sur la voie publique.",
        group=CLEAN,
        days=3,
        keywords=("encombrants", "gravats", "dépôt"),
        attributes=(_WASTE, _VOLUME),
    ),
    _category(
        "waste_bin",
        ("Poubelle ou conteneur", "Bin or waste container"),
        "Corbeille pleine, bac cassé ou collecte oubliée.",
        group=CLEAN,
        days=3,
        keywords=("poubelle", "corbeille", "bac"),
    ),
    _category(
        "missed_collection",
        ("Collecte oubliée", "Missed waste collection"),
        "Bacs ou sacs qui n’ont pas été collectés le jour prévu.",
        group=CLEAN,
        days=2,
        parent="waste_bin",
        keywords=("collecte", "ramassage"),
    ),
    _category(
        "street_cleaning",
        ("Propreté de la rue", "Street cleaning"),
        "Salissures, verre brisé, feuilles ou déjections.",
        group=CLEAN,
        days=5,
        keywords=("saleté", "verre", "déjections"),
    ),
    _category(
        "dead_animal",
        ("Animal mort", "Dead animal"),
        "Animal mort sur la voie publique.",
        group=CLEAN,
        days=1,
        parent="street_cleaning",
        keywords=("animal",),
    ),
    _category(
        "graffiti",
        ("Graffiti, affichage sauvage", "Graffiti, fly-posting"),
        "Inscription ou affiche sur un mur ou un équipement public.",
        group=CLEAN,
        days=10,
        keywords=("tag", "graffiti", "affiche"),
        attributes=(_SURFACE, _OFFENSIVE),
    ),
    _category(
        "abandoned_vehicle",
        ("Véhicule abandonné", "Abandoned vehicle"),
        "Voiture, deux-roues ou épave qui ne bouge plus.",
        group=PLACES,
        days=20,
        keywords=("voiture", "épave", "scooter"),
        attributes=(_VEHICLE, _PLATE, _SINCE),
        duplicate_radius_m=30,
    ),
    _category(
        "tree_green_space",
        ("Arbre ou espace vert", "Tree or green space"),
        "Branche menaçante, arbre tombé, pelouse ou massif à entretenir.",
        group=PLACES,
        days=10,
        is_safety=True,
        keywords=("arbre", "branche", "pelouse"),
    ),
    _category(
        "fallen_tree",
        ("Arbre ou branche tombés", "Fallen tree or branch"),
        "Arbre ou branche qui barre un passage ou menace de tomber.",
        group=PLACES,
        days=1,
        is_safety=True,
        parent="tree_green_space",
        keywords=("arbre tombé", "branche"),
        attributes=(_DANGER,),
    ),
    _category(
        "water_drain",
        ("Eau, égout, inondation", "Water, drain, flooding"),
        "Fuite d’eau, avaloir bouché ou plaque d’égout manquante.",
        group=WATER,
        days=2,
        is_safety=True,
        keywords=("fuite", "égout", "inondation"),
    ),
    _category(
        "missing_manhole",
        ("Plaque d’égout manquante", "Missing manhole cover"),
        "Plaque ou grille manquante, cassée ou descellée.",
        group=WATER,
        days=1,
        is_safety=True,
        parent="water_drain",
        keywords=("plaque", "regard", "tampon"),
        attributes=(_DANGER,),
    ),
    _category(
        "street_furniture",
        ("Mobilier urbain", "Street furniture"),
        "Banc, barrière, abri ou potelet abîmé.",
        group=PLACES,
        days=15,
        keywords=("banc", "barrière", "potelet"),
    ),
    _category(
        "accessibility",
        ("Accessibilité", "Accessibility"),
        "Passage bloqué ou équipement inutilisable en fauteuil, en poussette ou à la canne.",
        group=PLACES,
        days=10,
        keywords=("fauteuil", "poussette", "handicap"),
        attributes=(_OBSTACLE,),
    ),
    _category(
        "other",
        ("Autre problème", "Other problem"),
        "Ce qui n’entre dans aucune autre catégorie.",
        group="Autres",
        days=10,
    ),
)

SHARED: Final = tuple(replace(category, position=place) for place, category in enumerate(_LIST, start=1))
"""In the order in which a form shows them."""

BY_CODE: Final[Mapping[str, Category]] = MappingProxyType({category.code: category for category in SHARED})
