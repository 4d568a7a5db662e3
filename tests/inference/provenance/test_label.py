"""Tests for `inference.provenance.label`, `label_words` and `label_finder`."""

import cv2
import numpy as np
import pytest

from inference.captions.fonts import FALLBACKS, font_names, open_face
from inference.media import VideoFormat
from inference.planar import ColourSpace, planar_of
from inference.provenance.label import place_label
from inference.provenance.label_finder import find_label
from inference.provenance.label_words import LABEL_WORDS, label_language
from inference.provenance.marking import LabelCorner, VisibleLabel
from tests.inference.provenance.conftest import pictures

SIZES = {"wide": (1280, 720), "upright": (1080, 1920), "tiny": (128, 128), "large": (3840, 2160)}
BACKGROUNDS = {"white": 255, "grey": 128, "black": 0}


def plain(size, level=128):
    return planar_of(np.full((size[1], size[0], 3), level, np.uint8))


def contrast(light, dark):
    """WCAG's ratio of two grey levels of limited range."""
    shares = [np.clip((level - 16) / 219, 0, 1) ** 2.2 + 0.05 for level in (light, dark)]
    return shares[0] / shares[1]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de-AT", "de"), ("zh_TW", "zh"), ("no", "nb"), ("PT-BR", "pt"), ("tlh", "en"), ("", "en")],
)
def test_every_tag_finds_its_words_or_english(tag, language):
    assert label_language(tag) == language


@pytest.mark.parametrize("language", LABEL_WORDS)
def test_the_fonts_have_every_letter_of_every_language(language):
    text = LABEL_WORDS[language]

    for character, name in zip(text, font_names(text), strict=True):
        assert ord(character) in open_face(name).unicodes or name in FALLBACKS[1:2]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("corner", LabelCorner)
@pytest.mark.parametrize("language", ["en", "ar", "is", "ja"])
def test_the_label_stands_small_in_its_corner(size, corner, language):
    label = place_label(VisibleLabel(language, corner), size)

    box = label.card.box
    assert label.corner is corner
    assert (box.left + box.width / 2 < size[0] / 2) == ("left" in corner)
    assert (box.top + box.height / 2 < size[1] / 2) == ("top" in corner)
    assert box.left > 0 < box.top
    assert box.left + box.width < size[0]
    assert box.top + box.height < size[1]
    assert box.height < 0.14 * min(size)


@pytest.mark.parametrize("level", BACKGROUNDS.values(), ids=BACKGROUNDS.keys())
def test_the_label_can_be_read_on_every_background(level):
    frame = plain((1280, 720), level)
    label = place_label(VisibleLabel(), (1280, 720))

    label.paint(frame)

    box = label.card.box
    part = frame.y[box.rows, box.columns]
    letters, plate = part[label.card.letters > 250], part[label.card.letters == 0]
    assert contrast(letters.min(), np.median(plate)) > 4.5


def test_nothing_beside_the_label_changes():
    before, after = plain((1280, 720)), plain((1280, 720))
    label = place_label(VisibleLabel(), (1280, 720))

    label.paint(after)

    box, half = label.card.box, label.card.box.chroma
    before.y[box.rows, box.columns] = after.y[box.rows, box.columns]
    for plane in ("cb", "cr"):
        getattr(before, plane)[half] = getattr(after, plane)[half]
        assert (getattr(before, plane) == getattr(after, plane)).all()
    assert (before.y == after.y).all()


def test_the_label_keeps_off_mouths():
    size, wished = (1280, 720), VisibleLabel("en", LabelCorner.TOP_LEFT)
    left, top_row, everywhere = (0, 0, 300, 200), (0, 0, 1280, 200), (0, 0, 1280, 720)

    corners = [place_label(wished, size, [mouth]).corner for mouth in (left, top_row, everywhere)]

    assert corners == [LabelCorner.TOP_RIGHT, LabelCorner.BOTTOM_LEFT, LabelCorner.TOP_LEFT]


def test_frames_of_another_colour_space_get_the_same_label():
    label = place_label(VisibleLabel(), (640, 360))
    picture = np.full((360, 640, 3), 128, np.uint8)
    limited, full = planar_of(picture), planar_of(picture, ColourSpace(is_full_range=True))

    label.paint(limited)
    label.paint(full)

    assert np.abs(limited.rgb().astype(int) - full.rgb()).max() <= 4


@pytest.mark.parametrize(
    ("language", "corner"),
    [("en", "top_left"), ("da", "bottom_right"), ("ar", "top_right"), ("ja", "bottom_left")],
)
def test_a_label_is_found_again_in_a_small_and_blurred_copy(language, corner):
    form = VideoFormat(1280, 720)
    label = place_label(VisibleLabel(language, LabelCorner(corner)), (1280, 720))
    lumas = []
    for frame in pictures(4, form):
        label.paint(frame)
        small = cv2.resize(frame.y, (640, 360), interpolation=cv2.INTER_AREA)
        lumas.append(cv2.GaussianBlur(small, (0, 0), 0.8))

    found = find_label(lumas)

    assert (found.language, found.corner) == (language, corner)
    assert found.text == LABEL_WORDS[language]


def test_where_there_is_no_label_none_is_found():
    found = find_label([frame.y for frame in pictures(4, VideoFormat(1280, 720))])

    assert not found.is_seen
    assert (found.language, found.text) == ("", "")
