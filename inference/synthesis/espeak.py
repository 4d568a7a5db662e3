"""espeak-ng's own formant voices: robotic, small, and there for more than a hundred languages."""

from collections.abc import Iterator
from typing import Final

from inference.sentences import Piece, sentence_pieces
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.espeak_library import (
    LANGUAGE_SWITCH,
    EspeakSpeech,
    espeak_library,
)
from inference.synthesis.finishing import finished_sentence
from inference.synthesis.phonemes import PAUSE, joined_phonemes
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.speakable import speakable

ADAPTER: Final = "espeak"


class EspeakSynthesizer:
    """Speaks the espeak voices; see ``SpeechSynthesizer``."""

    def load(self, voice: str = "") -> None:  # noqa: ARG002 - all voices share one model
        """Load the library; does nothing the second time.

        Raises:
            CheckpointError: the library or its data are missing or wrong.
        """
        espeak_library()

    def synthesize(
        self, text: str, *, voice: str, rate: float = 1.0
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence; see ``SpeechSynthesizer.synthesize``."""
        chosen = checked_voice(text, voice, rate, ADAPTER)
        pieces = sentence_pieces(text)
        return not_silent((_spoken(piece, chosen, rate) for piece in pieces), voice)


def _spoken(piece: Piece, voice: Voice, rate: float) -> SynthesizedSpeech | None:
    text = speakable(piece.text, voice.language)
    if not text:
        return None
    speech = espeak_library().speak(text, voice.id.removeprefix(f"{ADAPTER}-"), rate)
    phonemes = joined_phonemes(_timed(speech))
    if not any(any(map(str.isalpha, span.symbol)) for span in phonemes):
        return None
    return finished_sentence(
        piece.text, speech.samples, speech.sample_rate, phonemes, piece.pause / rate
    )


def _timed(speech: EspeakSpeech) -> Iterator[PhonemeSpan]:
    """Each symbol from its own time to that of the next."""
    ends = [start for _, start in speech.symbols[1:]]
    duration = len(speech.samples) / speech.sample_rate
    for (symbol, start), end in zip(speech.symbols, [*ends, duration], strict=True):
        sound = LANGUAGE_SWITCH.sub("", symbol).strip()
        yield PhonemeSpan(sound or PAUSE, start, max(start, end))
