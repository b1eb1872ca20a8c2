"""Identifiers: sortable, unguessable where it matters, and readable aloud where people meet them."""

import re
import secrets
import unicodedata
from datetime import datetime

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""What a name in addresses looks like: small letters, digits and single hyphens."""
SLUG_LENGTHS = range(2, 101)
INSEE = r"^([0-9]{2}|2[AB])[0-9]{3}$"
"""What the INSEE code of a commune looks like."""


def new_id(now: datetime) -> str:
    """A ULID: 26 characters of Crockford base 32, sorted by creation time."""
    number = (int(now.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_reference(now: datetime) -> str:
    """A public reference that can be read over the phone, such as `2026-0413-7QK2M9`."""
    tail = "".join(secrets.choice(CROCKFORD) for _ in range(6))
    return f"{now:%Y-%m%d}-{tail}"


def is_slug(text: str) -> bool:
    """Whether a text can name something in addresses: `aires-de-jeux` can, `Aires de jeux` cannot."""
    return len(text) in SLUG_LENGTHS and re.fullmatch(SLUG, text) is not None


def slugify(text: str, *, separator: str = "-") -> str:
    """Fold accents and case and keep letters and digits: `Écoles & crèches` becomes `ecoles-creches`."""
    return re.sub(r"[^a-z0-9]+", separator, ascii_of(text).lower()).strip(separator)


SPELLED = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‘": "'", "–": "-", "—": "-"})
"""What Unicode does not decompose: ligatures, and the apostrophes and dashes that a typographer prefers."""


def ascii_of(text: str) -> str:
    """The text without accents and ligatures, and without anything else that is not ASCII."""
    spelled = text.translate(SPELLED)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
