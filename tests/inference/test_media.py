"""Tests for `inference.media`."""

from fractions import Fraction

import numpy as np
import pytest

from inference.errors import InputError, UnsupportedFormatError
from inference.media import AudioClip, VideoFormat


def test_a_clip_knows_its_length():
    clip = AudioClip(np.zeros(12_000, np.float32), 24_000)

    assert clip.duration == 0.5


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((2, 10), np.float32),
        np.zeros(10, np.float64),
        np.array([0, np.nan], np.float32),
        np.array([np.inf], np.float32),
    ],
    ids=["stereo", "double", "nan", "infinite"],
)
def test_a_clip_refuses_what_is_not_mono_float(samples):
    with pytest.raises(InputError):
        AudioClip(samples, 24_000)


@pytest.mark.parametrize(
    ("width", "height", "fps"),
    [(1279, 720, 25), (1280, 64, 25), (8000, 720, 25), (1280, 720, 5), (1280, 720, 120)],
    ids=["odd", "too low", "too wide", "too slow", "too fast"],
)
def test_a_format_that_no_encoder_takes_is_refused(width, height, fps):
    with pytest.raises(UnsupportedFormatError):
        VideoFormat(width, height, Fraction(fps))


def test_frames_never_outlast_the_sound():
    form = VideoFormat(fps=Fraction(30_000, 1001))

    assert form.n_frames(10.0) == 299
    assert form.n_frames(0.0) == 1
