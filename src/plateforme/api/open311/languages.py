"""In which language citizens are told something: French, and English for those who ask for it."""

import re
from typing import Annotated, Final

from fastapi import Depends, Request

from plateforme.api.problems.language import Language, preferred

VARY: Final = {"Vary": "Accept-Language"}
"""Goes with every answer that holds such words: a cache keeps one for each language."""

_ENGLISH: Final = re.compile(rb"(^|[,\s])en\b", re.IGNORECASE)


def language_of_notices(header: bytes) -> Language:
    """English where an `Accept-Language` names it before French; French for all others.

    Errors are the other way round: whoever writes a client reads them, and whoever lives in the town reads these.
    """
    return "en" if _ENGLISH.search(header) and preferred(header) == "en" else "fr"


async def _language(request: Request) -> Language:
    return language_of_notices(request.headers.get("accept-language", "").encode("latin-1"))


NoticeLanguage = Annotated[Language, Depends(_language)]
"""The language of `service_notice` in this answer."""
