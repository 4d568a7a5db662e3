"""Tests for what scripts ask of every voice: pauses, emphasis, pronunciations, pitch, words."""

import re
from itertools import pairwise

import numpy as np
import pytest

from inference.container import SpeechSpool
from inference.errors import InputError
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.prosody import frame_pitches

FAST = ("piper-joe-en", "espeak-en-us")
VOICES = (*FAST, "kokoro-kumo-en")
N_DRAWS = 3  # Piper draws its prosody at random
every_voice = pytest.mark.parametrize("voice", VOICES, indirect=True)
PLAIN = "We need seven green apples."
STRESSED = "We need seven *green* apples."


@pytest.fixture(params=FAST)
def voice(request):
    return request.param


@pytest.fixture
def say(registry, voice):
    def speak(text, pronunciations=NO_PRONUNCIATIONS, **how):
        synthesizer = registry.synthesizer(voice)
        return list(synthesizer.synthesize(text, voice=voice, pronunciations=pronunciations, **how))

    return speak


def word(sentence, text):
    return next(one for one in sentence.words if one.text == text)


def sound_of(sentence, one):
    rate = sentence.audio.sample_rate
    return sentence.audio.samples[round(one.start * rate) : round(one.end * rate)]


def level(samples):
    return 20 * np.log10(np.sqrt(np.mean(samples**2)))


def pitch_of(samples, rate):
    """Median pitch in semitones."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, round(0.04 * rate))[::200]
    loud = (frames**2).mean(1)
    return float(np.nanmedian(frame_pitches(frames[loud > 0.1 * loud.max()], rate)))


def silences(sentence):
    """Lengths in seconds of the runs of digital silence, and where they begin."""
    rate = sentence.audio.sample_rate
    edges = np.diff(np.concatenate([[0], sentence.audio.samples == 0, [0]]).astype(int))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(begin / rate, (end - begin) / rate) for begin, end in zip(starts, ends, strict=True)]


def phonemes_of(sentence):
    return "".join(span.symbol for span in sentence.phonemes)


@every_voice
def test_the_words_are_those_that_were_written(say):
    text = "Dr. Smith has “42” dogs — for $5!"

    (sentence,) = say(text)

    assert [one.text for one in sentence.words] == text.split()
    edges = [edge for one in sentence.words for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= sentence.audio.duration - 0.3
    spoken = [one for one in sentence.words if one.text != "—"]
    assert all(one.end - one.start > 0.04 for one in spoken)
    assert word(sentence, "“42”").end - word(sentence, "“42”").start > 0.3  # "forty-two"


@every_voice
def test_a_word_begins_when_it_is_heard(say):
    (sentence,) = say("Table [pause 1s] book [pause 1s] garden.")

    rate = sentence.audio.sample_rate
    blocks = sentence.audio.samples[: len(sentence.audio.samples) // 200 * 200].reshape(-1, 200)
    loud = np.flatnonzero(np.abs(blocks).max(1) > 0.03) * 200 / rate
    onsets = [loud[0], *(after for before, after in pairwise(loud) if after - before > 0.5)]
    assert len(onsets) == 3
    for one, onset in zip(sentence.words, onsets, strict=True):
        assert one.start == pytest.approx(onset, abs=0.1)


def test_a_pause_inside_a_sentence_is_exact(say):
    (sentence,) = say("The first part is here [pause 1.5s] and the second follows.")

    begin, length = max(silences(sentence), key=lambda silence: silence[1])
    assert length == pytest.approx(1.5, abs=0.09)
    assert length >= 1.5
    assert word(sentence, "here").end <= begin + 0.05
    assert word(sentence, "and").start >= begin + length - 0.05
    resting = [span for span in sentence.phonemes if span.end - span.start > 1.4]
    assert [span.symbol for span in resting] == ["_"]


def test_a_pause_between_sentences_and_before_the_first_is_exact(say):
    first, second = say("[pause 1s] Pop. [pause 2s] Pop.")

    assert silences(first)[0][1] >= 1.0
    assert first.phonemes[0].end >= 1.0
    assert silences(first)[-1][1] == pytest.approx(2.0, abs=0.1)
    assert second.text == "Pop."


def prominence(sentence, text):
    """Length, level and pitch of a word against those of the other words."""
    rate = sentence.audio.sample_rate
    sounds = {one.text: sound_of(sentence, one) for one in sentence.words}
    own = sounds.pop(text)
    others = np.concatenate(list(sounds.values()))
    return np.array(
        [
            12 * np.log2(len(own) / len(others)),
            level(own) - level(others),
            pitch_of(own, rate) - pitch_of(others, rate),
        ]
    )


def test_emphasis_is_longer_louder_and_higher(say, voice):
    n_draws = N_DRAWS if voice == "piper-joe-en" else 1
    plain = np.mean([prominence(say(PLAIN)[0], "green") for _ in range(n_draws)], axis=0)
    stressed = say(STRESSED)[0]
    others = [prominence(say(STRESSED)[0], "green") for _ in range(n_draws - 1)]

    longer, louder, higher = np.mean([prominence(stressed, "green"), *others], axis=0) - plain
    assert longer > 12 * np.log2(1.1)
    assert louder > 1
    assert higher > 1
    assert phonemes_of(stressed).count("ˈˈ") == 1
    assert stressed.text == PLAIN
    assert [one.text for one in stressed.words] == PLAIN.split()


def test_a_small_word_gets_stress_by_emphasis(say):
    stressed = say("It is *the* house.")[0]

    the = word(stressed, "the")
    inside = [s.symbol for s in stressed.phonemes if the.start <= (s.start + s.end) / 2 <= the.end]
    assert any(symbol.startswith("ˈˈ") for symbol in inside)


def test_a_respelling_is_said_and_the_word_is_kept(say):
    dictionary = Pronunciations.from_json([{"word": "Nguyen", "say": "win"}])

    (sentence,) = say("Nguyen's here.", dictionary)
    (expected,) = say("Win's here.")

    assert phonemes_of(sentence).strip("_") == phonemes_of(expected).strip("_")
    assert [one.text for one in sentence.words] == ["Nguyen's", "here."]


@every_voice
def test_ipa_is_said_and_the_word_is_kept(say):
    dictionary = Pronunciations.from_json(
        [{"word": "Leicester", "say": "/ˈlɛstə/"}, {"word": "New York", "say": "/zˈuː bˈiː/"}]
    )

    (sentence,) = say("See Leicester and New York too.", dictionary)

    said = re.sub("[ _ː]", "", phonemes_of(sentence))
    assert "lˈɛstə" in said
    assert "zˈubˈi" in said
    assert "jˈɔ" not in said
    assert "Leicester" in [one.text for one in sentence.words]


@pytest.mark.parametrize("semitones", [-4, 4], ids=["lower", "higher"])
def test_pitch_moves_the_voice_and_not_the_speed(say, semitones):
    usual = [say(PLAIN)[0].audio for _ in range(N_DRAWS)]
    moved = [say(PLAIN, pitch=float(semitones))[0].audio for _ in range(N_DRAWS)]

    rate = usual[0].sample_rate
    before, after = (
        np.mean([(pitch_of(one.samples, rate), one.duration) for one in audios], axis=0)
        for audios in (usual, moved)
    )
    assert after[0] - before[0] == pytest.approx(semitones, abs=1.5)
    assert after[1] == pytest.approx(before[1], rel=0.12)


@pytest.mark.parametrize("pitch", [-6.1, 6.1, float("nan")])
def test_a_pitch_out_of_range_is_refused(spoken, pitch):
    with pytest.raises(InputError, match="pitch"):
        spoken.synthesizer.synthesize("Pop.", voice=spoken.voice, pitch=pitch)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hi", "नमस्ते, मैं [pause 1s] *42* किताबें पढ़ता हूँ।"),
        ("ar", "مرحبا [pause 1s] *بكم* في عام 2026."),
        ("cmn", "你好，[pause 1s]我今天很*高兴*。"),
        ("th", "สวัสดี[pause 1s]*ครับ*"),
        ("de", "Das ist [pause 1s] *sehr* schön."),
    ],
)
def test_every_script_is_understood(registry, language, text):
    name = f"espeak-{language}"

    (sentence,) = registry.synthesizer(name).synthesize(text, voice=name)

    joined = "".join((" " if one.follows_space else "") + one.text for one in sentence.words)
    assert joined == sentence.text == re.sub(r" ?\[pause 1s\](?=\w?)|\*", "", text)
    assert max(length for _, length in silences(sentence)) >= 1.0
    assert "ˈˈ" in phonemes_of(sentence)


def test_words_lie_where_a_recogniser_hears_them(registry, tmp_path):
    text = "She bought three apples and some bread at the market this morning."
    (sentence,) = registry.synthesizer("piper-joe-en").synthesize(text, voice="piper-joe-en")
    path = tmp_path / "speech.wav"
    with SpeechSpool(path) as spool:
        spool.append(sentence.audio)

    heard = list(registry.transcriber().transcribe(path, "en", lambda share: None).words())

    assert [one.text for one in heard] == [one.text for one in sentence.words]
    ours = np.array([(one.start + one.end) / 2 for one in sentence.words])
    theirs = np.array([(one.start + one.end) / 2 for one in heard])
    early = np.median(ours - theirs)  # Whisper is early, by the same for all
    assert 0 <= early < 0.15
    assert np.median(np.abs(ours - theirs - early)) < 0.08
