"""The small square picture of a person, cut out of what they sent."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image

from inference.errors import InputError
from inference.pictures import on_backdrop, read_picture

SIDE: Final = 384  # pixels; shown at 96 at most, sharp on every screen
QUALITY: Final = 88
SMALLEST: Final = 16  # pixels of the original that a square needs


def make_square(path: Path, out: Path, crop: Sequence[float] | None = None) -> Path:
    """Cut a square out of a picture and write it as WebP, without anything but its pixels.

    Args:
        path: a JPEG, PNG or WebP; turned upright first.
        out: where the square goes.
        crop: left and top as shares of the width and height, side as share of the shorter one;
            ``None`` for the largest square in the middle.

    Returns:
        ``out``.

    Raises:
        UnreadablePictureError: no such picture, damaged or too large.
        InputError: the square is empty, or not within the picture.
    """
    picture = on_backdrop(read_picture(path))
    height, width = picture.shape[:2]
    left, top, side = _pixels(width, height, crop)
    square = Image.fromarray(picture[top : top + side, left : left + side])
    square.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "WEBP", quality=QUALITY)
    return out


def _pixels(width: int, height: int, crop: Sequence[float] | None) -> tuple[int, int, int]:
    """Left, top and side in pixels."""
    shorter = min(width, height)
    if shorter < SMALLEST:
        raise InputError(f"a picture needs at least {SMALLEST} pixels a side")
    if crop is None:
        return (width - shorter) // 2, (height - shorter) // 2, shorter
    x, y, share = crop
    side = round(share * shorter)
    if not (0 <= x <= 1 and 0 <= y <= 1 and SMALLEST <= side <= shorter):
        raise InputError("the square is empty, or not within the picture")
    # Rounding may lead a pixel beyond the edge.
    return min(round(x * width), width - side), min(round(y * height), height - side), side
