"""Tests for `inference.dubbing.original_sound`."""

import subprocess
import sys

import numpy as np
import pytest

from inference.dubbing.original_sound import OriginalSound, in_blocks, speech_loudness
from inference.loudness import SPEECH_TARGET
from inference.sound_decoding import RATE
from tests.inference.dubbing.sound_of_lines import script_of, tone
from tests.inference.sound_material import write_sound


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Three seconds: the left louder than the right; after a second both twice as loud."""
    left = tone(3.0, rate=RATE)
    left[RATE:] *= 2
    name = tmp_path_factory.mktemp("sound") / "s.wav"
    return write_sound(name, np.stack([left, left / 2]), "pcm_s16le", layout="stereo")


def all_of(blocks):
    return np.concatenate([*blocks], axis=-1)


def test_sound_is_cut_into_blocks_of_a_second_and_filled_to_its_length():
    blocks = [*in_blocks([np.ones(5, np.float32), np.ones(9, np.float32)], 20, 6)]

    assert [len(block) for block in blocks] == [6, 6, 6, 2]
    assert np.concatenate(blocks).tolist() == [1.0] * 14 + [0.0] * 6


def test_more_sound_than_wanted_is_cut():
    assert [len(block) for block in in_blocks([np.ones(50, np.float32)], 14, 6)] == [6, 6, 2]


def test_both_channels_stay_apart(path):
    left, right = all_of(OriginalSound.of(path, 3.0).channels())

    assert np.std(left) == pytest.approx(2 * np.std(right), rel=0.01)


@pytest.mark.parametrize("shift", [0.4, -0.4], ids=["sound ahead", "sound behind"])
def test_sound_is_put_on_the_clock_of_the_picture(path, shift):
    as_it_is = all_of(OriginalSound(path, 2.0, 2, 0.0).mono())
    moved = all_of(OriginalSound(path, 2.0, 2, shift).mono())

    n_samples = round(abs(shift) * RATE)
    first, second = (as_it_is, moved) if shift > 0 else (moved, as_it_is)
    same = slice(RATE // 2, RATE)  # after the start, where a constant is still being taken away
    np.testing.assert_allclose(
        first[n_samples:][same], second[: len(first) - n_samples][same], atol=2e-3
    )


def test_everybody_is_measured_over_what_they_say(path):
    script = script_of(
        (0.1, 0.9, "Soft."), (1.1, 2.9, "Loud.", "s2"), duration=3.0, speakers=("s1", "s2")
    )

    found = speech_loudness(OriginalSound.of(path, 3.0), script.lines)

    assert found["s2"] - found["s1"] == pytest.approx(6.0, abs=0.3)
    assert found["s1"] < found[""] < found["s2"] + 0.1
    assert found["s1"] < SPEECH_TARGET + 6


def test_silence_has_no_loudness(tmp_path):
    silent = write_sound(tmp_path / "s.wav", np.zeros(RATE, np.float32), "pcm_s16le")
    script = script_of((0.1, 0.9, "Nothing."), duration=1.0)

    assert speech_loudness(OriginalSound.of(silent, 1.0), script.lines) == {"": None, "s1": None}


def test_what_the_editor_asks_for_loads_no_decoder_and_no_model():
    code = (
        "import sys, inference.dubbing.speaking_speed, inference.dubbing.voice_choice;"
        "print(*{'av', 'scipy', 'onnxruntime', 'cv2', 'torch'} & set(sys.modules))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    assert loaded.split() == []
