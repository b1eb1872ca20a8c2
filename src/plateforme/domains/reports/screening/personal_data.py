"""How personal data looks in a text: one rule per kind, over plain letters.

The rules see no accents, one kind of blank, hyphen and apostrophe, and nothing invisible. Every repetition in them is
bounded, so that no text costs more than in proportion to its length.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from plateforme.domains.reports.screening.identifiers import IBAN_LENGTHS, is_iban, is_nir
from plateforme.domains.reports.screening.names import Search, announced_names


class FindingKind(StrEnum):
    """What kind of personal data a passage looks like."""

    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    IBAN = "iban"
    PLATE = "plate"
    NAME = "name"


_LABEL = r"[\w-]{1,63}"
_BRACKETED = r" ?[\[({{<-] ?{} ?[\])}}>-] ?"
EMAIL = re.compile(
    rf"(?<![\w.%+-])(?P<mailbox>\w[\w.%+'-]{{0,63}}?)(?: ?@ ?|[\[({{<]a[\])}}>]"
    rf"|{_BRACKETED.format('(?:at|arr?obase)')}| arr?obase )"
    rf"(?:{_LABEL}(?:\.|{_BRACKETED.format('(?:dot|point|[.])')}| (?:point|dot) )){{1,5}}[a-z]{{2,24}}(?!\w)",
    re.IGNORECASE,
)
ROLES: Final = frozenset(
    {"accueil", "administration", "cabinet", "ccas", "communication", "contact", "courrier", "direction"}
    | {"environnement", "etat-civil", "etatcivil", "info", "infos", "mairie", "police", "police-municipale"}
    | {"proprete", "secretariat", "services-techniques", "standard", "urbanisme", "voirie"}
)
"""Mailboxes of an office: they name nobody."""

_GAP = r"(?:[ .,\-/_]{1,3}| ?(?:point|tiret|virgule|slash|espace) ?)"
PHONES: Final = (
    # French: 06 12 34 56 78 with one separator throughout (so no date is taken for one), or with blanks wherever
    re.compile(r"(?<![\d+])(?:\(0[1-9]\)|0[1-9])([ .\-/_]?)\d{2}\1\d{2}\1\d{2}\1\d{2}(?!\d)"),
    re.compile(r"(?<![\d+])0 {0,2}[1-9](?: {0,2}\d){8}(?!\d)"),
    # French, with something between each of its pairs: 06 12 34-56-78, (06), 12, 34…, 06 point 12 point 34…
    re.compile(rf"(?<![\d+])(?:\( ?0[1-9] ?\)|0[1-9])(?:{_GAP}\d{{2}}){{4}}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<![\d+])(?:\+ ?|00 ?)33(?:{_GAP}?\(0\))?{_GAP}?[1-9](?:{_GAP}\d{{2}}){{4}}(?!\d)", re.IGNORECASE),
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
    r"(?<!\w)(?<!\d[.,])(?:[1-8](?:[ -]{0,2}[0-9AB]){14}"
    r"|[1-8](?P<gap>[.\-/])\d{2}(?P=gap)\d{2}(?P=gap)\d[0-9AB](?P=gap)\d{3}(?P=gap)\d{3}[ .\-/]\d{2})(?![\w])",
    re.IGNORECASE,
)
"""Blanks and hyphens wherever, or one separator between its parts: a coordinate with fifteen decimals is none."""
IBAN = re.compile(
    r"(?<!\w)(?=(?P<number>(?P<country>[A-Z]{2})[ .\-]{0,2}\d ?\d(?:[ .\-]{0,2}[A-Z0-9]){11,30}))", re.IGNORECASE
)
"""Looked for at every word: one that begins with the same letters by chance hides none that follows."""
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
        number, length = found["number"], IBAN_LENGTHS.get(found["country"].upper(), 0)
        places = [at for at, letter in enumerate(number) if letter.isalnum()][:length]
        if places and is_iban(number[: places[-1] + 1]):
            yield found.start(), found.start() + places[-1] + 1


def plates(text: str) -> Iterator[tuple[int, int]]:
    """Number plates of vehicles."""
    yield from (found.span() for found in PLATE.finditer(text))
    yield from (found.span("plate") for found in ANNOUNCED_PLATE.finditer(text))


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
    Rule(FindingKind.EMAIL, emails, signs=("@", "(", "[", "{", "<", "-at-", "-AT-", "robase", "ROBASE")),
    Rule(FindingKind.PHONE, phones, digits=6),
    Rule(FindingKind.PLATE, plates, digits=3),
    Rule(FindingKind.NAME, announced_names),
)
"""The surest first: a NIR is not taken for the telephone number that it happens to hold."""
