"""Fonts for drawn pictures: Inter, and a wider one for scripts that Inter has not."""

import functools
import importlib.util
from pathlib import Path
from typing import Final

from PIL import ImageFont

FONTS: Final = Path(__file__).resolve().parents[2] / "static" / "fonts"
INTER: Final = (FONTS / "inter-latin.woff2", FONTS / "inter-latin-ext.woff2")
WIDE: Final = "mpl-data/fonts/ttf/DejaVuSans.ttf"  # in matplotlib, which mediapipe brings along
WEIGHT: Final = 450
ABSENT: Final = "\uffff"  # no font has it, so it shows what stands for a missing letter


class Lettering:
    """Finds a font that has the letters of a text.

    Args:
        scale: pixels of the picture for each of a size.
    """

    def __init__(self, scale: int) -> None:
        self._scale = scale

    def font(self, text: str, size: int, weight: int = WEIGHT) -> ImageFont.FreeTypeFont | None:
        """The first font with every letter; ``None`` where there is none, as for Chinese."""
        for path in candidates():
            font = _font(path, size * self._scale, weight)
            if all(_has(font, letter) for letter in set(text)):
                return font
        return None

    def length(self, text: str, size: int) -> float:
        """Width of a text in units of the size; 0 where no font has it."""
        font = self.font(text, size)
        return font.getlength(text) / self._scale if font else 0.0


@functools.cache
def candidates() -> tuple[Path, ...]:
    """Installed fonts, preferred first."""
    found = importlib.util.find_spec("matplotlib")
    folders = (found.submodule_search_locations or ()) if found else ()
    wide = [Path(folder) / WIDE for folder in folders]
    return tuple(path for path in (*INTER, *wide) if path.is_file())


@functools.cache
def _font(path: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(path), size)
    if path in INTER:
        font.set_variation_by_axes([weight])
    return font


@functools.lru_cache(maxsize=4096)
def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    if letter.isspace():
        return True
    missing, found = font.getmask(ABSENT), font.getmask(letter)
    return found.size != missing.size or bytes(found) != bytes(missing)
