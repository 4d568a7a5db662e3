"""Which font draws which character: the Noto fonts, one for every script.

They come as packages (SIL Open Font License 1.1; ``docs/captions.md``), are variable in weight, and
are mapped into memory when they are first needed. Emoji are drawn in one colour.
"""

import threading
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Final

import manimgx_fonts
import manimgx_fonts_cjk
import uharfbuzz as hb

SUBPIXELS: Final = 64  # units of a glyph's place in a pixel
LATIN: Final = "Sans"
CJK: Final = "SansCJK"
SCRIPTS: Final = {  # by the first word of a character's Unicode name
    "ARABIC": "SansArabic",
    "ARMENIAN": "SansArmenian",
    "BENGALI": "SansBengali",
    "DEVANAGARI": "SansDevanagari",
    "ETHIOPIC": "SansEthiopic",
    "GEORGIAN": "SansGeorgian",
    "GUJARATI": "SansGujarati",
    "GURMUKHI": "SansGurmukhi",
    "HEBREW": "SansHebrew",
    "KANNADA": "SansKannada",
    "KHMER": "SansKhmer",
    "LAO": "SansLao",
    "MALAYALAM": "SansMalayalam",
    "MYANMAR": "SansMyanmar",
    "ORIYA": "SansOriya",
    "SINHALA": "SansSinhala",
    "TAMIL": "SansTamil",
    "TELUGU": "SansTelugu",
    "THAI": "SansThai",
    "BOPOMOFO": CJK,
    "CJK": CJK,
    "FULLWIDTH": CJK,
    "HALFWIDTH": CJK,
    "HANGUL": CJK,
    "HIRAGANA": CJK,
    "IDEOGRAPHIC": CJK,
    "KATAKANA": CJK,
}
FALLBACKS: Final = (LATIN, "Emoji", "SansSymbols", CJK)
# Faces of the CJK collection. Han characters look different from country to country.
REGIONS: Final = {
    "ja": 0,
    "ko": 1,
    "zh": 2,
    "zh-hant": 3,
    "zh-tw": 3,
    "zh-hk": 4,
    "zh-mo": 4,
    "yue": 4,
}
SIMPLIFIED: Final = 2
EMOJI_STYLE: Final = "\ufe0f"  # the emoji and not the letter-like sign is meant


@cache
def open_face(name: str, index: int = 0) -> Any:
    """The HarfBuzz face of a font by its short name, such as ``SansThai``."""
    if name == CJK:
        path = files(manimgx_fonts_cjk) / "NotoSansCJK-VF.otf.ttc"
    else:
        path = files(manimgx_fonts) / f"Noto{name}[wght].ttf"
    return hb.Face(hb.Blob.from_file_path(str(path)), index)


@cache
def _covered(name: str) -> Any:
    return open_face(name).unicodes


class FontBook:
    """The fonts of one size and weight for one language.

    Args:
        language: BCP 47 tag; decides the form of Han characters. May be empty.
        size: of the em square in pixels.
        weight: from 100 (thin) to 900 (black).
    """

    def __init__(self, language: str, size: float, weight: int) -> None:
        self.language = language
        self.size = size
        self._weight = weight
        self._region = _region_of(language)
        self._fonts: dict[str, Any] = {}
        self._lock = threading.Lock()

    def font(self, name: str) -> Any:
        """The HarfBuzz font of a short name, scaled to 1/64 pixel."""
        with self._lock:
            if name not in self._fonts:
                font = hb.Font(open_face(name, self._region if name == CJK else 0))
                font.scale = (round(self.size * SUBPIXELS), round(self.size * SUBPIXELS))
                font.set_variations({"wght": self._weight})
                self._fonts[name] = font
            return self._fonts[name]

    def height(self, names: set[str]) -> tuple[float, float]:
        """Pixels above and below the baseline that the letters of these fonts need."""
        extents = [self.font(name).get_font_extents("ltr") for name in names or {LATIN}]
        above = max(extent.ascender for extent in extents) / SUBPIXELS
        return above, -min(extent.descender for extent in extents) / SUBPIXELS


def _region_of(language: str) -> int:
    tag = language.lower()
    return REGIONS.get(tag, REGIONS.get(tag.partition("-")[0], SIMPLIFIED))


def font_names(text: str) -> list[str]:
    """Short name of the font of every character.

    Marks go with the letter that they stand on, and signs without a script of their own with what
    stands before them, where its font has them.
    """
    names: list[str] = []
    for index, character in enumerate(text):
        before = names[-1] if names else ""
        meant = text[index + 1 : index + 2] == EMOJI_STYLE
        if before and _stays(character, before) and not meant:
            names.append(before)
        else:
            names.append("Emoji" if meant else font_name(character))
    return names


def _stays(character: str, name: str) -> bool:
    kind = unicodedata.category(character)
    if kind in {"Mn", "Me", "Mc", "Cf"} or "EMOJI MODIFIER" in unicodedata.name(character, ""):
        return True
    if name == "Emoji":
        return False  # its spaces and digits are as wide as its pictures
    return kind[0] in "NPSZ" and kind != "So" and ord(character) in _covered(name)


@cache
def font_name(character: str) -> str:
    """Short name of the font of a character that stands alone."""
    script = unicodedata.name(character, "").replace("-", " ").partition(" ")[0]
    wished = SCRIPTS.get(script)
    for name in (wished, *FALLBACKS) if wished else FALLBACKS:
        if ord(character) in _covered(name):
            return name
    return LATIN
