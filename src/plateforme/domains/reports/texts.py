"""What may stand in a public text: letters of any language and line breaks, no control characters."""

import re

from plateforme.kit.errors import Detail

MAX_DESCRIPTION = 4000
MAX_EXPLANATION = 4000
MAX_ADDRESS = 300

# C0 and C1 controls but tab and line feed, the bidirectional overrides that disguise text, and lone surrogates
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def tidy(text: str) -> str:
    """The text with one kind of line break and no blank around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def faults(text: str | None, *, pointer: str, limit: int) -> list[Detail]:
    """What is wrong with a text, if anything."""
    if text is None:
        return []
    if not text:
        return [
            Detail(
                "pointer",
                pointer,
                "blank",
                "Write something here, or leave the field out.",
                french="Écrivez quelque chose ici, ou retirez ce champ.",
            )
        ]
    if len(text) > limit:
        return [
            Detail(
                "pointer",
                pointer,
                "too_long",
                f"Shorten this text to {limit} characters.",
                french=f"Ramenez ce texte à {limit} caractères.",
            )
        ]
    if UNPRINTABLE.search(text):
        return [
            Detail(
                "pointer",
                pointer,
                "control_character",
                "Remove the control characters from this text.",
                french="Retirez de ce texte les caractères de contrôle.",
            )
        ]
    return []
