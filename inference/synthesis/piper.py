"""Piper: VITS voices with the exact length of every phoneme.

Source: https://github.com/OHF-Voice/piper1-gpl (GPL-3.0-or-later).
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from piper import PiperVoice, SynthesisConfig
from piper.const import BOS, EOS

from inference.errors import EngineError
from inference.media import Samples
from inference.sentences import Piece, sentence_pieces
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.finishing import finished_sentence
from inference.synthesis.phonemes import joined_phonemes
from inference.synthesis.piper_networks import LoadedVoice, PiperNetworks
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.speakable import speakable
from inference.voices import DEFAULT_VOICE

ADAPTER: Final = "piper"


class PiperSynthesizer:
    """Speaks the Piper voices; see ``SpeechSynthesizer``."""

    def __init__(self) -> None:
        self._networks = PiperNetworks()

    def load(self, voice: str = DEFAULT_VOICE) -> None:
        """Load one voice; see ``SpeechSynthesizer.load``."""
        self._networks.get(voice)

    def synthesize(
        self, text: str, *, voice: str, rate: float = 1.0
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence; see ``SpeechSynthesizer.synthesize``."""
        chosen = checked_voice(text, voice, rate, ADAPTER)
        pieces = sentence_pieces(text)
        return not_silent((self._spoken(piece, chosen, rate) for piece in pieces), voice)

    def _spoken(self, piece: Piece, voice: Voice, rate: float) -> SynthesizedSpeech | None:
        text = speakable(piece.text, voice.language)
        loaded = self._networks.get(voice.id)
        network = loaded.network
        # a sentence of ours may be several of espeak's
        symbols = [symbol for part in network.phonemize(text) for symbol in [*part, " "]]
        known = [symbol for symbol in symbols[:-1] if symbol in network.config.phoneme_id_map]
        if not any(map(str.isalpha, known)):
            return None
        samples, spans = _run(loaded, known, rate)
        rate_hz = network.config.sample_rate
        return finished_sentence(
            piece.text, samples, rate_hz, joined_phonemes(spans), piece.pause / rate
        )


def _run(
    loaded: LoadedVoice, symbols: list[str], rate: float
) -> tuple[Samples, Iterator[PhonemeSpan]]:
    """Sound of the symbols and when each one sounds."""
    network = loaded.network
    config = SynthesisConfig(
        speaker_id=loaded.speaker, length_scale=network.config.length_scale / rate
    )
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
