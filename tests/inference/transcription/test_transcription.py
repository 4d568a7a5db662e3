"""Tests for `inference.transcription`: the real model on a few seconds of real speech."""

import re
import wave
from itertools import pairwise

import numpy as np
import pytest

from inference.errors import NoSoundError, UnreadableSoundError, UnsupportedLanguageError
from inference.sound_stream import SPEECH_RATE, sound_pieces
from inference.transcription.blocks import BLOCK, blocks, quietest_cut


def write_wav(path, samples, rate=SPEECH_RATE):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def test_what_is_said_is_written_down_with_its_language(clip_transcript):
    words = re.findall(r"[a-z]+", clip_transcript[0].text.lower())

    assert clip_transcript[0].language == "en"
    assert {"mother", "help", "bob", "map", "farm", "shoes"} <= set(words)


def test_words_are_in_order_and_within_the_recording(clip_transcript):
    words = list(clip_transcript[0].words())

    assert all(word.start <= word.end for word in words)
    assert all(a.start <= b.start for a, b in pairwise(words))
    assert 0 <= words[0].start < words[-1].end <= clip_transcript[0].duration + 0.1


def test_progress_grows_to_one(clip_transcript):
    shares = clip_transcript[1]

    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.05)


def test_nothing_is_invented_where_nobody_speaks(registry, tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.02, 3 * SPEECH_RATE)

    found = registry.transcriber().transcribe(
        write_wav(tmp_path / "noise.wav", noise), None, lambda _: None
    )

    assert found.segments == ()
    assert found.language == ""


def test_a_language_that_the_model_does_not_know_is_refused(registry, spoken_clip):
    with pytest.raises(UnsupportedLanguageError):
        registry.transcriber().transcribe(spoken_clip, "tlh", lambda _: None)


def test_the_language_is_guessed_from_speech_alone(registry, spoken_clip):
    samples = np.concatenate(list(sound_pieces(spoken_clip)))

    guess = registry.transcriber().guess_language(samples)

    assert guess.language == "en"
    assert guess.probability > 0.5
    assert registry.transcriber().guess_language(np.zeros(SPEECH_RATE, np.float32)) is None


def test_long_sound_comes_in_blocks_that_join_without_a_gap():
    pieces = [np.full(SPEECH_RATE * 50, index, np.float32) for index in range(13)]

    found = list(blocks(iter(pieces)))

    assert all(len(block.samples) <= BLOCK * SPEECH_RATE for block in found)
    assert np.array_equal(np.concatenate([b.samples for b in found]), np.concatenate(pieces))
    assert found[1].start == len(found[0].samples) / SPEECH_RATE


def test_a_block_ends_where_it_is_quiet():
    samples = np.random.default_rng(1).normal(0, 0.1, 60 * SPEECH_RATE).astype(np.float32)
    samples[45 * SPEECH_RATE : 46 * SPEECH_RATE] = 0

    assert 45 < quietest_cut(samples) / SPEECH_RATE < 46


def test_a_stretch_of_sound_is_the_same_as_cutting_it_out(tmp_path):
    sound = np.sin(np.arange(5 * SPEECH_RATE) * 0.05 * np.linspace(1, 2, 5 * SPEECH_RATE))
    path = write_wav(tmp_path / "tone.wav", 0.5 * sound)

    whole = np.concatenate(list(sound_pieces(path)))
    part = np.concatenate(list(sound_pieces(path, start=2.0, end=3.5)))

    assert len(whole) == 5 * SPEECH_RATE
    assert np.abs(part - whole[2 * SPEECH_RATE : 7 * SPEECH_RATE // 2]).max() < 1e-3


def test_files_without_sound_are_refused(tmp_path, photograph_path):
    (tmp_path / "text.wav").write_text("no sound")

    with pytest.raises(UnreadableSoundError):
        list(sound_pieces(tmp_path / "text.wav"))
    with pytest.raises((UnreadableSoundError, NoSoundError)):
        list(sound_pieces(photograph_path))
