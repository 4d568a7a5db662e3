"""Tests for `inference.captions`: what is painted, and where."""

from fractions import Fraction

import numpy as np
import pytest

from inference.captions.painter import CaptionPainter
from inference.captions.style import CaptionLook, CaptionPosition, CaptionSize, CaptionStyle
from inference.errors import InputError
from inference.media import VideoFormat
from inference.planar import ColourSpace, planar_of
from inference.transcripts import Segment, Transcript, Word

FPS = Fraction(25)
GREY = 90
YELLOW, WHITE = (255, 212, 0), (255, 255, 255)
ENGLISH = "Today we will look at how a volcano is born"
ARABIC = "مرحبا بكم في هذا الدرس"


def said(text, language="en", *, start=0.0, seconds_per_word=0.4):
    words = tuple(
        Word(word, start + i * seconds_per_word, start + (i + 1) * seconds_per_word)
        for i, word in enumerate(text.split())
    )
    return Transcript(
        language, 1.0, (Segment(text, start, words[-1].end, words),), words[-1].end + 1
    )


def painted(transcript, *, size=(540, 960), style=None, index=1, chin=None):
    frame = np.full((size[1], size[0], 3), GREY, np.uint8)
    painter = CaptionPainter(transcript, style or CaptionStyle(), size, FPS, chin=chin)
    painter.paint(frame, index)
    return frame


def touched(frame):
    """(left, top, right, bottom) of what is not as before; ``None`` if everything is."""
    rows, columns = np.nonzero((frame != GREY).any(-1))
    if not len(rows):
        return None
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def place_of(frame, colour):
    """Mean (x, y) of the pixels of a colour."""
    rows, columns = np.nonzero((frame == colour).all(-1))
    return columns.mean(), rows.mean()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (320, 568), (128, 128)])
@pytest.mark.parametrize("letters", list(CaptionSize))
@pytest.mark.parametrize("look", list(CaptionLook))
def test_captions_stay_within_every_format(size, letters, look):
    style = CaptionStyle(size=letters, style=look)

    frame = painted(said("Donaudampfschifffahrtsgesellschaft ahoy"), size=size, style=style)

    left, top, right, bottom = touched(frame)
    assert 0 < left < right < size[0]
    assert 0 < top < bottom < size[1]
    assert abs((left + right) / 2 - size[0] / 2) <= 0.02 * size[0] + 2


def test_each_position_has_its_place():
    tops = [
        touched(painted(said(ENGLISH), style=CaptionStyle(position=position)))[1] / 960
        for position in (CaptionPosition.TOP, CaptionPosition.MIDDLE, CaptionPosition.BOTTOM)
    ]

    assert 0.1 < tops[0] < 0.2
    assert 0.35 < tops[1] < 0.5
    assert 0.6 < tops[2] < 0.8


def test_captions_go_below_a_chin_where_there_is_room():
    usual = touched(painted(said(ENGLISH)))

    moved = touched(painted(said(ENGLISH), chin=0.75 * 960))

    assert usual[1] < 0.75 * 960 < moved[1] + 8
    assert moved[3] < 0.9 * 960


def test_the_word_that_is_said_is_marked_and_wanders_to_the_right():
    places = [
        place_of(painted(said("One two three"), index=index), YELLOW) for index in (2, 12, 22)
    ]

    assert places[0][0] < places[1][0] < places[2][0]


def test_in_arabic_the_mark_wanders_to_the_left():
    transcript = said("مرحبا بكم هنا", "ar")

    places = [place_of(painted(transcript, index=index), YELLOW) for index in (2, 12, 22)]

    assert places[0][0] > places[1][0] > places[2][0]


def test_a_painter_that_goes_on_paints_what_a_new_one_would():
    going_on = CaptionPainter(said(ENGLISH), CaptionStyle(), (540, 960), FPS)

    for index in range(0, 100, 3):
        frame = np.full((960, 540, 3), GREY, np.uint8)
        going_on.paint(frame, index)

        assert np.array_equal(frame, painted(said(ENGLISH), index=index))


def test_without_a_highlight_all_words_look_alike():
    style = CaptionStyle(highlight=None)

    first, later = (painted(said("One two"), style=style, index=index) for index in (2, 12))

    assert np.array_equal(first, later)
    assert (first == WHITE).all(-1).any()


def test_nothing_is_painted_when_nobody_speaks():
    transcript = said("Hello there", start=2.0)

    assert touched(painted(transcript, index=10)) is None
    assert touched(painted(transcript, index=55)) is not None
    assert touched(painted(transcript, index=200)) is None


def test_dark_letters_stand_on_something_bright():
    style = CaptionStyle(colour="#101010", highlight=None)

    frame = painted(said("Hello"), style=style)

    assert (frame == WHITE).all(-1).any()


@pytest.mark.parametrize("look", list(CaptionLook))
@pytest.mark.parametrize("space", [ColourSpace(), ColourSpace(is_bt601=True, is_full_range=True)])
def test_planar_frames_are_painted_in_the_same_colours(look, space):
    size, style = (640, 360), CaptionStyle(style=look)
    grey = np.full((360, 640, 3), GREY, np.uint8)
    planar = planar_of(grey, space)
    before = planar.copy()
    CaptionPainter(said(ENGLISH), style, size, FPS).paint(planar, 12)

    expected = painted(said(ENGLISH), size=size, style=style, index=12)

    left, top, right, bottom = touched(expected)
    brightness = planar_of(expected, space).y[top:bottom, left:right].astype(int)
    assert np.abs(planar.y[top:bottom, left:right] - brightness).max() <= 3
    assert np.array_equal(planar.y[: top - 2], before.y[: top - 2])
    assert np.array_equal(planar.cb[:, : left // 2 - 1], before.cb[:, : left // 2 - 1])
    assert np.abs(place_of_blue_lack(planar) - np.array(place_of(expected, YELLOW))).max() < 4


def place_of_blue_lack(planar):
    """Mean (x, y) of what is yellow, which lacks blue."""
    rows, columns = np.nonzero(planar.cb < planar.cb.min() + 10)
    return np.array([columns.mean(), rows.mean()]) * 2


def test_two_lines_are_about_equally_long_and_balanced_in_the_middle():
    form = VideoFormat(540, 960)
    frame = painted(said(ENGLISH), size=(form.width, form.height))
    left, top, right, bottom = touched(frame)
    middle = (top + bottom) // 2
    widths = []
    for rows in (slice(top, middle - 4), slice(middle + 4, bottom)):
        columns = np.nonzero((frame[rows] != GREY).any(-1).any(0))[0]
        widths.append(np.ptp(columns))

    assert right - left <= 0.85 * form.width
    assert min(widths) > 0.5 * max(widths)


@pytest.mark.parametrize(
    "damaged",
    [
        {"colour": "yellow"},
        {"colour": None},
        {"highlight": "#12345"},
        {"position": "left"},
        {"size": 3},
        {"style": []},
        {"font": "Comic Sans"},
        "bottom",
    ],
)
def test_a_style_that_makes_no_sense_is_refused(damaged):
    with pytest.raises(InputError):
        CaptionStyle.from_json(damaged)


def test_a_style_survives_storage():
    style = CaptionStyle(CaptionPosition.TOP, CaptionSize.LARGE, "#00FF00", CaptionLook.BOX, None)

    assert CaptionStyle.from_json(style.to_json()) == style
    assert CaptionStyle.from_json({}) == CaptionStyle()
