"""What pydantic found wrong, in French: one sentence for each kind of fault that a request can have.

A wire class that refuses with words of its own says them in French beside:
`PydanticCustomError("not_even", "An even number is expected.", {"french": "Un nombre pair est attendu."})`.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from plateforme.api.wire import ONE_LINE
from plateforme.kit.ids import INSEE, SLUG

ANY: Final = "La valeur ne respecte pas la règle de ce champ."
"""For faults that have no words of their own in French."""

_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "missing": "Ce champ est nécessaire.",
        "extra_forbidden": "Ce nom n’a pas de sens ici.",
        "not_nullable": "Le champ {name} ne peut pas être vidé.",
        "none_required": "Seul null est attendu ici.",
        "string_type": "Un texte est attendu.",
        "string_unicode": "Ce texte n’est pas de l’Unicode valide.",
        "string_too_short": "Il faut au moins {min_length} caractère(s).",
        "string_too_long": "Il faut au plus {max_length} caractère(s).",
        "string_pattern_mismatch": "Le texte doit suivre le motif {pattern}.",
        "too_short": "Il faut au moins {min_length} élément(s).",
        "too_long": "Il faut au plus {max_length} élément(s).",
        "bool_type": "true ou false est attendu.",
        "bool_parsing": "true ou false est attendu.",
        "int_type": "Un nombre entier est attendu.",
        "int_parsing": "Un nombre entier est attendu.",
        "int_parsing_size": "Ce nombre entier est trop long.",
        "int_from_float": "Un nombre entier est attendu, sans décimales.",
        "float_type": "Un nombre est attendu.",
        "float_parsing": "Un nombre est attendu.",
        "decimal_type": "Un nombre est attendu.",
        "decimal_parsing": "Un nombre est attendu.",
        "finite_number": "Un nombre fini est attendu.",
        "multiple_of": "Un multiple de {multiple_of} est attendu.",
        "greater_than": "Une valeur supérieure à {gt} est attendue.",
        "greater_than_equal": "Une valeur d’au moins {ge} est attendue.",
        "less_than": "Une valeur inférieure à {lt} est attendue.",
        "less_than_equal": "Une valeur d’au plus {le} est attendue.",
        "literal_error": "Une de ces valeurs est attendue : {expected}.",
        "enum": "Une de ces valeurs est attendue : {expected}.",
        "list_type": "Une liste est attendue.",
        "tuple_type": "Une liste est attendue.",
        "set_type": "Une liste est attendue.",
        "dict_type": "Un objet JSON est attendu.",
        "model_type": "Un objet JSON est attendu.",
        "model_attributes_type": "Un objet JSON est attendu.",
        "json_type": "Du JSON est attendu.",
        "union_tag_invalid": "Ce qui choisit la variante n’est pas l’une des valeurs connues.",
        "union_tag_not_found": "Il manque ce qui choisit la variante.",
        "uuid_parsing": "Un UUID est attendu.",
        "uuid_type": "Un UUID est attendu.",
        "url_parsing": "Une adresse web est attendue.",
        "url_type": "Une adresse web est attendue.",
        "url_scheme": "L’adresse doit commencer par : {expected_schemes}.",
        "url_too_long": "L’adresse doit avoir au plus {max_length} caractères.",
        "recursion_loop": "Le contenu se contient lui-même.",
        **dict.fromkeys(
            ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
            "Une date est attendue, telle que 2026-03-01.",
        ),
        **dict.fromkeys(
            ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid"),
            "Un instant est attendu, tel que 2026-03-01T18:20:00+01:00.",
        ),
        "timezone_aware": "L’instant doit dire son décalage horaire, +01:00 ou Z : 2026-03-01T18:20:00+01:00.",
        **dict.fromkeys(("time_type", "time_parsing"), "Une heure est attendue, telle que 18:20:00."),
        **dict.fromkeys(("time_delta_type", "time_delta_parsing"), "Une durée est attendue, telle que P2D."),
    }
)
"""By pydantic's kind of fault; names in braces are what it knows of the rule, never of the value."""

_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ONE_LINE: "Un texte d’une seule ligne est attendu, sans caractères de contrôle.",
        SLUG: "Un identifiant est attendu : minuscules sans accents, chiffres et tirets simples, tel que "
        "`aires-de-jeux`.",
        INSEE: "Le code INSEE d’une commune est attendu, tel que `56260`.",
    }
)

_OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "The character U+0000 cannot be stored.": "Le caractère U+0000 ne peut pas être conservé.",
        "Half of a character pair cannot be stored.": "Une moitié de paire de caractères ne peut pas être conservée.",
        "A number is finite: JSON knows neither NaN nor Infinity.": "Un nombre est fini : JSON ne connaît ni NaN ni "
        "Infinity.",
        "Write the instant as RFC 3339 does, with its offset: 2026-03-01T18:20:00+01:00.": "Écrivez l’instant comme la "
        "RFC 3339, avec son décalage : 2026-03-01T18:20:00+01:00.",
        "Write it as 2026-03-01 or 2026-03-01T18:20:00+01:00.": "Écrivez 2026-03-01 ou 2026-03-01T18:20:00+01:00.",
        "Choose a date between 1900 and 2200.": "Choisissez une date entre 1900 et 2200.",
        "Give lon and lat together, or neither.": "Donnez lon et lat ensemble, ou aucun des deux.",
        "lon and lat look swapped: longitude goes in lon, latitude in lat.": "lon et lat semblent inversés : la "
        "longitude va dans lon, la latitude dans lat.",
        "Write the day as YYYY-MM-DD.": "Écrivez le jour comme AAAA-MM-JJ.",
        "Name each day once.": "Nommez chaque jour une seule fois.",
    }
)
"""Sentences of our own wire classes, by their English words."""

_FILE: Final = "Un fichier est attendu : donnez un `filename` à cette partie du formulaire."


def sentence(error: Mapping[str, Any]) -> str:
    """How to mend a fault that pydantic found."""
    kind, context = error["type"], error.get("ctx") or {}
    if "french" in context:
        return str(context["french"])
    if kind == "string_pattern_mismatch" and (said := _PATTERNS.get(context["pattern"])):
        return said
    if kind in _SENTENCES:
        return _filled(_SENTENCES[kind], context)
    message = str(error["msg"]).removeprefix("Value error, ")
    return _FILE if message.startswith("Expected UploadFile") else _OURS.get(message, ANY)


def _filled(template: str, context: Mapping[str, Any]) -> str:
    try:
        return template.format_map({name: _spoken(value) for name, value in context.items()})
    except KeyError:  # this kind of fault without what the sentence wants to say of it
        return ANY


def _spoken(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace(" or ", " ou ")


def unknown_parameter(name: str, known: Sequence[str]) -> str:
    """Name the nearest known parameter, then all of them."""
    if not known:
        return "Cette opération ne prend aucun paramètre."
    near = get_close_matches(name[:64], known, n=1, cutoff=0.5)
    hint = f"Vouliez-vous dire `{near[0]}` ? " if near else ""
    return f"{hint}Paramètres connus : {', '.join(f'`{one}`' for one in sorted(known))}."
