"""Telling voices apart."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.signal import resample_poly

from inference.dubbing.lines import SpokenWord, lines_of_words
from inference.dubbing.speakers import MIN_SPEECH, grouped, phrases_of, told_apart
from inference.dubbing.voice_pitch import gender_of, span_sounds, speaker_pitches
from inference.sound_stream import SPEECH_RATE
from inference.transcripts import Word
from tests.inference.dubbing.film_material import RATE, click_track, write_film
from tests.inference.sound_material import write_sound

VOICE = "piper-joe-en"
SPEEDS = {"s1": 1.0, "s2": 2.2}  # played faster, a man sounds as high as a woman
SAID = (
    "The train to the coast leaves at half past nine.",
    "We should bring an umbrella, because it looks like rain.",
)


@pytest.fixture(scope="module")
def talk(registry, tmp_path_factory):
    """Two voices take turns, several times each: the file, its words, and who says them."""
    parts, words, now = [], [], 0.0
    for sentence in SAID * 2:
        for speaker, speed in SPEEDS.items():
            (spoken,) = registry.synthesizer(VOICE).synthesize(
                sentence, voice=VOICE, rate=max(0.6, 1.0 / speed)
            )
            slower = round(spoken.audio.sample_rate * speed) // 50
            samples = resample_poly(spoken.audio.samples, RATE // 50, slower)
            texts, length = sentence.split(), len(samples) / RATE
            step = length / len(texts)
            words += [
                (speaker, Word(text, now + step * i, now + step * (i + 1)))
                for i, text in enumerate(texts)
            ]
            parts += [0.5 * samples / np.abs(samples).max(), np.zeros(RATE // 4)]
            now += length + 0.25
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    write_sound(path, np.concatenate(parts), "pcm_s16le")
    return path, words


def one_speaker(words):
    return [SpokenWord(word, is_timed=True, speaker="s1") for word in words]


def test_two_voices_that_take_turns_are_told_apart(talk, registry):
    path, words = talk

    found = told_apart(
        one_speaker(word for _, word in words), path, 0.0, registry.speaker_embedder()
    )

    assert [one.speaker for one in found] == [speaker for speaker, _ in words]
    assert [line.speaker for line in lines_of_words(found)] == ["s1", "s2"] * 4


def test_one_voice_stays_one_speaker(talk, registry):
    path, words = talk
    joe = one_speaker(word for speaker, word in words if speaker == "s1")

    found = told_apart(joe, path, 0.0, registry.speaker_embedder())

    assert {one.speaker for one in found} == {"s1"}


def test_a_mans_and_a_womans_voice_are_known_by_their_pitch(talk):
    path, words = talk
    named = [SpokenWord(word, is_timed=True, speaker=speaker) for speaker, word in words]

    pitches = speaker_pitches(path, lines_of_words(named), 0.0)

    assert gender_of(pitches["s1"]) == "male"
    assert gender_of(pitches["s2"]) == "female"
    assert gender_of(165.0) == ""


def test_where_nothing_can_be_heard_nobody_is_told_apart(tmp_path, registry):
    path = write_sound(tmp_path / "a.wav", np.zeros(RATE), "pcm_s16le")
    words = one_speaker([Word("Later.", 20.0, 21.0)])

    found = told_apart(words, path, 0.0, registry.speaker_embedder())

    assert list(found) == words


def test_phrases_end_at_pauses_and_with_sentences():
    words = one_speaker(
        [
            Word("Yes.", 0.0, 0.4),
            Word("Do", 0.45, 0.6),
            Word("you", 0.6, 0.8),
            Word("hear", 1.2, 1.5),
            Word("me?", 1.5, 1.8),
        ]
    )

    assert [(one.first, one.stop) for one in phrases_of(words)] == [(0, 1), (1, 3), (3, 5)]


def vectors_of(*voices, noise=0.3, seed=1):
    """Phrases of voices, as vectors scattered around directions of their own."""
    draw = np.random.default_rng(seed)
    directions = draw.standard_normal((max(voices) + 1, 192))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    scattered = directions[list(voices)] + noise / 14 * draw.standard_normal((len(voices), 192))
    return scattered / np.linalg.norm(scattered, axis=1, keepdims=True)


def test_a_voice_that_is_heard_for_a_moment_only_is_nobody():
    vectors = vectors_of(0, 0, 0, 0, 1)
    durations = np.array([3.0, 3.0, 3.0, 3.0, MIN_SPEECH / 2])

    assert grouped(vectors, durations).shape == (5, 1)


def test_short_phrases_go_to_the_voice_that_they_sound_like():
    vectors = vectors_of(0, 1, 0, 1, 0, 1)
    durations = np.array([3.0, 3.0, 3.0, 3.0, 0.3, 0.3])

    assert grouped(vectors, durations).argmax(1).tolist() == [0, 1, 0, 1, 0, 1]


def test_thousands_of_phrases_are_grouped_from_some_of_them():
    order = [index % 3 for index in range(4000)]

    similar = grouped(vectors_of(*order), np.full(4000, 2.0))

    assert similar.shape == (4000, 3)
    labels = similar.argmax(1)
    assert all((labels[i] == labels[i + 3]) and (labels[i] != labels[i + 1]) for i in range(900))


@pytest.mark.parametrize("shift", [0.0, 1.0], ids=["same-clock", "late-clock"])
def test_the_sound_of_spans_is_that_of_their_time(tmp_path, shift):
    film = write_film(tmp_path / "a.mp4", sound=click_track(4.0, [1.0, 2.5]), seconds=4.0)
    spans = [(0.9 - shift, 1.1 - shift), (0.9 - shift, 2.6 - shift), (2.4 - shift, 9.0)]

    first, both, last = span_sounds(film, spans, shift)

    assert len(first) == pytest.approx(0.2 * SPEECH_RATE, abs=1)
    assert np.abs(first).argmax() / SPEECH_RATE == pytest.approx(0.105, abs=0.03)
    assert np.abs(both[SPEECH_RATE:]).max() > 0.3
    assert np.abs(last).argmax() / SPEECH_RATE == pytest.approx(0.105, abs=0.03)


def test_an_unclear_word_goes_with_its_sentence(tmp_path):
    path = write_sound(tmp_path / "a.wav", click_track(20.0, [1.0]), "pcm_s16le")
    directions = np.eye(2)
    unclear = np.array([0.72, 0.69])
    told = iter([directions[0], directions[1], directions[0], directions[1], unclear])
    words = [
        Word("One.", 0.0, 3.0),
        Word("Two.", 3.5, 6.0),
        Word("Three.", 7.0, 9.0),
        Word("Four", 10.0, 12.0),
        Word("five.", 12.3, 12.7),
    ]
    embedder = SimpleNamespace(embed=lambda _: next(told))

    found = told_apart(one_speaker(words), path, 0.0, embedder)

    assert [one.speaker for one in found] == ["s1", "s2", "s1", "s2", "s2"]
    assert all(a.word.start < b.word.start for a, b in pairwise(found))
