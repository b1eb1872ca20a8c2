"""A picture that is kept is a picture and nothing else, whatever the file was that came in."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from tests.domains.reports.drawn import (
    SECRET,
    a_face,
    a_jpeg,
    a_picture,
    a_png,
    a_polyglot,
    a_webp,
    several_frames,
    written,
)

from plateforme.domains.reports.photos import blurring
from plateforme.domains.reports.photos.photo_errors import PhotoFault, PhotoRefused
from plateforme.domains.reports.photos.pictures import Limits, Remade, remade

LIMITS = Limits()
TRACES = re.compile(rb"Exif|xmpmeta|ns\.adobe|ICC_PROFILE|Photoshop|PK\x03\x04|<html|<script|<svg|" + SECRET.encode())
SEGMENTS = {0xD8, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xE0, 0xDD}
"""The markers of a JPEG that draw the picture, and the JFIF header; no APP1…APP15, no comment."""


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG, up to its first scan."""
    found, at = set(), 2
    while jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.add(marker)
        if marker == 0xDA:
            break
        at += 2 + length
    return found


def is_only_a_picture(made: Remade) -> bool:
    for jpeg in (made.content, made.thumbnail):
        assert jpeg.startswith(b"\xff\xd8\xff\xe0")
        assert jpeg.endswith(b"\xff\xd9")
        assert segments(jpeg) <= SEGMENTS
        assert not TRACES.search(jpeg)
        with Image.open(BytesIO(jpeg)) as picture:
            assert (picture.format, picture.mode, getattr(picture, "n_frames", 1)) == ("JPEG", "RGB", 1)
            assert not picture.getexif()
            assert picture.info.keys() <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }
    return True


@pytest.mark.parametrize(
    "content",
    [
        a_jpeg(),
        a_polyglot(),
        a_webp(),
        several_frames("WEBP"),
        several_frames("PNG"),
        several_frames("MPO"),
        *(a_png(mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")),
        written(a_picture(mode="CMYK")),
        written(a_picture(mode="L")),
        written(a_picture(), progressive=True),
    ],
)
def test_nothing_but_the_picture_is_kept(content):
    assert is_only_a_picture(remade(content, limits=LIMITS))


def test_what_a_stranger_put_in_was_really_there():
    assert all(len(TRACES.findall(content)) >= 1 for content in (a_jpeg(), a_polyglot(), a_png(), a_webp()))
    assert b"Exif" in a_jpeg()
    assert b"xmpmeta" in a_jpeg()


def colour(made: Remade, x: float, y: float) -> tuple[int, int, int]:
    """The colour at a place of a picture, in shares of its width and height."""
    with Image.open(BytesIO(made.content)) as picture:
        left, top = int(picture.width * x), int(picture.height * y)
        red, green, blue = picture.convert("RGB").crop((left, top, left + 1, top + 1)).tobytes()
    return red, green, blue


def left_and_right(made: Remade) -> tuple[str, str]:
    left, right = ("red" if colour(made, x, 0.5)[0] > 128 else "blue" for x in (0.25, 0.75))
    return left, right


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_whatever_way_the_phone_was_held(orientation):
    made = remade(a_jpeg(orientation), limits=LIMITS)

    assert (made.width, made.height) == ((64, 48) if orientation < 5 else (48, 64))
    if orientation < 5:
        assert left_and_right(made) == (("red", "blue") if orientation in {1, 4} else ("blue", "red"))


@pytest.mark.parametrize(
    ("size", "kept"), [((4096, 1024), (2048, 512)), ((300, 3000), (205, 2048)), ((64, 48), (64, 48))]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_shrunk_and_a_small_one_left(size, kept, kind):
    made = remade(written(a_picture(*size), kind), limits=LIMITS)

    assert made.width == pytest.approx(kept[0], abs=1)
    assert made.height == pytest.approx(kept[1], abs=1)
    with Image.open(BytesIO(made.thumbnail)) as thumbnail:
        assert max(thumbnail.size) == min(320, max(size))


def test_what_is_transparent_becomes_white():
    made = remade(written(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), limits=LIMITS)

    assert colour(made, 0.5, 0.5) == (255, 255, 255)


def test_greys_of_sixteen_bits_keep_their_shades():
    grey = Image.new("I;16", (16, 16), 128 * 256)

    made = remade(written(grey, "PNG"), limits=LIMITS)

    assert colour(made, 0.5, 0.5)[0] == pytest.approx(128, abs=2)


def test_the_same_photo_makes_the_same_picture():
    assert remade(a_jpeg(), limits=LIMITS) == remade(a_jpeg(), limits=LIMITS)


def a_png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that announce a picture of any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", PhotoFault.EMPTY),
        (b"\xff\xd8\xff" + b"\0" * 3000, PhotoFault.TOO_MANY_BYTES),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", PhotoFault.NOT_A_PHOTO),
        (b"<?xml version='1.0'?><svg/>", PhotoFault.NOT_A_PHOTO),
        (b"%PDF-1.7 nothing to see", PhotoFault.NOT_A_PHOTO),
        (b"PK\x03\x04 an archive", PhotoFault.NOT_A_PHOTO),
        (written(a_picture(), "GIF"), PhotoFault.NOT_A_PHOTO),
        (written(a_picture(8, 8), "TIFF"), PhotoFault.NOT_A_PHOTO),
        (written(a_picture(8, 8), "BMP"), PhotoFault.NOT_A_PHOTO),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PhotoFault.HEIC),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", PhotoFault.HEIC),
        (a_png_that_claims(1_000, 1_001), PhotoFault.TOO_MANY_PIXELS),
        (a_png_that_claims(10_000, 10_000), PhotoFault.TOO_MANY_PIXELS),
        (a_png_that_claims(60_000, 60_000), PhotoFault.TOO_MANY_PIXELS),
        (a_png_that_claims(900, 900), PhotoFault.BROKEN),
        (written(a_picture())[:400], PhotoFault.BROKEN),
        (written(a_picture(), "PNG")[:60], PhotoFault.BROKEN),
        (written(a_picture(), "WEBP")[:60], PhotoFault.BROKEN),
    ],
)
def test_what_is_no_photo_is_refused_with_a_reason(content, fault):
    with pytest.raises(PhotoRefused) as refused:
        remade(content, limits=Limits(max_bytes=3000, max_pixels=1_000_000))

    assert refused.value.fault == fault
    assert refused.value.french
    assert refused.value.extra == {"fault": fault.value}


def test_a_truncated_photo_of_a_phone_is_refused():
    noise = Image.effect_noise((600, 400), 80).convert("RGB")

    with pytest.raises(PhotoRefused, match="cut short"):
        remade(written(noise)[:-5_000], limits=LIMITS)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about EXIF that is cut short: nobody reads it
@given(
    st.sampled_from([a_jpeg(6), a_png("P"), a_webp(), several_frames("MPO")]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=20),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_photo_is_refused_or_becomes_a_picture_and_never_an_accident(content, damages):
    damaged = bytearray(content)
    for place, value in damages:
        damaged[place % len(damaged)] = value

    try:
        made = remade(bytes(damaged), limits=LIMITS)
    except PhotoRefused:
        return
    assert is_only_a_picture(made)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 "])
)
@settings(max_examples=150, deadline=None)
def test_noise_is_refused(noise, head):
    with pytest.raises(PhotoRefused):
        remade(head + noise, limits=LIMITS)


# --- the optional extra ----------------------------------------------------------------------------------------------


def test_a_face_is_blurred_and_the_rest_left():
    pytest.importorskip("cv2", reason="the extra `blur` is not installed")
    face = a_face()
    wide = Image.new("RGB", (1200, 400), (120, 140, 160))
    wide.paste(face, (0, 0))
    wide.paste(a_picture(200, 200), (900, 100))

    made = remade(written(wide, quality=95), limits=LIMITS, retouch=blurring.blurred)

    with Image.open(BytesIO(made.content)) as picture:
        changes = ImageChops.difference(wide, picture.convert("RGB"))
    assert ImageStat.Stat(changes.crop((100, 100, 300, 300))).mean[0] > 8
    assert ImageStat.Stat(changes.crop((900, 100, 1100, 300))).mean[0] < 4
    assert blurring.regions(picture_of(made)) == []


def picture_of(made: Remade) -> Image.Image:
    with Image.open(BytesIO(made.content)) as picture:
        picture.load()
        return picture


def test_a_picture_without_faces_stays_as_it_is():
    pytest.importorskip("cv2", reason="the extra `blur` is not installed")

    assert remade(a_jpeg(), limits=LIMITS, retouch=blurring.blurred) == remade(a_jpeg(), limits=LIMITS)
