"""Tests for `inference.pipelines.speech_sources`: texts to speech on disk."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from inference.errors import PipelineCancelled
from inference.pipelines.speech_sources import LEAD_IN, LEAD_OUT, synthesize
from inference.pipelines.talk_spec import TextSpeech
from inference.pronunciations import Pronunciations
from inference.prosody import prosody_of_phonemes
from inference.speech import PhonemeSpan
from inference.testing import FakeSynthesizer

FPS = Fraction(25)
VOICE = "espeak-en-us"


class Silent(FakeSynthesizer):
    """Tells neither phonemes nor words, as services do."""

    def synthesize(self, text, **how):
        for sentence in super().synthesize(text, **how):
            yield replace(sentence, phonemes=None, words=())


class Parts:
    """A source of models with a synthesiser of its own."""

    def __init__(self, synthesizer, listener=None):
        self._synthesizer = synthesizer
        self._listener = listener

    def synthesizer(self, voice_id):
        return self._synthesizer

    def listener(self):
        return self._listener()


def ignore(share):
    pass


def spoken_by(synthesizer, text, tmp_path, listener=None, report=ignore, **how):
    parts = Parts(synthesizer, listener)
    return synthesize(TextSpeech(text, VOICE, **how), parts, tmp_path, report)


def test_the_transcript_holds_every_word_in_time(tmp_path):
    spoken = spoken_by(FakeSynthesizer(), "Hello *dear* all. [pause 2s] Bye.", tmp_path)

    first, second = spoken.transcript.segments
    assert spoken.transcript.language == "en-US"
    assert [word.text for word in spoken.transcript.words()] == ["Hello", "dear", "all.", "Bye."]
    assert first.text == "Hello dear all."
    assert first.start >= LEAD_IN
    assert second.start - first.end == pytest.approx(2.07, abs=0.02)
    assert second.end <= spoken.duration - LEAD_OUT


def test_the_mouth_rests_in_a_pause(tmp_path):
    spoken = spoken_by(FakeSynthesizer(), "Hello [pause 2s] you.", tmp_path)

    moves = spoken.moves(FPS, int(spoken.duration * FPS))

    hello, you = spoken.transcript.words()
    middle = int((hello.end + you.start) / 2 * FPS)
    assert np.abs(moves.mouth.curves[middle]).max() < 0.02
    assert moves.mouth.curves[int((hello.start + 0.1) * FPS)].max() > 0.1


def test_speech_without_phonemes_is_listened_to(tmp_path, registry):
    spoken = spoken_by(Silent(), "Hello dear all.", tmp_path, listener=registry.listener)
    n_frames = int(spoken.duration * FPS)

    moves = spoken.moves(FPS, n_frames)

    assert spoken.phonemes is None
    assert len(moves.mouth) == len(moves.speaking) == n_frames
    words = list(spoken.transcript.words())
    assert [word.text for word in words] == ["Hello", "dear", "all."]
    assert words[0].start == pytest.approx(LEAD_IN + 0.07, abs=0.05)  # where the tones begin
    assert words[-1].end == pytest.approx(spoken.duration - LEAD_OUT - 0.3, abs=0.05)


def test_pitch_and_pronunciations_reach_the_voice(tmp_path):
    asked = {}

    class Asked(FakeSynthesizer):
        def synthesize(self, text, **how):
            asked.update(how)
            return super().synthesize(text, **how)

    dictionary = Pronunciations.from_json([{"word": "Nguyen", "say": "win"}])

    spoken_by(Asked(), "Hello.", tmp_path, pitch=2.0, rate=1.5, pronunciations=dictionary)

    assert asked == {"voice": VOICE, "pitch": 2.0, "rate": 1.5, "pronunciations": dictionary}


def test_twenty_thousand_letters_stream_and_stop_between_sentences(tmp_path):
    text = "This is *one* of many sentences [pause 10ms] here. " * 400
    shares = []

    def stop_at_a_tenth(share):
        shares.append(share)
        if share > 0.1:
            raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        spoken_by(FakeSynthesizer(), text, tmp_path, report=stop_at_a_tenth)

    assert len(text) > 20_000
    assert shares == sorted(shares)
    assert len(shares) == pytest.approx(41, abs=3)


def test_extra_stress_is_a_stronger_accent():
    def accents(stress):
        symbols = ["b", "ˈa", "_", "b", f"{stress}a", "_", "b", "ˈa"]
        spans = [PhonemeSpan(s, 0.3 * i, 0.3 * i + 0.3) for i, s in enumerate(symbols)]
        return prosody_of_phonemes(spans, FPS, 60).accents[:, 1]

    assert accents("ˈˈ")[1] > accents("ˈ")[1]
