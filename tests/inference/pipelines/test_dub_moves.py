"""Tests for `inference.pipelines.dub_moves`."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from inference.coarticulation import articulate
from inference.container import SpeechSpool
from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.spoken_line import SpokenLine, Verdict
from inference.media import AudioClip
from inference.pipelines.dub_moves import SpeechOfLines, moves_between
from inference.speech import PhonemeSpan
from inference.visemes import Articulator
from tests.inference.sound_material import spoken

FPS = Fraction(25)


def line(number, start, symbols="mapɐbumi"):
    step = 0.1
    phonemes = tuple(
        PhonemeSpan(symbol, start + step * i, start + step * (i + 1))
        for i, symbol in enumerate(symbols)
    )
    end = phonemes[-1].end
    voice = VoiceChoice("espeak-pt")
    slot = (start, end)
    return SpokenLine(
        f"l{number}", "s1", voice, "…", slot, start, end, Verdict.FITTED, 1.0, 1.0, 0.0, phonemes
    )


@pytest.fixture
def silence(tmp_path):
    return SpeechOfLines(tmp_path / "none.wav")


def test_pieces_together_are_what_the_whole_would_be(silence):
    lines = [line(0, 0.5), line(1, 3.7), line(2, 9.75), line(3, 14.2)]
    phonemes = [one for each in lines for one in each.phonemes]

    parts = [
        moves_between(lines, range(start, start + 100), FPS, silence).curves
        for start in range(0, 400, 100)
    ]

    whole = articulate(phonemes, 18.0, FPS, 400).curves
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-3
    assert whole[:, Articulator.MOUTH_CLOSE].max() == 1


def test_what_is_said_far_away_changes_nothing_to_the_bit(silence):
    near = [line(0, 11.0), line(1, 16.0)]

    alone = moves_between(near, range(250, 500), FPS, silence)
    among = moves_between([line(2, 1.0), *near, line(3, 40.0)], range(250, 500), FPS, silence)

    assert np.array_equal(alone.curves, among.curves)
    assert np.array_equal(alone.speaking, among.speaking)


def test_nothing_moves_away_from_speech(silence):
    moves = moves_between([line(0, 2.0)], range(200), FPS, silence)

    assert moves.speaking[55:65].min() == 1
    assert not moves.speaking[:40].any()
    assert not moves.speaking[85:].any()


def test_a_voice_without_phonemes_is_listened_to(registry, tmp_path):
    with SpeechSpool(tmp_path / "speech.wav") as spool:
        spool.append(AudioClip(spoken(), 48_000))  # after a second of silence
    end = spool.duration
    silent_about_it = replace(line(0, 1.0), end=end, phonemes=None)
    speech = SpeechOfLines(tmp_path / "speech.wav", registry.listener())

    moves = moves_between([silent_about_it], range(100), FPS, speech)
    later = moves_between([silent_about_it], range(40, 100), FPS, speech)

    assert moves.curves[30:50, Articulator.JAW_OPEN].max() > 0.2
    assert not moves.speaking[:15].any()
    assert moves.speaking[30:40].min() > 0.5
    assert np.array_equal(later.curves, moves.curves[40:])
