"""Tests for `inference.transcripts` and `inference.subtitles`."""

from itertools import pairwise

import pytest

from inference.cues import SUBTITLES, cues_of
from inference.errors import InputError
from inference.subtitles import to_srt, to_webvtt
from inference.transcripts import Segment, Transcript, Word


def transcript_of(text, seconds_per_word=0.3, language="en", *, start=0.0):
    words = [
        Word(word, start + index * seconds_per_word, start + (index + 1) * seconds_per_word)
        for index, word in enumerate(text.split())
    ]
    segment = Segment(text, words[0].start, words[-1].end, tuple(words))
    return Transcript(language, 0.9, (segment,), words[-1].end)


LONG = (
    "Today we will look at how a volcano is born, and why the ground is never quite still. "
    "Do you know what moves below the surface? We shall soon see which rocks flow, "
    "and how pressure builds up before the big moment comes."
)


def test_a_transcript_survives_storage():
    transcript = transcript_of(LONG)

    restored = Transcript.from_json(transcript.to_json())

    assert restored.text == LONG
    assert [word.text for word in restored.words()] == LONG.split()
    assert restored.segments[0].words[-1].end == pytest.approx(transcript.duration, abs=1e-3)


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 99},
        {"segments": [{"text": "a"}]},
        {"segments": [{"text": "a", "start": 2.0, "end": 1.0}]},
        {"segments": [{"text": "a", "start": 0.0, "end": float("nan")}]},
        {"segments": [{"text": "a", "start": 0, "end": 1, "words": [{"text": "a", "start": -1}]}]},
        {"segments": 3},
    ],
)
def test_a_damaged_transcript_is_refused(damage):
    with pytest.raises(InputError):
        Transcript.from_json(transcript_of("Hello there.").to_json() | damage)


def test_cues_fit_on_two_lines_and_keep_every_word():
    cues = cues_of(transcript_of(LONG))

    assert all(len(cue.lines) <= 2 for cue in cues)
    assert all(len(line) <= SUBTITLES.line_length for cue in cues for line in cue.lines)
    assert " ".join(line for cue in cues for line in cue.lines) == LONG


def test_cues_follow_one_another_and_none_stays_for_too_long():
    cues = cues_of(transcript_of(LONG, seconds_per_word=0.9))

    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cues))
    assert all(0 < cue.end - cue.start <= SUBTITLES.max_duration + 1e-9 for cue in cues)


def test_a_word_alone_stays_long_enough_to_be_read():
    (cue,) = cues_of(transcript_of("No.", seconds_per_word=0.2))

    assert cue.end - cue.start == pytest.approx(1.0)


def test_a_pause_begins_a_new_cue():
    words = (Word("Yes.", 0.0, 0.4), Word("Now", 3.0, 3.3))

    cues = cues_of(Transcript("en", 1.0, (Segment("Yes. Now", 0.0, 3.3, words),), 3.3))

    assert [cue.lines for cue in cues] == [("Yes.",), ("Now",)]


def test_lines_of_wide_characters_are_shorter():
    words = tuple(
        Word(letter, i * 0.2, i * 0.2 + 0.2, 1.0, False) for i, letter in enumerate("前" * 40)
    )
    transcript = Transcript("ja", 1.0, (Segment("前" * 40, 0.0, 8.0, words),), 8.0)

    assert max(len(line) for cue in cues_of(transcript) for line in cue.lines) <= 16


def test_phrases_without_word_times_are_cut_as_well():
    transcript = Transcript("en", 1.0, (Segment(LONG, 0.0, 14.0),), 14.0)

    cues = cues_of(transcript)

    assert len(cues) > 2
    assert cues[-1].end == pytest.approx(14.0)


def test_srt_counts_and_uses_commas():
    text = to_srt(transcript_of("Good morning.", start=3661.5))

    assert text == "1\n01:01:01,500 --> 01:01:02,500\nGood morning.\n"


def test_webvtt_has_its_header_and_escapes_markup():
    text = to_webvtt(transcript_of("a <b> & c"))

    assert text.startswith("WEBVTT\nLanguage: en\n\n00:00:00.000 --> 00:00:01.200\n")
    assert "a &lt;b&gt; &amp; c" in text
