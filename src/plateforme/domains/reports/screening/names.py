"""How the name of a person looks in a text: announced by a title, an initial or its bearer, or known beforehand.

A name that stands alone in a sentence is not found: nothing tells it from that of a street.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from plateforme.domains.reports.screening.plain_letters import plain

Search = Callable[[str], Iterator[tuple[int, int]]]
"""Where in a plain text something is found: from here to before there."""

_NAME = r"[A-Z][\w'-]{1,30}"
_FOLLOWING = rf"(?P<name>{_NAME}(?: {_NAME}){{0,2}})"
TITLED: Final = (
    re.compile(
        r"(?<!\w)(?:M\.|M[Rr]\.?|M(?:me|ME)\.?|M(?:lle|LLE)\.?|[Mm]onsieur|MONSIEUR|[Mm]adame|MADAME|[Mm]ademoiselle"
        rf"|MADEMOISELLE|mme\.?|mr\.?) {{0,2}}{_FOLLOWING}"
    ),
    # of particles only after short titles: « monsieur de la Poste » names nobody
    re.compile(rf"(?<!\w)(?:M\.|Mme|Mlle) (?:de la |de l'|de |du |d'){_FOLLOWING}"),
)
DOCTOR: Final = re.compile(rf"(?<!\w)(?:[Dd]r\.?|[Dd]octeur|[Dd]octoresse) {{1,2}}{_FOLLOWING}")
INTRODUCED: Final = re.compile(
    rf"(?:\b[jJ]e m'appelle|\b[mM]on nom est|\b[jJ]e suis|\b[sS]igne ?:?|\b[cC]ordialement ?[,.]? ?\n{{0,2}}) ?"
    rf"(?P<name>{_NAME} {_NAME}(?: {_NAME})?)(?!\w)"
)
INITIAL: Final = re.compile(r"(?<![\w.'-])[A-Z]\. ?[A-Z](?:[a-z'-]{2,30}|[A-Z'-]{2,30})(?!\w)")

STREET: Final = re.compile(
    r"\b(?:rue|r|ruelle|venelle|avenue|av|ave|place|placette|pl|bd|bld|blvd|boulevard|faubourg|fbg|allees?|all|impasse"
    r"|imp|square|sq|quai|cours?|chemin|ch|che|chem|route|rte|voie|sente|sentier|passage|promenade|esplanade|mail"
    r"|montee|clos|rond-point|carrefour|pont|passerelle|tunnel|porte|port|quartier|hameau|lotissement|zac|cite|villa"
    r"|residence|ecoles?|groupe scolaire|maternelle|primaire|creche|college|lycee|universite|faculte|stade|gymnase"
    r"|piscine|parc|jardin|hopital|clinique|ehpad|centre|maison|foyer|salle|espace|complexe|theatre|cinema"
    r"|bibliotheque|mediatheque|musee|cimetiere|eglise|chapelle|statue|buste|monument|fontaine|stele|station|metro"
    r"|tram|gare|arret)"
    r"\.?(?: (?:du|de|des|de la|de l'|d'))?(?: (?:docteur|dr|general|marechal|professeur|president|abbe|colonel))?\.?"
    r" ?$",
    re.IGNORECASE,
)
"""What comes before a name that is a place's and not a neighbour's."""
STREET_REACH: Final = 40

ARTICLES: Final = frozenset({"de", "des", "du", "l", "la", "le", "les"})
_OFFICES: Final = """
    adjoint adjointe agent agents aide ambassadrice commissaire conseiller conseillere depute deputee directeur
    directrice elu elue facteur gardien gardienne inspecteur maire maires ministre prefet prefete president
    presidente principal procureur proviseur recteur rectrice responsable senateur senatrice
"""
_BEGINNINGS: Final = """
    a afin ainsi alors apres au aucun aucune aussi aux avant avec beaucoup bonjour bonsoir c ca car ce ceci cela
    celle celui ces cet cette chaque cher chere chers comme comment cordialement d dans depuis derriere devant
    dimanche donc elle elles en encore enfin est et etant hier ici il ils j jamais je jeudi la leur lors lorsque
    lundi ma madame mademoiselle mais malgre mardi meme merci mercredi mes mesdames messieurs mlle mme mon monsieur
    mr mrs n ne ni nos notre nous on ou par parce pas pendant plusieurs pour pourquoi pourriez pouvez puis quand que
    quel quelle qui salut samedi sans se ses si suite sur svp tous tout toute toutes trop un une vendredi veuillez
    voici voila vos votre voudriez vous y
"""
NO_NAMES: Final = frozenset((_OFFICES + _BEGINNINGS).split())
"""What follows a title and names nobody: an office, a greeting, a sentence that begins without a comma before it."""

_INTRODUCING: Final = ("appelle", "om est", "e suis", "igne", "ordialement")
_TITLES: Final = (
    *("M.", "Mr", "MR", "mr", "Mme", "MME", "mme", "Mlle", "MLLE", "onsieur", "ONSIEUR", "adame", "ADAME"),
    *("ademoiselle", "ADEMOISELLE"),
)
_DOCTORS: Final = ("Dr", "dr", "octeur", "octoresse")

PARTICLES: Final = frozenset(
    {"ben", "bin", "da", "das", "de", "del", "den", "der", "des", "di", "dos", "du", "el", "la", "le", "les", "van"}
    | {"von"}
)
SHORT_NAME: Final = 2
"""Names as short as Li or Xu are looked for with their capitals only: otherwise every text would be held."""


def announced_names(text: str) -> Iterator[tuple[int, int]]:
    """Names that a title, an initial or their bearer announces, but for those of streets and schools."""
    if _holds(text, _INTRODUCING):
        yield from (found.span("name") for found in INTRODUCED.finditer(text))
    if _holds(text, _TITLES):
        for pattern in TITLED:
            yield from (found.span() for found in pattern.finditer(text) if _is_somebody(text, found))
    if _holds(text, _DOCTORS):
        for found in DOCTOR.finditer(text):
            if _is_somebody(text, found) and not _is_drive(text, found):
                yield found.span()
    if "." in text:
        yield from (found.span() for found in INITIAL.finditer(text) if not _is_place(text, found))


def _holds(text: str, signs: Sequence[str]) -> bool:
    """Whether a rule has anything to look for: asking first takes a tenth of the time."""
    return any(sign in text for sign in signs)


def _is_somebody(text: str, found: re.Match[str]) -> bool:
    """Whether what follows a title is a name: no office, no beginning of a sentence, no street or school."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", found["name"])]
    if words[0] in ARTICLES:
        words = words[1:]  # « Madame Le Goff », and « Monsieur Le Maire »
    return bool(words) and words[0] not in NO_NAMES and not _is_place(text, found)


def _is_place(text: str, found: re.Match[str]) -> bool:
    return STREET.search(text[max(0, found.start() - STREET_REACH) : found.start()]) is not None


def _is_drive(text: str, found: re.Match[str]) -> bool:
    """Whether `Dr` ends an address, as in « 12 Hobart Dr Boston »: a number or a capitalised word comes before it."""
    before = text[max(0, found.start() - STREET_REACH) : found.start()].rpartition("\n")[2].split()
    return bool(before) and (before[-1][0].isupper() or before[-1][-1].isdigit()) and before[-1][-1] not in ".!?:;"


def known_names(names: Sequence[str]) -> Search:
    """A rule that finds these names, whole and word by word; case, accents and hyphens do not matter."""
    wholes = [re.findall(r"\w+", plain(name).text) for name in names]
    words = [[word] for whole in wholes for word in whole if word.casefold() not in PARTICLES]
    each_once = {" ".join(name): name for name in [*wholes, *words] if name}
    patterns = [_pattern(name) for name in sorted(each_once.values(), key=len, reverse=True)]

    def search(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            yield from (found.span() for found in pattern.finditer(text))

    return search


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    is_short = sum(map(len, words)) <= SHORT_NAME
    spelled = r"[ '.-]{0,3}".join(words)
    return re.compile(rf"(?<!\w){spelled}(?!\w)", 0 if is_short else re.IGNORECASE)
