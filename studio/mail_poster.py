"""The still of a video as an e-mail shows it: small, with a play sign."""

from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

MAX_WIDTH, MAX_HEIGHT = 536, 420  # CSS pixels, within the column of the message
DENSITY: Final = 2  # pixels for each, so that it is sharp on every screen
QUALITY: Final = 82
SIGN: Final = 30  # CSS pixels, radius of the play sign
MARGIN: Final = 16  # CSS pixels, from the corner: the middle is the face
SHADE: Final = (20, 18, 14, 190)
INK: Final = (255, 250, 243, 255)


class Poster(NamedTuple):
    """A JPEG and the size at which it is shown, in CSS pixels."""

    jpeg: bytes
    width: int
    height: int


def poster_of(path: Path) -> Poster:
    """The still with a play sign in a lower corner.

    Raises:
        OSError: the file is gone or no picture.
    """
    with Image.open(path) as picture:
        still = picture.convert("RGB")
    scale = min(MAX_WIDTH / still.width, MAX_HEIGHT / still.height)
    width, height = max(1, round(still.width * scale)), max(1, round(still.height * scale))
    still = still.resize((width * DENSITY, height * DENSITY), Image.Resampling.LANCZOS)
    still.paste(*_play_sign(still.size))
    file = BytesIO()
    still.save(file, "JPEG", quality=QUALITY, optimize=True)
    return Poster(file.getvalue(), width, height)


def _play_sign(size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    """What to paste, where, and through which mask; drawn large, then made small for soft edges."""
    fine = 4
    radius = min(SIGN * DENSITY, *(side // 3 for side in size)) or 1
    side = 2 * radius * fine
    sign = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sign)
    draw.ellipse((0, 0, side - 1, side - 1), fill=SHADE)
    left, right, half = side * 0.40, side * 0.68, side * 0.16
    middle = side / 2
    draw.polygon([(left, middle - half), (left, middle + half), (right, middle)], fill=INK)
    sign = sign.resize((2 * radius, 2 * radius), Image.Resampling.LANCZOS)
    margin = min(MARGIN * DENSITY, radius)
    place = (margin, size[1] - 2 * radius - margin)
    return sign, place, sign
