"""Taking one file out of a gz or a zip, in a stream, with a limit that a bomb cannot pass."""

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import IO, Protocol

from plateforme.domains.datasets.tabular.report import Report

CHUNK = 1 << 20
SPREADSHEET_MARKS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "content.xml")
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_AS_ONE = "Send one table, compressed once: a zip or gz that holds one csv, json, xlsx, ods or parquet file."


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
        if filename.lower().endswith((".xlsx", ".xlsm", ".ods")):
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
        raise report.refuse(
            "format-error", "The gz file is damaged.", "Compress the file again and resend it."
        ) from fault
    return target


def _unzip(source: Path, *, limit: int, workdir: Path, report: Report) -> tuple[Path, str]:
    target = workdir / "unpacked"
    try:
        with zipfile.ZipFile(source) as archive:
            entry = _only_member(archive, report)
            with archive.open(entry) as packed, target.open("wb") as plain:
                _copy(packed, plain, limit, report)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise report.refuse(
            "format-error", "The zip archive is damaged.", "Make the archive again and resend it."
        ) from fault
    # The member's name is only a hint for the format: nothing is ever written under it.
    return target, entry.filename.rsplit("/", 1)[-1]


def _only_member(archive: zipfile.ZipFile, report: Report) -> zipfile.ZipInfo:
    members = [each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        raise report.refuse("format-error", f"The zip archive holds {len(members)} files instead of one.", _AS_ONE)
    if members[0].flag_bits & 0x1:
        raise report.refuse("format-error", "The zip archive is encrypted.", "Make it again without a password.")
    return members[0]


def _copy(packed: _Readable, plain: IO[bytes] | None, limit: int, report: Report) -> int:
    size = 0
    while chunk := packed.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise report.refuse(
                "source-error",
                f"The unpacked file is larger than the {limit} bytes that are allowed.",
                "Split the table, or ask the platform's team to raise the limit.",
            )
        if plain is not None:
            plain.write(chunk)
    return size
