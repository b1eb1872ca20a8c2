"""Which encoding a text file has, and what else one pass over its bytes tells."""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plateforme.domains.datasets.tabular.report import Report

CHUNK = 1 << 20
_TWO_LINE_ENDS = 0x0A0A
SAMPLE = 1 << 18
BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FRENCH = frozenset("éèàêçôîûùëïâäöüœæÉÀÇ’‘«»°€–…²³ \u00a0")
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True)
class Text:
    """What one pass over the bytes of a text file tells."""

    encoding: str
    sample: str
    bom: bool = False
    nul: bool = False
    blank_lines: bool = False
    lone_cr: bool = False

    @property
    def is_plain(self) -> bool:
        """True when the engine may read the bytes as they are: UTF-8 without anything odd."""
        return self.encoding == "utf-8" and not (self.nul or self.blank_lines or self.lone_cr)


def read_text(
    path: Path, report: Report, progress: Callable[[int], None], *, thorough: bool, told: str | None = None
) -> Text:
    """Find the encoding and the oddities of a text file in one pass; an encoding that is `told` is only proved.

    Without `thorough` the encoding is that of the beginning: enough when the engine, which refuses anything that is
    not UTF-8, reads the whole next.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    if told and told != "utf-8":
        return _as_told(path, head, told, report)
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return Text(encoding, _decoded(head, encoding), bom=True, nul=True)
    if wide := _unmarked_utf16(head):
        return Text(wide, _decoded(head, wide), nul=True)
    bom = head.startswith(codecs.BOM_UTF8)
    seen = _scan(path, progress, decode=thorough or not _begins_utf8(head))
    if seen.bad_at is None:
        sample = head[len(codecs.BOM_UTF8) if bom else 0 :].decode("utf-8", "ignore")
        return Text("utf-8", sample, bom, seen.nul, seen.blank_lines or _begins_blank(sample), seen.lone_cr)
    if told:
        raise _not_as_told(report, _line_of(path, seen.bad_at))
    encoding = _one_byte_encoding(path, seen.bad_at, report, tells=thorough)
    return Text(encoding, _decoded(head, encoding), False, seen.nul, blank_lines=True, lone_cr=True)


def plain_beginning(path: Path) -> str | None:
    """Give the beginning of a file that begins as plain UTF-8 does; what follows is not looked at."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    if b"\0" in head or any(head.startswith(mark) for mark, _ in BOMS) or not _begins_utf8(head):
        return None
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")


def _as_told(path: Path, head: bytes, encoding: str, report: Report) -> Text:
    """Prove an encoding on every byte of the file."""
    decoder, row = codecs.getincrementaldecoder(encoding)(), 1
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                text = decoder.decode(chunk)
                row += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError as fault:
        raise _not_as_told(report, row) from fault
    if encoding.startswith(("cp", "iso", "mac", "latin")) and _MULTIBYTE.search(head) and _begins_utf8(head):
        said = f"The file begins as UTF-8 does, and was read as {encoding} since this was asked."
        report.warn("encoding-error", said, "Ask for utf-8, or for no encoding, if accents come out wrong.")
    return Text(encoding, _decoded(head, encoding), nul=True, blank_lines=True, lone_cr=True)


def _not_as_told(report: Report, row: int) -> Exception:
    return report.refuse(
        "encoding-error",
        "The file holds bytes that mean nothing in the encoding that was given, from about this row on.",
        "Give the encoding the file was saved in, or none: it is then found by content.",
        row=row,
    )


@dataclass
class _Seen:
    bad_at: int | None = None
    nul: bool = False
    blank_lines: bool = False
    lone_cr: bool = False


def _scan(path: Path, progress: Callable[[int], None], *, decode: bool) -> _Seen:
    seen, decoder, done, tail = _Seen(), codecs.getincrementaldecoder("utf-8")(), 0, b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if decode and seen.bad_at is None:
                pending = len(decoder.getstate()[0])
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as fault:
                    seen.bad_at = done - pending + fault.start
            seen.nul = seen.nul or b"\0" in chunk
            edge = tail + chunk[:2]
            seen.blank_lines = seen.blank_lines or _has_blank_line(chunk) or b"\n\n" in edge
            if b"\r" in chunk or b"\r" in tail:
                joined = tail + chunk
                seen.blank_lines = seen.blank_lines or b"\n\r" in joined
                # A CR at the very end may be half of a CRLF: the next chunk begins with these last bytes again.
                lone = joined.count(b"\r", 0, len(joined) - 1) != joined.count(b"\r\n")
                seen.lone_cr = seen.lone_cr or lone
            done, tail = done + len(chunk), (tail + chunk[-2:])[-2:]
            progress(done)
    if seen.bad_at is None and decoder.getstate()[0]:
        seen.bad_at = done - len(decoder.getstate()[0])
    seen.lone_cr = seen.lone_cr or tail.endswith(b"\r")
    return seen


def _has_blank_line(chunk: bytes) -> bool:
    """Tell whether two line ends meet: looked for by pairs of bytes, several times as fast as by `in`."""
    return any(
        bool((np.frombuffer(chunk, np.uint16, (len(chunk) - start) // 2, start) == _TWO_LINE_ENDS).any())
        for start in (0, 1)
        if len(chunk) - start > 1
    )


def _begins_blank(sample: str) -> bool:
    """Tell a first line that is empty or made of nothing but delimiters."""
    return not re.split(r"[\r\n]", sample, maxsplit=1)[0].strip(' \t;,|"')


def _unmarked_utf16(head: bytes) -> str | None:
    """Tell UTF-16 whose mark is missing: most of its characters are Latin, so that every other byte is NUL."""
    pairs = len(head) // 2
    high, low = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if high * 2 > pairs and not low:
        return "utf-16-be"
    return "utf-16-le" if low * 2 > pairs and not high else None


def _begins_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


def _one_byte_encoding(path: Path, bad_at: int, report: Report, *, tells: bool) -> str:
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        stream.seek(max(0, bad_at - 1000))
        near = stream.read(SAMPLE)
    row = _line_of(path, bad_at)
    odd = Counter(byte for byte in head + near if byte >= 0x80)  # noqa: PLR2004 (the end of ASCII)
    multibyte = len(_MULTIBYTE.findall(head)) + len(_MULTIBYTE.findall(near))
    if multibyte * 4 > odd.total():
        raise report.refuse(
            "encoding-error",
            "The file is UTF-8, but this line holds bytes that are not: two encodings are mixed, or the end is cut.",
            "Save the whole file again as UTF-8.",
            row=row,
        )
    scores = {name: _french(odd, name) for name in ("cp1252", "mac_roman", "cp850")}
    best = max(scores, key=lambda name: (scores[name], name == "cp1252"))
    if scores["cp1252"] >= 0 and (scores[best] < 0.6 or scores["cp1252"] > 0.3):  # noqa: PLR2004 (measured on real files)
        best = "cp1252"
    if scores[best] < 0.3 and scores["cp1252"] < 0:  # noqa: PLR2004 (idem)
        raise report.refuse(
            "encoding-error",
            "The line holds bytes that no encoding we know explains.",
            "Save the file again as UTF-8.",
            row=row,
        )
    if multibyte and best == "cp1252" and tells:
        said = f"Some characters look like UTF-8 in a file read as {best}: two encodings are probably mixed."
        report.warn("encoding-error", said, "Check the accents, and save the whole file again as UTF-8.")
    return best


def _french(odd: Counter[int], encoding: str) -> float:
    """Share of the non-ASCII bytes that read as French in this encoding; -1 when a byte means nothing in it."""
    good = 0
    for byte, count in odd.items():
        try:
            good += count if bytes([byte]).decode(encoding) in _FRENCH else 0
        except UnicodeDecodeError:
            return -1.0
    return good / odd.total()


def _line_of(path: Path, offset: int) -> int:
    line = 1
    with path.open("rb") as stream:
        while offset > 0 and (chunk := stream.read(min(CHUNK, offset))):
            line += chunk.count(b"\n") or (chunk.count(b"\r") if b"\n" not in chunk else 0)
            offset -= len(chunk)
    return line
