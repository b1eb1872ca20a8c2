"""What each error says to a reader of French: its own words when it has some, those of its status otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from plateforme.api.problems import Problem
from plateforme.api.problems.french_words import WORDS


@dataclass(frozen=True)
class Explanation:
    """A title, what it means, what to do."""

    title: str
    meaning: str
    next_step: str


BY_STATUS: Final[Mapping[int, Explanation]] = MappingProxyType(
    {
        400: Explanation(
            "Demande mal formée",
            "Un paramètre de l’adresse, un en-tête ou le corps est inconnu, illisible ou d’une valeur impossible.",
            "Corrigez ce que nomme `errors`, puis recommencez.",
        ),
        401: Explanation(
            "Une clé valide est nécessaire",
            "L’opération demande une clé d’API, et celle-ci manque ou n’est pas valide.",
            "Envoyez une clé valide : `Authorization: Bearer plf_…`.",
        ),
        403: Explanation(
            "Refusé",
            "La clé est reconnue, mais elle ne donne pas ce droit.",
            "Utilisez une clé qui a ce droit, ou demandez-le à l’organisation concernée.",
        ),
        404: Explanation(
            "Introuvable",
            "Rien n’existe à cette adresse, ou plus rien.",
            "Vérifiez l’adresse ; les listes de `/v1` mènent à tout ce qui existe.",
        ),
        405: Explanation(
            "Méthode non admise",
            "L’adresse existe, mais elle ne répond pas à cette méthode HTTP.",
            "Utilisez l’une des méthodes de l’en-tête `Allow`.",
        ),
        406: Explanation(
            "Format non disponible",
            "La ressource existe, mais dans aucun des formats demandés par `Accept`.",
            "Demandez l’un des formats listés dans `offers`, ou retirez cet en-tête.",
        ),
        409: Explanation(
            "Conflit avec l’état actuel",
            "La demande contredit l’état actuel de la ressource.",
            "Relisez la ressource, puis voyez si la demande a encore un sens.",
        ),
        410: Explanation(
            "Retiré", "La ressource a existé et a été retirée.", "Le détail de la réponse dit ce qui la remplace."
        ),
        412: Explanation(
            "Modifié entre-temps",
            "La ressource a changé depuis que vous l’avez lue.",
            "Relisez-la, puis refaites la modification avec son nouvel `ETag`.",
        ),
        413: Explanation(
            "Corps trop volumineux",
            "Le corps de la requête dépasse ce que la plateforme accepte ici.",
            "Envoyez moins de données à la fois.",
        ),
        415: Explanation(
            "Type de contenu non pris en charge",
            "L’opération ne lit pas ce type de contenu.",
            "Envoyez l’un des types listés dans `accepted`.",
        ),
        422: Explanation(
            "Contenu invalide",
            "Le contenu a été compris, mais il ne respecte pas une règle au moins.",
            "Corrigez ce que liste `errors` : chaque faute y a sa place dans le corps.",
        ),
        428: Explanation(
            "En-tête If-Match nécessaire",
            "Une modification doit dire de quelle révision elle part, pour ne rien écraser.",
            "Envoyez `If-Match` avec l’`ETag` reçu à la lecture.",
        ),
        500: Explanation(
            "Erreur interne",
            "La plateforme a échoué ; l’identifiant de la requête permet d’en retrouver la trace.",
            "Réessayez ; si cela dure, signalez l’identifiant de `instance`.",
        ),
        503: Explanation(
            "Momentanément indisponible",
            "La plateforme ne peut pas répondre maintenant.",
            "Revenez après le nombre de secondes de `Retry-After`.",
        ),
    }
)

_ANY: Final = Explanation("Erreur", "La demande n’a pas abouti.", "Lisez le détail de la réponse.")


def french(problem: Problem) -> Explanation:
    """Explain a problem in French."""
    general = BY_STATUS.get(problem.status, _ANY)
    title, meaning = WORDS.get(problem.code, (general.title, general.meaning))
    return Explanation(title, meaning, general.next_step)
