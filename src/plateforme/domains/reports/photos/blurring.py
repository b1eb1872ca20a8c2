"""Blurring faces and number plates, where the operator wants it and has installed the extra `blur`.

The detectors are OpenCV's cascades: quick, local, and weak. They miss faces and plates, so a photo waits for a human
either way.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageFilter

if TYPE_CHECKING:
    import cv2

Region = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

_CASCADES: Final = (
    "haarcascade_frontalface_default.xml",
    "haarcascade_profileface.xml",
    "haarcascade_russian_plate_number.xml",
)
_DETECTED_AT: Final = 1280
"""Pixels of the longer side at which things are looked for: more costs time and finds little."""
_SMALLEST: Final = 20
_MARGIN: Final = 0.2
"""Share of a region that is added on each side: detectors cut ears and edges off."""
_BLOCKS: Final = 8
"""Blocks across a region: too few to know anybody again, and no filter brings the rest back."""


def blurred(picture: Image.Image) -> Image.Image:
    """The picture with every face and plate that is found in it made unrecognisable."""
    for region in regions(picture):
        part = picture.crop(region)
        blocks = part.resize((_BLOCKS, _BLOCKS), Image.Resampling.BOX)
        coarse = blocks.resize(part.size, Image.Resampling.BILINEAR)
        picture.paste(coarse.filter(ImageFilter.GaussianBlur(max(part.size) / 20)), region)
    return picture


def regions(picture: Image.Image) -> list[Region]:
    """Where faces and plates seem to be, with a margin."""
    import cv2  # noqa: PLC0415  # an extra
    import numpy as np  # noqa: PLC0415  # heavy

    scale = min(1.0, _DETECTED_AT / max(picture.size))
    small = picture.convert("L")
    if scale < 1:
        small = small.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    grey = cv2.equalizeHist(np.asarray(small))
    found: list[Region] = []
    for cascade in _detectors():
        boxes = cascade.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=4, minSize=(_SMALLEST, _SMALLEST))
        found += [_widened(box, scale, picture.size) for box in boxes]
    mirrored = cv2.flip(grey, 1)  # the profile cascade knows one side of a head only
    for x, y, width, height in _detectors()[1].detectMultiScale(
        mirrored, scaleFactor=1.1, minNeighbors=4, minSize=(_SMALLEST, _SMALLEST)
    ):
        found.append(_widened((grey.shape[1] - x - width, y, width, height), scale, picture.size))
    return found


@cache
def _detectors() -> tuple["cv2.CascadeClassifier", ...]:
    import cv2  # noqa: PLC0415  # an extra

    folder = files("cv2") / "data"
    return tuple(cv2.CascadeClassifier(str(folder / name)) for name in _CASCADES)


def _widened(box: Sequence[int], scale: float, size: tuple[int, int]) -> Region:
    """A detected box at the scale of the picture, with its margin, within the picture."""
    x, y, width, height = (float(edge) / scale for edge in box)
    across, down = width * _MARGIN, height * _MARGIN
    return (
        max(0, int(x - across)),
        max(0, int(y - down)),
        min(size[0], int(x + width + across) + 1),
        min(size[1], int(y + height + down) + 1),
    )
