"""Pictures that tests draw: of every kind that is read, with what phones and strangers put into them."""

import zipfile
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter
from PIL.PngImagePlugin import PngInfo

SECRET = "secret-7421"
"""Stands in the EXIF, the comments and the tails of these pictures, and in none that is kept."""


def a_picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right, so that one sees how it is turned."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    return picture.convert(mode)


def written(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **more)
    return target.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: how it was held, who made it, where it was."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = f"Maker {SECRET}"
    told[0x9286] = f"Comment {SECRET}"
    told.get_ifd(0x8825).update({1: "N", 2: (47.0, 13.0, 2.4), 3: "W", 4: (1.0, 33.0, 12.2), 29: SECRET})
    return told


def a_jpeg(orientation: int = 1, width: int = 64, height: int = 48) -> bytes:
    """A JPEG with everything that must not be kept: EXIF, GPS, XMP, a comment, a colour profile."""
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    return written(
        a_picture(width, height),
        exif=exif(orientation),
        comment=f"comment {SECRET}".encode(),
        icc_profile=b"profile " + SECRET.encode(),
        xmp=xmp,
    )


def a_png(mode: str = "RGB", **more: object) -> bytes:
    """A PNG with texts, compressed and not, and EXIF."""
    info = PngInfo()
    info.add_text("Comment", SECRET)
    info.add_text("Description", SECRET * 50, zip=True)
    return written(a_picture(mode=mode), "PNG", pnginfo=info, exif=exif(6), **more)


def a_webp() -> bytes:
    return written(a_picture(), "WEBP", exif=exif(1), xmp=SECRET.encode())


def a_polyglot() -> bytes:
    """A JPEG that is a ZIP archive too, with a web page in its comment."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("payload.html", f"<script>{SECRET}</script>")
    comment = f"<html><script>alert('{SECRET}')</script>".encode()
    return written(a_picture(), comment=comment) + archive.getvalue()


def several_frames(kind: str) -> bytes:
    frames = [a_picture(), Image.new("RGB", (64, 48), "white")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:])


def a_face(size: int = 400) -> Image.Image:
    """A drawn face, good enough for a machine that looks for faces."""
    picture = Image.new("RGB", (size, size), (120, 140, 160))
    draw, middle = ImageDraw.Draw(picture), size // 2
    draw.ellipse((middle - 90, middle - 120, middle + 90, middle + 120), fill=(225, 190, 165))
    draw.pieslice((middle - 95, middle - 130, middle + 95, middle + 40), 180, 360, fill=(60, 40, 30))
    draw.ellipse((middle - 85, middle - 75, middle + 85, middle + 115), fill=(225, 190, 165))
    for eye in (middle - 38, middle + 38):
        draw.rectangle((eye - 26, middle - 42, eye + 26, middle - 34), fill=(70, 45, 35))
        draw.ellipse((eye - 24, middle - 26, eye + 24, middle - 4), fill=(150, 115, 100))
        draw.ellipse((eye - 16, middle - 22, eye + 16, middle - 8), fill=(245, 245, 245))
        draw.ellipse((eye - 8, middle - 23, eye + 8, middle - 7), fill=(40, 30, 30))
    nose = [(middle - 6, middle - 5), (middle + 6, middle - 5), (middle + 18, middle + 32), (middle - 18, middle + 32)]
    draw.polygon(nose, fill=(240, 205, 180))
    draw.ellipse((middle - 20, middle + 26, middle + 20, middle + 38), fill=(190, 150, 130))
    draw.ellipse((middle - 36, middle + 54, middle + 36, middle + 74), fill=(160, 80, 80))
    return picture.filter(ImageFilter.GaussianBlur(3))
