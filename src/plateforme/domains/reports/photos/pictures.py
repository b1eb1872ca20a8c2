"""Making a picture anew, so that nothing of the file that came in is kept but what can be seen.

A photo tells where and when it was taken, by which phone, sometimes by whom; a file can be a picture and something
else at once. So the picture is decoded within limits, turned upright, painted on a fresh canvas and written as a new
JPEG: EXIF, GPS, XMP, comments, colour profiles, further frames and whatever follows the picture stay behind. With
Pillow, saving again is not enough: it keeps the comment of a JPEG and loses how the picture is turned.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from plateforme.domains.reports.photos.photo_errors import PhotoFault, PhotoRefused
from plateforme.kit.errors import Busy

LARGEST_SIDE: Final = 2048
"""Pixels of the longer side of what is kept."""

THUMBNAIL_SIDE: Final = 320
"""Pixels of the longer side of a thumbnail."""

MEDIA_TYPE: Final = "image/jpeg"
"""Of every picture that is kept."""

_READ: Final = ("JPEG", "PNG", "WEBP")
"""The only decoders that a stranger's bytes reach; MPO, the JPEG with several pictures of some phones, is a JPEG."""

_QUALITY, _THUMBNAIL_QUALITY = 85, 78
_DEEP: Final = 256
"""Levels of a 16-bit channel for one of an 8-bit channel."""

_BROKEN: Final = (
    *(OSError, SyntaxError, ValueError, TypeError, ArithmeticError, LookupError, EOFError, AttributeError),
    *(struct.error, zlib.error),
)
"""What decoders raise on hostile bytes."""

_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})

_AT_ONCE: Final = BoundedSemaphore(2)
"""A large picture takes some hundred megabytes while it is remade."""
PATIENCE: Final = 30.0
"""Seconds for which a picture waits for its turn."""

Retouch = Callable[[Image.Image], Image.Image]
"""What is done to a picture before it is written, such as blurring faces."""


@dataclass(frozen=True)
class Limits:
    """How large a file, in bytes, and a picture, in pixels, may be."""

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 64_000_000


@dataclass(frozen=True)
class Remade:
    """A picture that was made anew, and its thumbnail; `digest` is the SHA-256 of the picture, in hexadecimal."""

    content: bytes
    thumbnail: bytes
    digest: str
    width: int
    height: int
    media_type: str = MEDIA_TYPE


def remade(content: bytes, *, limits: Limits, retouch: Retouch | None = None) -> Remade:
    """Make a photo anew: upright, at most 2048 pixels a side, as a JPEG without anything but the picture."""
    _check(content, limits)
    with _turn():
        picture = _fresh(content, limits)
        if retouch is not None:
            picture = retouch(picture)
        small = picture.copy()
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        written = _written(picture, _QUALITY)
        return Remade(
            content=written,
            thumbnail=_written(small, _THUMBNAIL_QUALITY),
            digest=hashlib.sha256(written).hexdigest(),
            width=picture.width,
            height=picture.height,
        )


def _check(content: bytes, limits: Limits) -> None:
    """Refuse by the first bytes what no decoder need see."""
    if not content:
        raise PhotoRefused(PhotoFault.EMPTY)
    if len(content) > limits.max_bytes:
        raise PhotoRefused(PhotoFault.TOO_MANY_BYTES, limit=limits.max_bytes)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        raise PhotoRefused(PhotoFault.HEIC)


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise Busy(
            "Too many photos are being received at once. Send this one again in a few seconds.",
            french="Trop de photos arrivent à la fois. Renvoyez celle-ci dans quelques secondes.",
        )
    try:
        yield
    finally:
        _AT_ONCE.release()


def _fresh(content: bytes, limits: Limits) -> Image.Image:
    """The first picture of the file, upright and shrunk, on a canvas of its own."""
    try:
        with Image.open(BytesIO(content), formats=_READ) as source:
            if source.width * source.height > limits.max_pixels:
                raise PhotoRefused(PhotoFault.TOO_MANY_PIXELS, limit=limits.max_pixels)
            source.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG is decoded at a half or a quarter of its size
            source.load()
            return _canvas(_upright(source))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused(PhotoFault.TOO_MANY_PIXELS, limit=limits.max_pixels) from None
    except UnidentifiedImageError:
        raise PhotoRefused(PhotoFault.NOT_A_PHOTO) from None
    except _BROKEN:
        raise PhotoRefused(PhotoFault.BROKEN) from None


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF says; one that cannot be read turns nothing."""
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture


def _canvas(picture: Image.Image) -> Image.Image:
    """The picture alone, in opaque colours, on white where it is transparent."""
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if picture.mode.startswith(("I", "F")):  # greys of 16 bits, which Pillow would cut off instead of scaling
        picture = picture.convert("F").point(lambda level: level * (1 / _DEEP)).convert("L")
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        canvas.paste(seen, mask=seen.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    return canvas


def _written(picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
    return target.getvalue()
