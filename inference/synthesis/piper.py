"""Piper: VITS voices with the exact length of every phoneme.

Source: https://github.com/OHF-Voice/piper1-gpl (GPL-3.0-or-later).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from piper import PiperVoice, SynthesisConfig
from piper.config import PhonemeType
from piper.const import BOS, EOS

from inference.errors import EngineError
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.delivery import RawSpeech, delivered
from inference.synthesis.ipa_sounds import decomposed
from inference.synthesis.piper_networks import LoadedVoice, PiperNetworks
from inference.synthesis.reading import NOWHERE, Alphabet, PlacedSymbol, placed_symbols
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.utterance import Utterance, utterances_of
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
        spoken = (self._spoken(utterance, chosen, rate, pitch) for utterance in utterances)
        return not_silent(spoken, voice)

    def _spoken(
        self, utterance: Utterance, voice: Voice, rate: float, pitch: float
    ) -> SynthesizedSpeech | None:
        loaded = self._networks.get(voice.id)
        network = loaded.network
        # a sentence of ours may be several of espeak's
        parts = network.phonemize(utterance.read.text)
        symbols = [symbol for part in parts for symbol in [*part, " "]][:-1]
        alphabet = Alphabet(
            knows=network.config.phoneme_id_map.__contains__,
            from_ipa=decomposed,
            is_english=voice.language.startswith("en"),
        )
        placed = placed_symbols(symbols, utterance, network.config.espeak_voice, alphabet)
        if not any(one.symbol.isalpha() for one in placed):
            return None
        sentence = delivered(utterance, _run(loaded, placed, rate), rate, pitch)
        # some voices read letters: those say nothing about lips, so the sound is listened to
        reads_letters = network.config.phoneme_type is PhonemeType.TEXT
        return replace(sentence, phonemes=None) if reads_letters else sentence


def _run(loaded: LoadedVoice, placed: Sequence[PlacedSymbol], rate: float) -> RawSpeech:
    """Sound of the symbols and when each one sounds."""
    network = loaded.network
    config = SynthesisConfig(
        speaker_id=loaded.speaker, length_scale=network.config.length_scale / rate
    )
    symbols = [one.symbol for one in placed]
    ids = network.phonemes_to_ids(symbols)
    try:
        samples, lengths = network.phoneme_ids_to_audio(ids, config, include_alignments=True)
    except Exception as error:
        raise EngineError(f"Piper failed: {error}") from error
    if lengths is None or len(lengths) != len(ids):
        raise EngineError("the voice reports no phoneme lengths")
    return RawSpeech(
        np.asarray(samples, np.float32).reshape(-1),
        network.config.sample_rate,
        tuple(_timed(network, symbols, lengths)),
        (NOWHERE, *(one.place for one in placed), NOWHERE),
    )


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
