"""Tests for `inference.quality.reading_aloud` and what `phones` makes of it."""

import numpy as np
import pytest

from inference.quality.phones import Kind, espeak_name, phones_of
from inference.quality.reading_aloud import sounds_of, warped
from inference.sound_resampling import Resampler
from inference.sound_stream import SPEECH_RATE
from inference.synthesis.espeak_library import espeak_library
from inference.transcripts import Word

LEAD = 0.8  # seconds of noise before the word


def recorded(text, language, rate, pitch):
    """Somebody else says a word, in a little noise; its sounds and when they really begin."""
    speech = espeak_library().speak(text, language, rate, pitch)
    resampler = Resampler(speech.sample_rate, SPEECH_RATE)
    word = np.concatenate([resampler.feed(speech.samples), resampler.finish()])
    quiet = np.zeros(int(LEAD * SPEECH_RATE), np.float32)
    noise = np.random.default_rng(2).normal(0, 0.004, len(word) + 2 * len(quiet))
    samples = (np.concatenate([quiet, word, quiet]) + noise).astype(np.float32)
    symbols = [
        (one.ipa.strip("\u02c8\u02cc"), one.start + LEAD) for one in speech.symbols if one.ipa
    ]
    return samples, symbols


@pytest.mark.parametrize(
    ("text", "language", "rate", "pitch"),
    [
        ("Briefmarkensammlung", "de", 1.25, 4.0),
        ("importante problema", "pt-br", 0.8, -3.0),
        ("\u0441\u0430\u043c\u043e\u043b\u0435\u0442", "ru", 1.1, 2.0),
    ],
)
def test_sounds_are_found_where_somebody_else_says_them(text, language, rate, pitch):
    samples, symbols = recorded(text, language, rate, pitch)
    end = len(samples) / SPEECH_RATE - LEAD

    found = sounds_of(text, (LEAD + 0.06, end - 0.05), samples, language)

    off = [abs(sound.start - start) for sound, (_, start) in zip(found, symbols, strict=True)]
    assert [sound.symbol for sound in found] == [symbol for symbol, _ in symbols]
    assert np.median(off) < 0.025
    assert max(off) < 0.12


def test_chinese_characters_are_read_as_japanese_and_together():
    samples, symbols = recorded("\u30bc\u30f3\u30ab\u30a4\u30de\u30c7", "ja", 1.1, 2.0)
    end = len(samples) / SPEECH_RATE - LEAD
    middle = (LEAD + end) / 2
    words = [
        Word("\u524d", LEAD, middle - 0.1),
        Word("\u56de", middle - 0.1, middle, follows_space=False),
        Word("\u307e\u3067", middle, end, follows_space=False),
    ]

    heard = phones_of(words, samples, "ja")

    (bilabial,) = [phone for phone in heard.phones if Kind.BILABIAL in phone.kind]
    (real,) = [start for symbol, start in symbols if symbol.startswith("m")]
    assert heard.is_approximate
    assert bilabial.start == pytest.approx(real, abs=0.06)


def test_what_cannot_be_read_has_no_phones():
    silence = np.zeros(SPEECH_RATE, np.float32)

    assert sounds_of("...", (0.2, 0.6), silence, "de") == []
    assert sounds_of("Mama", (0.99, 1.0), silence[:200], "de") == []
    assert phones_of([Word("Mama", 0.2, 0.6)], silence, "xx").phones == ()
    assert espeak_name("xx") is None


def test_a_stretched_sequence_is_followed():
    rng = np.random.default_rng(1)
    reading = rng.normal(size=(20, 4))
    recording = np.concatenate([rng.normal(size=(3, 4)), np.repeat(reading, 2, axis=0)])

    places = warped(reading, recording, free=6)

    assert np.abs(places[:-1] - (3 + 2 * np.arange(20))).max() <= 1
