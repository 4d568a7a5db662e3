"""Tests for `inference.captions.fonts` and `lettering`: real fonts, real shaping."""

import numpy as np
import pytest

from inference.captions.fonts import FontBook, font_names
from inference.captions.lettering import Piece, draw_glyphs, shape_line

MISSING = 0  # the glyph of characters that a font does not have


def shaped(text, language="", size=40):
    rtl = language in {"ar", "fa", "he", "ur"}
    fonts = FontBook(language, size, 700)
    return shape_line([Piece(word) for word in text.split()], fonts, rtl=rtl), fonts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hello, “world” — 50 €!"),
        ("vi", "Tiếng Việt ưỡng"),
        ("pl", "Zażółć gęślą jaźń"),
        ("ru", "Съешь же ещё"),
        ("uk", "Ґанок її"),
        ("el", "Ελληνικά ΐ ώ"),
        ("ar", "السلام عليكم ١٢٣"),
        ("fa", "پژوهش گچ"),
        ("ur", "یہ اردو ہے۔"),
        ("he", "שָׁלוֹם עולם"),
        ("hi", "क्षत्रिय हिन्दी"),
        ("mr", "मराठी ळ"),
        ("bn", "বাংলা ক্ষ"),
        ("ta", "தமிழ் மொழி"),
        ("te", "తెలుగు"),
        ("gu", "ગુજરાતી"),
        ("pa", "ਪੰਜਾਬੀ"),
        ("kn", "ಕನ್ನಡ"),
        ("ml", "മലയാളം"),
        ("si", "සිංහල"),
        ("th", "น้ำใจ ก็"),
        ("lo", "ລາວ"),
        ("km", "ខ្មែរ"),
        ("my", "မြန်မာ"),
        ("am", "አማርኛ"),
        ("ka", "ქართული"),
        ("hy", "Հայերեն"),
        ("ja", "今日は「東京」へ。カタカナ"),
        ("zh", "简体中文，你好！"),
        ("zh-TW", "繁體中文"),
        ("ko", "안녕하세요"),
        ("", "👍 ❤️ ☀ → ✓"),
    ],
)
def test_every_script_has_letters(language, text):
    line, fonts = shaped(text, language)

    drawn = draw_glyphs(line.glyphs, fonts, size=(900, 90), origin=(10, 60))

    assert MISSING not in {glyph.id for glyph in line.glyphs}
    assert drawn.max() > 200


def test_arabic_letters_join():
    joined, _ = shaped("كتب", "ar")
    alone = sum(shaped(letter, "ar")[0].width for letter in "كتب")

    assert joined.width < 0.9 * alone


def test_devanagari_letters_form_conjuncts():
    conjunct, _ = shaped("क्ष", "hi")

    assert len(conjunct.glyphs) == 1


def test_arabic_words_stand_from_right_to_left_with_latin_ones_between():
    line, _ = shaped("مرحبا Avatar Studio هنا", "ar")
    left = {}
    for glyph in line.glyphs:
        left[glyph.piece] = min(glyph.x, left.get(glyph.piece, glyph.x))

    assert left[3] < left[1] < left[2] < left[0]


def test_han_characters_look_as_they_do_in_their_country():
    masks = []
    for language in ("ja", "zh", "zh-TW"):
        line, fonts = shaped("直骨", language)
        masks.append(draw_glyphs(line.glyphs, fonts, size=(100, 60), origin=(5, 45)))

    assert np.abs(masks[0].astype(int) - masks[1]).sum() > 0
    assert np.abs(masks[1].astype(int) - masks[2]).sum() > 0


def test_a_line_of_several_scripts_takes_each_letter_from_its_own_font():
    assert font_names("aあ、b") == ["Sans", "SansCJK", "SansCJK", "Sans"]
    assert font_names("👍 1") == ["Emoji", "Sans", "Sans"]
    assert font_names("ا 1") == ["SansArabic"] * 3


def test_letters_drawn_twice_as_large_cover_the_same_ground():
    line, fonts = shaped("Hamburg")

    small = draw_glyphs(line.glyphs, fonts, size=(220, 60), origin=(5, 45))
    large = draw_glyphs(line.glyphs, fonts, size=(220, 60), origin=(5, 45), scale=2)

    assert large.shape == (120, 440)
    assert large.sum() / 4 == pytest.approx(small.sum(), rel=0.02)
