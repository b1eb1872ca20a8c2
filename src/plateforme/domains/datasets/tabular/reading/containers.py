"""Taking one file out of a gz or a zip, in a stream, with a limit that a bomb cannot pass."""

import errno
import gzip
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Protocol

from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.report import Report

CHUNK = 1 << 20
SPREADSHEET_MARKS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "content.xml")
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_AS_ONE = "Send one table, compressed once: a zip or gz that holds one csv, json, geojson, xlsx, ods or parquet file."
_DOCUMENTS = (".pdf", ".md", ".html", ".htm", ".rtf", ".doc", ".docx", ".odt", ".png", ".jpg", ".jpeg", ".gif", ".svg")
_DOCUMENT = re.compile(
    r"(?:read[ _-]?me|lisez[ _-]?moi|a[ _-]?lire|licen[cs]e|copying|copyright|notice|mentions|changelog|about)"
    r"(?:[ ._-].*)?"
    r"|(?:datapackage|tableschema|schema|metadata|metadonnees)\.json|thumbs\.db|desktop\.ini|\..*",
    re.IGNORECASE,
)
_KNOWN: tuple[tuple[str, frozenset[str]], ...] = (
    ("a GTFS feed (public transport timetables)", frozenset({"stops.txt", "routes.txt", "trips.txt"})),
)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_MOST_NAMES, _LONGEST_NAME = 10, 60


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def unpack(source: Path, filename: str, *, limit: int, workdir: Path, report: Report) -> tuple[Path, str, bool]:
    """Give the table's own file, its name, and whether it was taken out of a container."""
    head = _head(source)
    if head.startswith(_GZIP):
        return _inner(_gunzip(source, limit=limit, workdir=workdir, report=report), _without_gz(filename), report)
    if head.startswith(_ZIP) and not _is_spreadsheet(source, report, filename):
        target, name = _unzip(source, limit=limit, workdir=workdir, report=report)
        return _inner(target, name, report)
    return source, filename, False


def check_spreadsheet(source: Path, *, limit: int, report: Report) -> None:
    """Inflate each part of an xlsx or ods once, so that a lying size cannot reach the reader."""
    left = limit
    try:
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    left -= _copy(part, None, left, report)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise report.refuse(
            "format-error",
            "The spreadsheet is damaged or encrypted.",
            "Save it again without a password and resend it.",
        ) from fault


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _without_gz(filename: str) -> str:
    return filename[:-3] if filename.lower().endswith(".gz") else filename


def _is_spreadsheet(source: Path, report: Report, filename: str) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            return any(name in SPREADSHEET_MARKS for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as fault:
        if filename.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".ods")):
            raise report.refuse(
                "format-error", "The spreadsheet is cut or damaged.", "Save it again and resend it whole."
            ) from fault
        raise report.refuse(
            "format-error", "The zip archive is damaged.", "Make the archive again and resend it."
        ) from fault


def _inner(target: Path, name: str, report: Report) -> tuple[Path, str, bool]:
    head = _head(target)
    nested = head.startswith(_GZIP) or (head.startswith(_ZIP) and not _is_spreadsheet(target, report, name))
    if nested:
        raise report.refuse("format-error", "The archive holds another archive.", _AS_ONE)
    return target, name, True


def _gunzip(source: Path, *, limit: int, workdir: Path, report: Report) -> Path:
    target = workdir / "unpacked"
    try:
        with gzip.open(source) as packed, target.open("wb") as plain:
            _copy(packed, plain, limit, report)
    except (OSError, EOFError, zlib.error) as fault:
        _raise_if_full(fault)
        raise report.refuse(
            "format-error", "The gz file is damaged.", "Compress the file again and resend it."
        ) from fault
    return target


def _unzip(source: Path, *, limit: int, workdir: Path, report: Report) -> tuple[Path, str]:
    target = workdir / "unpacked"
    try:
        with zipfile.ZipFile(source) as archive:
            entry = _only_member(archive, report)
            if entry.file_size > limit:
                raise _too_large(limit, report)
            with archive.open(entry) as packed, target.open("wb") as plain:
                _copy(packed, plain, limit, report)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        _raise_if_full(fault)
        raise report.refuse(
            "format-error", "The zip archive is damaged.", "Make the archive again and resend it."
        ) from fault
    # The member's name is only a hint for the format: nothing is ever written under it.
    return target, _base(entry)


def _only_member(archive: zipfile.ZipFile, report: Report) -> zipfile.ZipInfo:
    """Give the one member that is a table; documents beside it are left out, and told."""
    members = [each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]
    names = [_base(each) for each in members]
    for what, marks in _KNOWN:
        if marks <= {name.lower() for name in names}:
            raise report.refuse(
                "format-error", f"The zip archive is {what}, not a table.", "Publish each of its tables."
            )
    if any(name.lower().endswith(".shp") for name in names):
        said = "The zip archive is a shapefile, which is not read."
        raise report.refuse("format-error", said, "Export it as GeoJSON, or as csv with the coordinates.")
    tables = members if len(members) == 1 else [each for each in members if not _is_document(_base(each))]
    if len(tables) != 1:
        listed = f": {_listed(names)}" if names else ""
        said = f"The zip archive holds {len(members)} files instead of one{listed}."
        raise report.refuse("format-error", said, _AS_ONE)
    if len(members) > 1:
        others = _listed([_base(each) for each in members if each is not tables[0]])
        said = f"The table was read from “{_shown(_base(tables[0]))}”; the archive also holds: {others}."
        report.warn("other-members", said, "Send documents as attachments of the dataset.")
    if tables[0].flag_bits & 0x1:
        raise report.refuse("format-error", "The zip archive is encrypted.", "Make it again without a password.")
    return tables[0]


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").rsplit("/", 1)[-1]


def _is_document(name: str) -> bool:
    return name.lower().endswith(_DOCUMENTS) or _DOCUMENT.fullmatch(name) is not None


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{_shown(name)}”" for name in names[:_MOST_NAMES])
    return shown + (f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else "")


def _shown(name: str) -> str:
    shown = "".join(each if each.isprintable() else "�" for each in name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def _copy(packed: _Readable, plain: IO[bytes] | None, limit: int, report: Report) -> int:
    size = 0
    while chunk := packed.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large(limit, report)
        if plain is not None:
            plain.write(chunk)
    return size


def _too_large(limit: int, report: Report) -> FileRefused:
    return report.refuse(
        "source-error",
        f"The unpacked file is larger than the {limit} bytes that are allowed.",
        "Split the table, or ask the platform's team to raise the limit.",
    )


def _raise_if_full(fault: Exception) -> None:
    """Let a full disk be told as what it is: the archive has no part in it."""
    if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
        raise fault
