"""Tests for `inference.dubbing.speaking` and what it keeps."""

import numpy as np
import pytest

from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.speaking import AFTER, BEFORE, LineSpeaker, joined_line
from inference.errors import UnspeakableTextError
from inference.pronunciations import Pronunciation, Pronunciations
from inference.testing import FakeRegistry

CHOICE = VoiceChoice("kokoro-alpha-pt")


@pytest.fixture
def speaker(tmp_path):
    return LineSpeaker(FakeRegistry(), tmp_path)


def test_a_line_begins_with_its_first_sound_and_ends_with_its_last(speaker):
    sound = speaker.speak("Mama. Mama.", CHOICE)

    assert sound.onset <= BEFORE + 0.01
    assert sound.duration - sound.offset <= AFTER + 0.01
    assert sound.heard == pytest.approx(8 * 0.07 + 0.3, abs=0.1)


def test_phonemes_and_words_lie_where_they_are_heard(speaker):
    sound = speaker.speak("aaapaaa", CHOICE)

    closure = next(span for span in sound.phonemes if span.symbol == "p")
    inside = sound.samples[
        round((closure.start + 0.005) * sound.sample_rate) : round(
            (closure.end - 0.005) * sound.sample_rate
        )
    ]
    assert np.abs(inside).max() == 0
    assert [word.text for word in sound.words] == ["aaapaaa"]
    assert sound.words[0].start == pytest.approx(sound.onset, abs=0.02)


def test_a_line_is_spoken_once_and_then_found(speaker, tmp_path):
    first = speaker.speak("Mama.", CHOICE)

    again = LineSpeaker(FakeRegistry(), tmp_path)
    second = again.speak("Mama.", CHOICE)

    assert (speaker.n_spoken, again.n_spoken) == (1, 0)
    assert second.phonemes == first.phonemes
    assert second.words == first.words
    assert np.array_equal(second.samples, first.samples)  # or whatever hangs on it is made anew


@pytest.mark.parametrize(
    "other",
    [
        ("Papa.", CHOICE, 1.0),
        ("Mama.", VoiceChoice("kokoro-kumo-pt"), 1.0),
        ("Mama.", VoiceChoice("kokoro-alpha-pt", pitch=1.0), 1.0),
        ("Mama.", CHOICE, 1.1),
    ],
    ids=["text", "voice", "pitch", "rate"],
)
def test_whatever_changes_a_sound_has_it_spoken_again(speaker, other):
    speaker.speak("Mama.", CHOICE)

    speaker.speak(*other)

    assert speaker.n_spoken == 2


def test_a_pronunciation_has_lines_spoken_again(speaker, tmp_path):
    speaker.speak("Mama.", CHOICE)
    words = Pronunciations((Pronunciation("Mama", "Momo"),))

    other = LineSpeaker(FakeRegistry(), tmp_path, words)
    other.speak("Mama.", CHOICE)

    assert other.n_spoken == 1


@pytest.mark.parametrize("ending", [".json", ".wav"])
def test_a_damaged_or_missing_file_is_made_again(speaker, tmp_path, ending):
    speaker.speak("Mama.", CHOICE)
    for path in tmp_path.rglob(f"*{ending}"):
        path.write_bytes(b"no")

    assert speaker.speak("Mama.", CHOICE).heard > 0.1
    assert speaker.n_spoken == 2


def test_a_text_without_sounds_is_refused(speaker):
    with pytest.raises(UnspeakableTextError):
        speaker.speak("?!", CHOICE)


def test_a_voice_without_phonemes_has_none_but_has_words():
    spoken = list(
        FakeRegistry().synthesizer("piper-joe-en").synthesize("Mama.", voice=CHOICE.voice)
    )
    without = [type(one)(one.text, one.audio, None) for one in spoken]

    sound = joined_line(without)

    assert sound.phonemes is None
    assert [word.text for word in sound.words] == ["Mama."]
