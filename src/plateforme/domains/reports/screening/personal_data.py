"""How personal data looks in a text: one rule per kind, over plain letters.

The rules see no accents, one kind of blank, hyphen and apostrophe, and nothing invisible. Every repetition in them is
bounded, so that no text costs more than in proportion to its length.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from plateforme.domains.reports.screening.identifiers import IBAN_LENGTHS, is_iban, is_nir
from plateforme.domains.reports.screening.plain_letters import plain


class FindingKind(StrEnum):
    """What kind of personal data a passage looks like."""

    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    IBAN = "iban"
    PLATE = "plate"
    NAME = "name"


Search = Callable[[str], Iterator[tuple[int, int]]]
"""Where in a plain text something is found: from here to before there."""

_LABEL = r"[\w-]{1,63}"
_BRACKETED = r"[\[(] ?{} ?[\])]"
EMAIL = re.compile(
    rf"(?<![\w.%+-])(?P<mailbox>\w[\w.%+'-]{{0,63}})(?: ?@ ?| ?{_BRACKETED.format('(?:at|arobase)')} ?| arobase )"
    rf"(?:{_LABEL}(?:\.| ?{_BRACKETED.format('(?:dot|point)')} ?| point )){{1,5}}[a-z]{{2,24}}(?!\w)",
    re.IGNORECASE,
)
ROLES: Final = frozenset(
    {"accueil", "administration", "cabinet", "ccas", "communication", "contact", "courrier", "direction"}
    | {"environnement", "etat-civil", "etatcivil", "info", "infos", "mairie", "police", "police-municipale"}
    | {"proprete", "secretariat", "services-techniques", "standard", "urbanisme", "voirie"}
)
"""Mailboxes of an office: they name nobody."""

PHONES: Final = (
    # French: 06 12 34 56 78 with one separator throughout (so no date is taken for one), or with blanks wherever
    re.compile(r"(?<![\d+])0[1-9]([ .\-/_]?)\d{2}\1\d{2}\1\d{2}\1\d{2}(?!\d)"),
    re.compile(r"(?<![\d+])0 ?[1-9](?: ?\d){8}(?!\d)"),
    # international: +33 (0)6 12 34 56 78, 0033 6…, +49 30 901820
    re.compile(r"(?<![\d+])(?:\+ ?|00 ?)[1-9]\d{0,2}(?:[ .\-/]{0,2}\(0\))?(?:[ .\-/()]{0,2}\d){6,12}(?!\d)"),
    # North American with a separator: 617-635-3126, (617) 635 3126, 617-6353126
    re.compile(r"(?<!\d)(?<!\d[.,/-])(?:1[ .\-])?(?:\(\d{3}\) ?|\d{3}[ .\-])\d{3}[ .\-]?\d{4}(?![\d/]|[.,-]\d)"),
)
ANNOUNCED_PHONE = re.compile(
    r"\b(?:tel|telephone|portable|mobile|joignable au|joindre au|rappeler au|appeler au|appelez au|appelez le)"
    r"(?:[ .:no]{0,5}| est le )(?P<number>\(?\d(?:[ .\-/()]{0,2}\d){5,14})(?!\d)",
    re.IGNORECASE,
)
"""However a number is written, if it is said to be one: `tél : 12 34 56`."""

NIR = re.compile(
    r"(?<!\w)(?<!\d[.,])(?:[1-8](?: ?[0-9AB]){14}"
    r"|[1-8](?P<gap>[.\-/])\d{2}(?P=gap)\d{2}(?P=gap)\d[0-9AB](?P=gap)\d{3}(?P=gap)\d{3}[ .\-/]\d{2})(?![\w])",
    re.IGNORECASE,
)
"""Blanks wherever, or one separator between its parts: a coordinate with fifteen decimals is none."""
IBAN = re.compile(r"(?<!\w)(?P<country>[A-Z]{2})\d{2}(?:[ .\-]?[A-Z0-9]){11,30}", re.IGNORECASE)
PLATE = re.compile(
    r"(?<![\w-])[A-HJ-NP-TV-Z]{2}(?P<gap>[ -]?)\d{3}(?P=gap)[A-HJ-NP-TV-Z]{2}(?![\w-])"
    r"|(?<![\w-])[a-hj-np-tv-z]{2}-\d{3}-[a-hj-np-tv-z]{2}(?![\w-])"
)
"""Plates since 2009, in capitals, or with their hyphens: AB-123-CD."""
ANNOUNCED_PLATE = re.compile(
    r"\b(?:immatricul|plaque)[a-z]{0,6}[ :no]{1,5}"
    r"(?P<plate>\d{1,4} ?[a-z]{2,3} ?(?:\d{2}|2[ab])|[a-z]{2}[ -]?\d{3}[ -]?[a-z]{2})(?!\w)",
    re.IGNORECASE,
)
"""The older ones (1234 AB 44), and small letters, only where they are said to be plates."""

_NAME = r"[A-Z][\w'-]{1,30}"
TITLED = re.compile(rf"(?<!\w)(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle) ?{_NAME}(?: {_NAME}){{0,2}}")
INTRODUCED = re.compile(
    rf"(?:\b[jJ]e m'appelle|\b[mM]on nom est|\b[jJ]e suis|\b[sS]igne ?:?|\b[cC]ordialement ?[,.]? ?\n{{0,2}}) ?"
    rf"(?P<name>{_NAME} {_NAME}(?: {_NAME})?)(?!\w)"
)
INITIAL = re.compile(r"(?<![\w.'-])[A-Z]\. ?[A-Z](?:[a-z'-]{2,30}|[A-Z'-]{2,30})(?!\w)")
STREET = re.compile(
    r"\b(?:rue|avenue|av|place|pl|bd|bld|boulevard|allees?|impasse|square|quai|cours|chemin|pont|passage|sentier|ecole|"
    r"college|lycee|stade|parc|jardin|hopital|residence|gymnase|station|metro|eglise|statue|villa|cite|arret)"
    r"\.?(?: (?:du|de|des|de la|de l'|d'))?(?: (?:docteur|dr|general|marechal|professeur|president|abbe|colonel))? ?$",
    re.IGNORECASE,
)
"""What comes before a name that is a place's and not a neighbour's."""
STREET_REACH = 40

PARTICLES: Final = frozenset(
    {"ben", "bin", "da", "das", "de", "del", "den", "der", "des", "di", "dos", "du", "el", "la", "le", "les", "van"}
    | {"von"}
)
SHORT_NAME = 2
"""Names as short as Li or Xu are looked for with their capitals only: otherwise every text would be held."""


def emails(text: str) -> Iterator[tuple[int, int]]:
    """Addresses of mailboxes, `(at)` included, but for those of an office."""
    yield from (found.span() for found in EMAIL.finditer(text) if found["mailbox"].casefold() not in ROLES)


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers."""
    for pattern in PHONES:
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span("number") for found in ANNOUNCED_PHONE.finditer(text))


def nirs(text: str) -> Iterator[tuple[int, int]]:
    """Social security numbers whose key agrees."""
    yield from (found.span() for found in NIR.finditer(text) if is_nir(found[0]))


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Account numbers whose key agrees; what follows one without a gap between words is left out by its length."""
    for found in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(found["country"].upper(), 0)
        places = [at for at, letter in enumerate(found[0]) if letter.isalnum()][:length]
        if places and is_iban(found[0][: places[-1] + 1]):
            yield found.start(), found.start() + places[-1] + 1


def plates(text: str) -> Iterator[tuple[int, int]]:
    """Number plates of vehicles."""
    yield from (found.span() for found in PLATE.finditer(text))
    yield from (found.span("plate") for found in ANNOUNCED_PLATE.finditer(text))


def announced_names(text: str) -> Iterator[tuple[int, int]]:
    """Names that a title, an initial or their bearer announces, but for those of streets and schools."""
    yield from (found.span("name") for found in INTRODUCED.finditer(text))
    for pattern in (TITLED, INITIAL):
        for found in pattern.finditer(text):
            if not STREET.search(text[max(0, found.start() - STREET_REACH) : found.start()]):
                yield found.span()


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


class Rule(NamedTuple):
    """How one kind is found; a text with fewer digits, or without any of the signs, need not be searched."""

    kind: FindingKind
    search: Search
    digits: int = 0
    signs: Sequence[str] = ("",)

    def spans(self, text: str, digits: int) -> Iterator[tuple[int, int]]:
        """Where it is found in a plain text that holds so many digits."""
        if digits >= self.digits and any(sign in text for sign in self.signs):
            yield from self.search(text)


RULES: Final[Sequence[Rule]] = (
    Rule(FindingKind.IBAN, ibans, digits=2),
    Rule(FindingKind.NIR, nirs, digits=13),
    Rule(FindingKind.EMAIL, emails, signs=("@", "(", "[", "arobase", "AROBASE", "Arobase")),
    Rule(FindingKind.PHONE, phones, digits=6),
    Rule(FindingKind.PLATE, plates, digits=3),
    Rule(FindingKind.NAME, announced_names),
)
"""The surest first: a NIR is not taken for the telephone number that it happens to hold."""
