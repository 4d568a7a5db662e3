"""Tests for what every `SpeechSynthesizer` promises, the fake one included."""

from itertools import pairwise

import numpy as np
import pytest

from inference.errors import EmptyTextError, InputError, UnknownVoiceError, UnspeakableTextError

TEXT = "A happy puppy.\n\nPop 5 balls!"
SENTENCES = ("A happy puppy.", "Pop 5 balls!")
SILENT = {"_", " "}


def duration_of(sentences):
    return sum(sentence.audio.duration for sentence in sentences)


def level(sentence, start, end):
    rate = sentence.audio.sample_rate
    samples = sentence.audio.samples[round(start * rate) : round(end * rate)]
    return float(np.sqrt(np.mean(samples**2)))


def test_sentences_come_in_order_with_their_text(spoken):
    assert tuple(sentence.text for sentence in spoken.say(TEXT)) == SENTENCES


def test_phonemes_cover_the_sound_without_gap_or_overlap(spoken):
    for sentence in spoken.say(TEXT):
        starts = [span.start for span in sentence.phonemes]
        ends = [span.end for span in sentence.phonemes]

        assert starts[0] == 0
        assert starts[1:] == pytest.approx(ends[:-1], abs=1e-9)
        assert all(end > start for start, end in zip(starts, ends, strict=True))
        assert ends[-1] == pytest.approx(sentence.audio.duration, abs=1e-4)


def test_times_are_plain_numbers(spoken):
    span = spoken.say(TEXT)[0].phonemes[0]

    assert (type(span.start), type(span.end)) == (float, float)


def test_every_sentence_ends_in_a_silent_pause(spoken):
    first, last = spoken.say(TEXT)

    for sentence, pause in ((first, 0.6), (last, 0.3)):
        span = sentence.phonemes[-1]
        assert span.symbol == "_"
        assert pause - 0.001 <= span.end - span.start <= pause + 0.25
        assert level(sentence, span.end - pause + 0.02, span.end) == 0


def test_a_p_is_closed_where_the_phonemes_say_so(spoken):
    sentence = spoken.say(TEXT)[0]
    phonemes = sentence.phonemes

    # the first half: the burst that ends a p is loud
    closures = [
        level(sentence, span.start, (span.start + span.end) / 2)
        for before, span in pairwise(phonemes)
        if span.symbol.startswith("p") and before.symbol not in SILENT
    ]
    vowels = [level(sentence, s.start, s.end) for s in phonemes if s.symbol[0] in "ˈˌæiʌa"]
    assert closures
    assert np.median(closures) < 0.5 * np.median(vowels)


def test_all_voices_are_equally_loud(spoken):
    sentence = spoken.say(TEXT)[0]

    blocks = sentence.audio.samples[: len(sentence.audio.samples) // 800 * 800].reshape(-1, 800)
    rms = np.sqrt(np.mean(blocks**2, axis=1))
    active = rms[rms > 0.1 * rms.max()]
    loudness = 20 * np.log10(np.sqrt(np.mean(active**2)))
    # the blocks lie otherwise than where the level was measured, and sentences are short
    assert loudness == pytest.approx(-20, abs=2)
    assert np.abs(sentence.audio.samples).max() <= 0.95


@pytest.mark.parametrize(("rate", "expected"), [(2.0, 0.5), (0.5, 2.0)], ids=["fast", "slow"])
def test_rate_changes_the_length(spoken, rate, expected):
    usual = duration_of(spoken.say(SENTENCES[0]))

    changed = duration_of(spoken.say(SENTENCES[0], rate))

    # networks round every phoneme to frames and lengthen vowels more than stops
    assert changed / usual == pytest.approx(expected, rel=0.3)


@pytest.mark.parametrize("text", ["", " \n\t "], ids=["empty", "white space"])
def test_nothing_to_say_is_refused_at_once(spoken, text):
    with pytest.raises(EmptyTextError):
        spoken.synthesizer.synthesize(text, voice=spoken.voice)


@pytest.mark.parametrize("text", ["… !!", "***", "\N{GRINNING FACE}"])
def test_text_without_a_sound_is_refused(spoken, text):
    with pytest.raises(UnspeakableTextError):
        list(spoken.synthesizer.synthesize(text, voice=spoken.voice))


def test_a_voice_it_does_not_speak_is_refused(spoken):
    with pytest.raises(UnknownVoiceError):
        spoken.synthesizer.synthesize("Pop.", voice=spoken.stranger)


@pytest.mark.parametrize("rate", [0.49, 2.01, float("nan")])
def test_a_rate_out_of_range_is_refused(spoken, rate):
    with pytest.raises(InputError):
        spoken.synthesizer.synthesize("Pop.", voice=spoken.voice, rate=rate)


def test_silent_sentences_are_left_out(spoken):
    assert [s.text for s in spoken.say("Pop!\n\n***\n\nPop!")] == ["Pop!", "Pop!"]


def test_loading_twice_changes_nothing(spoken):
    spoken.synthesizer.load()

    spoken.synthesizer.load()

    assert spoken.say("Pop!")
