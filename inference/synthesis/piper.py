"""Piper: VITS voices with the exact length of every phoneme.

Source: https://github.com/OHF-Voice/piper1-gpl (GPL-3.0-or-later).
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig
from piper.const import BOS, EOS

from inference.checkpoints import locate
from inference.errors import EngineError
from inference.media import Samples
from inference.sentences import Piece, sentence_pieces
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.finishing import finished_sentence
from inference.synthesis.onnx_session import read_json, session_of
from inference.synthesis.phonemes import joined_phonemes
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.speakable import speakable

ADAPTER: Final = "piper"


@dataclass(frozen=True, slots=True)
class _Source:
    """Names of one voice's files in the manifest."""

    model: str
    config: str


SOURCES: Final = {"piper-joe-en": _Source("piper-joe", "piper-joe-config")}


class PiperSynthesizer:
    """Speaks the Piper voices; see ``SpeechSynthesizer``."""

    def __init__(self) -> None:
        self._voices: dict[str, PiperVoice] = {}
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load every voice; does nothing the second time.

        Raises:
            CheckpointError: a model file is missing or wrong.
        """
        for voice in SOURCES:
            self._loaded(voice)

    def synthesize(
        self, text: str, *, voice: str, rate: float = 1.0
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence; see ``SpeechSynthesizer.synthesize``."""
        chosen = checked_voice(text, voice, rate, ADAPTER)
        pieces = sentence_pieces(text)
        return not_silent((self._spoken(piece, chosen, rate) for piece in pieces), voice)

    def _loaded(self, voice: str) -> PiperVoice:
        with self._lock:
            if voice not in self._voices:
                source = SOURCES[voice]
                config = PiperConfig.from_dict(read_json(locate(source.config)))
                self._voices[voice] = PiperVoice(session_of(locate(source.model)), config)
            return self._voices[voice]

    def _spoken(self, piece: Piece, voice: Voice, rate: float) -> SynthesizedSpeech | None:
        text = speakable(piece.text, voice.language)
        network = self._loaded(voice.id)
        # a sentence of ours may be several of espeak's
        symbols = [symbol for part in network.phonemize(text) for symbol in [*part, " "]]
        known = [symbol for symbol in symbols[:-1] if symbol in network.config.phoneme_id_map]
        if not any(map(str.isalpha, known)):
            return None
        samples, spans = _run(network, known, rate)
        rate_hz = network.config.sample_rate
        return finished_sentence(
            piece.text, samples, rate_hz, joined_phonemes(spans), piece.pause / rate
        )


def _run(
    network: PiperVoice, symbols: list[str], rate: float
) -> tuple[Samples, Iterator[PhonemeSpan]]:
    """Sound of the symbols and when each one sounds."""
    config = SynthesisConfig(length_scale=network.config.length_scale / rate)
    ids = network.phonemes_to_ids(symbols)
    try:
        samples, lengths = network.phoneme_ids_to_audio(ids, config, include_alignments=True)
    except Exception as error:
        raise EngineError(f"Piper failed: {error}") from error
    if lengths is None or len(lengths) != len(ids):
        raise EngineError("the voice reports no phoneme lengths")
    return np.asarray(samples, np.float32).reshape(-1), _timed(network, symbols, lengths)


def _timed(
    network: PiperVoice, symbols: list[str], lengths: npt.NDArray[np.int64]
) -> Iterator[PhonemeSpan]:
    """Each symbol with the padding id that ``phonemes_to_ids`` puts after it."""
    ends = (np.cumsum(lengths) / network.config.sample_rate).tolist()
    n_ids, start = 0, 0.0
    for symbol in [BOS, *symbols, EOS]:
        n_ids += len(network.config.phoneme_id_map[symbol]) + 1
        end = ends[min(n_ids, len(ends)) - 1]
        yield PhonemeSpan(symbol, start, end)
        start = end
