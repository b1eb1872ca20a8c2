"""Identifiers: sortable, unguessable where it matters, and readable aloud where people meet them."""

import re
import secrets
import unicodedata
from datetime import datetime

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(now: datetime) -> str:
    """A ULID: 26 characters of Crockford base 32, sorted by creation time."""
    number = (int(now.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_reference(now: datetime) -> str:
    """A public reference that can be read over the phone, such as `2026-0413-7QK2M9`."""
    tail = "".join(secrets.choice(CROCKFORD) for _ in range(6))
    return f"{now:%Y-%m%d}-{tail}"


def slugify(text: str, *, separator: str = "-") -> str:
    """Fold accents and case and keep letters and digits: `Écoles & crèches` becomes `ecoles-creches`."""
    text = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", separator, folded.lower()).strip(separator)
