"""Names of files that strangers give: shown and stored, never used as a path."""

from pathlib import PurePath
from typing import Final

LONGEST: Final = 200


def file_name(given: str | None) -> str:
    """The last part of a name, without any folder, short enough to show and fit to be stored."""
    shown = "".join(sign for sign in given or "" if sign.isprintable())
    return PurePath(shown.replace("\\", "/")).name[-LONGEST:] or "file"


def file_name_in(address: str) -> str:
    """The name of the file at an address, which ends before a query."""
    return file_name(address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])


def public_address(address: str) -> str:
    """What strangers are shown of the address of a source: a query may hold the token of its producer."""
    return address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
