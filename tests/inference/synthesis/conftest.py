"""One loaded synthesiser of each kind, and short speech of each, made once."""

import functools
from dataclasses import dataclass

import pytest

from inference.protocols import SpeechSynthesizer
from inference.registry import Registry
from inference.speech import SynthesizedSpeech
from inference.testing import FakeSynthesizer

REGISTRY = Registry()


@dataclass(frozen=True)
class Spoken:
    """A synthesiser, one of its voices and what it says."""

    synthesizer: SpeechSynthesizer
    voice: str
    stranger: str  # a voice it does not speak

    def say(self, text: str, rate: float = 1.0) -> tuple[SynthesizedSpeech, ...]:
        return _said(self, text, rate)


@functools.cache
def _said(spoken: Spoken, text: str, rate: float) -> tuple[SynthesizedSpeech, ...]:
    return tuple(spoken.synthesizer.synthesize(text, voice=spoken.voice, rate=rate))


@functools.cache
def _spoken(kind: str) -> Spoken:
    if kind == "fake":
        return Spoken(FakeSynthesizer(), "piper-joe-en", "nobody")
    voice, stranger = {
        "piper": ("piper-joe-en", "kokoro-kumo-en"),
        "kokoro": ("kokoro-kumo-en", "espeak-de"),
        "espeak": ("espeak-en-us", "piper-joe-en"),
    }[kind]
    return Spoken(REGISTRY.synthesizer(voice), voice, stranger)


@pytest.fixture(params=["fake", "piper", "kokoro", "espeak"])
def spoken(request) -> Spoken:
    return _spoken(request.param)


@pytest.fixture
def registry() -> Registry:
    return REGISTRY
