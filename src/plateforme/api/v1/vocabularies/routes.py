"""What the fields of a dataset may hold: licences, frequencies, themes."""

from enum import StrEnum
from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

from plateforme.api.resource import Resource
from plateforme.api.wire import Wire
from plateforme.domains.datasets import licenses, themes, vocabularies

router = Resource(tags=["datasets"])

FREQUENCY_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/frequency/"
SPDX: Final = "https://spdx.org/licenses/"


class Vocabulary(StrEnum):
    """The vocabularies there are."""

    LICENSES = "licenses"
    FREQUENCIES = "frequencies"
    THEMES = "themes"


class Term(Wire):
    """One value that a field may hold."""

    code: str = Field(description="The value to write.", examples=["etalab-2.0"])
    label: str = Field(description="What it means.", examples=["Licence Ouverte 2.0 (Etalab)"])
    uri: str | None = Field(description="Its address in the vocabulary it comes from; null when it has none.")
    aliases: list[str] = Field(description="Other ways of writing it that are understood.")
    is_usual: bool = Field(description="Whether it is among those to propose first.")


class VocabularyOut(Wire):
    """A controlled vocabulary."""

    name: Vocabulary = Field(description="Its name.")
    title: str = Field(description="What it lists.")
    source: str = Field(description="Where it comes from.")
    items: list[Term] = Field(description="Its terms, the usual ones first.")


@router.get("/vocabularies/{vocabulary}", operation_id="get_vocabulary")
def get_vocabulary(
    vocabulary: Annotated[Vocabulary, Path(description="Name of the vocabulary.", examples=["licenses"])],
) -> VocabularyOut:
    """Read a controlled vocabulary: the licences, update frequencies or themes that a dataset may have."""
    return _ALL[vocabulary]


def _aliases(code: str, known: dict[str, str]) -> list[str]:
    return [alias for alias, meant in known.items() if meant == code]


_LICENSES = VocabularyOut(
    name=Vocabulary.LICENSES,
    title="Licences of datasets",
    source="SPDX License List; the first two are those of article D. 323-2-1 of the French CRPA.",
    items=[
        Term(
            code=code,
            label=licenses.title_of(code),
            uri=None if code == licenses.UNSPECIFIED else f"{SPDX}{code}.html",
            aliases=_aliases(code, dict(licenses.ALIASES)),
            is_usual=code in licenses.USUAL,
        )
        for code in licenses.every_license()
    ],
)
_FREQUENCIES = VocabularyOut(
    name=Vocabulary.FREQUENCIES,
    title="Update frequencies",
    source="EU Publications Office, authority table frequency; aliases are those of udata.",
    items=[
        Term(
            code=code,
            label=label,
            uri=f"{FREQUENCY_AUTHORITY}{code}",
            aliases=_aliases(code, dict(vocabularies.FREQUENCY_ALIASES)),
            is_usual=True,
        )
        for code, label in vocabularies.FREQUENCIES.items()
    ],
)
_THEMES = VocabularyOut(
    name=Vocabulary.THEMES,
    title="Themes of datasets",
    source="EU Publications Office, authority table data-theme.",
    items=[
        Term(code=code, label=english, uri=f"{themes.AUTHORITY}{code}", aliases=[], is_usual=code != "OP_DATPRO")
        for code, (english, _) in themes.THEMES.items()
    ],
)
_ALL: Final = {each.name: each for each in (_LICENSES, _FREQUENCIES, _THEMES)}
