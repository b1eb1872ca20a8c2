"""A form as senders of Open311 really post it: encodings, repeated fields, attributes in four spellings, files.

GeoReport v2 asks for `application/x-www-form-urlencoded`; servers that forward photos post `multipart/form-data`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from plateforme.api.open311.errors import BadArgument
from plateforme.domains.reports.texts import UNPRINTABLE, tidy

MAX_FIELDS: Final = 300
MAX_FILES: Final = 10
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"

_ATTRIBUTE: Final = re.compile(r"attribute\[(?P<code>.+?)\](?:\[(?P<index>[^\[\]]*)\])?", re.DOTALL)
_SPELLINGS: Final[Mapping[str, str]] = {"deviceid": "device_id"}
"""What FixMyStreet writes otherwise than the standard."""

_UNSEEN: Final = re.compile(f"{UNPRINTABLE.pattern}|[\ufffe\uffff]")
"""Controls, most of which no XML 1.0 document may hold (§2.2). They come along unseen when text is pasted: a request is
not lost for one of them."""

_IN_QUERY: Final = ("jurisdiction_id",)
"""What may also stand in the address of a POST; never a key, which would be written into every log on the way."""


@dataclass(frozen=True)
class PostedForm:
    """The fields of a form, each with every value that it was given, without the empty ones; and its files."""

    fields: Mapping[str, tuple[str, ...]]
    files: tuple[bytes, ...] = ()

    def text(self, name: str) -> str | None:
        """The value of a field; an empty one is the same as none (GeoReport v2 §Arguments)."""
        given = dict.fromkeys(self.fields.get(name, ()))
        if len(given) > 1:
            raise BadArgument(
                name,
                "Send this field once: it came with several values.",
                french="Envoyez ce champ une seule fois : il est arrivé avec plusieurs valeurs.",
            )
        return next(iter(given), None)

    def needed(self, name: str, what: str, *, french: str) -> str:
        """The value of a field that cannot be left out."""
        value = self.text(name)
        if value is None:
            raise BadArgument(name, what, french=french)
        return value

    def attributes(self) -> dict[str, str | list[str]]:
        """The attributes by their code.

        `attribute[C]=v`, `attribute[C][]=a` (the standard), `attribute[C]=a` repeated (FixMyStreet), and
        `attribute[C][0]=a`: one value stands alone, several are a list, in the order of their numbers.
        """
        found: dict[str, list[tuple[int, str]]] = {}
        for name, values in self.fields.items():
            if (parts := _ATTRIBUTE.fullmatch(name)) is None:
                continue
            index = parts["index"] or ""
            place = int(index) if index.isdecimal() and index.isascii() and len(index) < MAX_INDEX_DIGITS else 0
            found.setdefault(parts["code"], []).extend((place, value) for value in values)
        return {code: _alone(value for _, value in sorted(placed, key=_place)) for code, placed in found.items()}


MAX_INDEX_DIGITS: Final = 6


def _place(placed: tuple[int, str]) -> int:
    return placed[0]


def _alone(values: Iterable[str]) -> str | list[str]:
    several = list(values)
    return several[0] if len(several) == 1 else several


async def _read(request: Request) -> PostedForm:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {URLENCODED, MULTIPART, ""}:
        raise BadArgument(
            "Content-Type",
            f"Post the fields as {URLENCODED}, or as {MULTIPART} when files come along.",
            french=f"Envoyez les champs en {URLENCODED}, ou en {MULTIPART} s’il y a des fichiers.",
        )
    fields: dict[str, list[str]] = {}
    files: list[bytes] = []
    for name in _IN_QUERY:
        fields[name] = [value.strip() for value in request.query_params.getlist(name) if value.strip()][:1]
    sent: dict[str, list[str]] = {}
    if kind == MULTIPART:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS) as form:
            given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
            files += [await value.read() for _, value in form.multi_items() if isinstance(value, UploadFile)]
    else:
        given = list(_decoded(await request.body()))
    for name, value in given:
        if text := _plain(value):
            sent.setdefault(_SPELLINGS.get(name, name), []).append(text)
    fields |= sent
    return PostedForm(
        {name: tuple(values) for name, values in fields.items() if values}, tuple(each for each in files if each)
    )


def _decoded(body: bytes) -> Iterator[tuple[str, str]]:
    """The fields of a urlencoded body: UTF-8, also where a sender left the bytes as they are (WHATWG URL §5.1).

    Bytes that are no UTF-8 are read as Windows-1252: what senders of that kind mean in this country.
    """
    try:
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise BadArgument(
            "body", f"Send {MAX_FIELDS} fields at most.", french=f"Envoyez au plus {MAX_FIELDS} champs."
        ) from None
    for name, value in pairs:
        yield _text(name.encode("latin-1")), _text(value.encode("latin-1"))


def _text(sent: bytes) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return sent.decode("cp1252", errors="replace")


def _plain(value: str) -> str:
    return _UNSEEN.sub("", tidy(value.replace("\v", "\n").replace("\f", "\n"))).strip()


Posted = Annotated[PostedForm, Depends(_read)]
"""What was posted, read to its end."""
