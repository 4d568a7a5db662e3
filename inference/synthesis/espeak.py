"""espeak-ng's own formant voices: robotic, small, and there for more than a hundred languages."""

import importlib
from collections.abc import Iterator
from typing import Final

from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.delivery import RawSpeech, delivered
from inference.synthesis.espeak_library import EspeakSpeech, espeak_library
from inference.synthesis.espeak_names import espeak_names
from inference.synthesis.ipa_sounds import with_ending
from inference.synthesis.phonemes import PAUSE
from inference.synthesis.reading import NOWHERE
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.traced_text import TracedText
from inference.synthesis.utterance import Utterance, utterances_of

ADAPTER: Final = "espeak"
ARABIC: Final = "ar"


class EspeakSynthesizer:
    """Speaks the espeak voices; see ``SpeechSynthesizer``."""

    def load(self, voice: str = "") -> None:  # noqa: ARG002 - all voices share one model
        """Load the library; does nothing the second time.

        Raises:
            CheckpointError: the library or its data are missing or wrong.
        """
        espeak_library()

    def synthesize(
        self,
        text: str,
        *,
        voice: str,
        rate: float = 1.0,
        pitch: float = 0.0,
        pronunciations: Pronunciations = NO_PRONUNCIATIONS,
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence; see ``SpeechSynthesizer.synthesize``."""
        chosen = checked_voice(text, voice, rate, ADAPTER, pitch)
        utterances = utterances_of(text, chosen.language, pronunciations)
        spoken = (_spoken(utterance, chosen, rate, pitch) for utterance in utterances)
        return not_silent(spoken, voice)


def _spoken(
    utterance: Utterance, voice: Voice, rate: float, pitch: float
) -> SynthesizedSpeech | None:
    language = voice.id.removeprefix(f"{ADAPTER}-")
    read = _with_names(utterance, language)
    has_phonemes = bool(utterance.ipa_words)
    speech = espeak_library().speak(read.text, language, rate, pitch, has_phonemes=has_phonemes)
    raw = _placed(speech, read)
    if not any(any(map(str.isalpha, span.symbol)) for span in raw.symbols):
        return None
    return delivered(utterance, raw, rate)


def _with_names(utterance: Utterance, language: str) -> TracedText:
    """What is read, with phonemes by the library's names where sounds are given."""
    read = _as_read(utterance, language)
    for word in reversed(utterance.ipa_words):
        inside = [i for i, place in enumerate(read.places) if word.start <= place < word.end]
        ipa = with_ending(word.ipa, word.ending, is_english=language.startswith("en"))
        names = espeak_names(ipa, language)
        if inside and names:
            read = read.replaced(inside[0], inside[-1] + 1, f"[[{names}]]")
    return read


def _as_read(utterance: Utterance, language: str) -> TracedText:
    if language != ARABIC:
        return utterance.read
    # a network that nobody else needs
    reader = importlib.import_module("inference.synthesis.arabic")
    read: TracedText = reader.vowelled(utterance.read)
    return read


def _placed(speech: EspeakSpeech, read: TracedText) -> RawSpeech:
    """Each symbol from its own time to that of the next."""
    duration = len(speech.samples) / speech.sample_rate
    ends = [*(symbol.start for symbol in speech.symbols[1:]), duration]
    spans = tuple(
        PhonemeSpan(symbol.ipa or PAUSE, symbol.start, max(symbol.start, end))
        for symbol, end in zip(speech.symbols, ends, strict=True)
    )
    last = len(read.places) - 1
    places = tuple(
        read.places[min(symbol.place, last)] if symbol.ipa else NOWHERE for symbol in speech.symbols
    )
    return RawSpeech(speech.samples, speech.sample_rate, spans, places)
