"""Kokoro-82M: a StyleTTS 2 network that speaks several languages from IPA.

The published int8 network runs with one more output, the length of every token.

Source: https://huggingface.co/hexgrad/Kokoro-82M (Apache-2.0); ONNX export by
https://github.com/thewh1teagle/kokoro-onnx (MIT).
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import onnxruntime

from inference.checkpoints import locate
from inference.errors import EngineError
from inference.media import Samples
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.speech import PhonemeSpan, SynthesizedSpeech, Voice
from inference.synthesis.delivery import RawSpeech, delivered
from inference.synthesis.kokoro_phonemes import from_ipa, ipa_of, kokoro_phonemes
from inference.synthesis.onnx_session import read_json, session_of
from inference.synthesis.reading import NOWHERE, Alphabet, PlacedSymbol, placed_symbols
from inference.synthesis.requests import checked_voice, not_silent
from inference.synthesis.utterance import Utterance, utterances_of

ADAPTER: Final = "kokoro"
SAMPLE_RATE: Final = 24_000  # hertz
FRAME: Final = 0.025  # seconds; the unit of the lengths
LATENESS: Final = 2 * FRAME  # measured: then vowels after p, t, k start within 5 ms of their time
MAX_TOKENS: Final = 510  # rows of the style table, which has one per number of tokens
BOUNDARY: Final = 0  # token before and after the phonemes

# the voice's second name is its speaker, its last the language
STYLES: Final = {
    "alpha": "jf_alpha",
    "gongitsune": "jf_gongitsune",
    "nezumi": "jf_nezumi",
    "tebukuro": "jf_tebukuro",
    "kumo": "jm_kumo",
}
ESPEAK_NAMES: Final = {
    "en": "en-us",
    "es": "es",
    "fr": "fr",
    "hi": "hi",
    "it": "it",
    "ja": "ja",
    "mr": "mr",
    "pt": "pt-br",
}
_BREAKS: Final = (re.compile(r"(?<=[.!?…;:]) "), re.compile(r"(?<=,) "), re.compile(" "))


@dataclass(frozen=True, slots=True)
class _Network:
    """The loaded files."""

    session: onnxruntime.InferenceSession
    styles: dict[str, Samples]
    vocabulary: dict[str, int]


class KokoroSynthesizer:
    """Speaks the Kokoro voices; see ``SpeechSynthesizer``."""

    def __init__(self) -> None:
        self._network: _Network | None = None
        self._lock = threading.Lock()

    def load(self, voice: str = "") -> None:  # noqa: ARG002 - all voices share one model
        """Load the network and the style vectors; does nothing the second time.

        Raises:
            CheckpointError: a model file is missing or wrong.
        """
        self._loaded()

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

    def _loaded(self) -> _Network:
        with self._lock:
            if self._network is None:
                with np.load(locate("kokoro-styles"), allow_pickle=False) as table:
                    styles = {name: table[name].astype(np.float32) for name in table.files}
                vocabulary: dict[str, int] = read_json(locate("kokoro-vocabulary"))["vocab"]
                session = session_of(locate("kokoro"))
                self._network = _Network(session, styles, vocabulary)
            return self._network

    def _spoken(
        self, utterance: Utterance, voice: Voice, rate: float, pitch: float
    ) -> SynthesizedSpeech | None:
        _, speaker, code = voice.id.split("-")
        network, language = self._loaded(), ESPEAK_NAMES[code]
        is_english = code == "en"
        alphabet = Alphabet(
            knows=network.vocabulary.__contains__,
            ipa_of=ipa_of,
            from_ipa=partial(from_ipa, is_english=is_english),
            is_english=is_english,
        )
        symbols = kokoro_phonemes(utterance.read.text, language)
        placed = placed_symbols(symbols, utterance, language, alphabet)
        known = "".join(one.symbol for one in placed)
        if not any(map(str.isalpha, known)):
            return None
        style = network.styles[STYLES[speaker]]
        runs = [_run(network, part, style, rate) for part in _short_parts(known)]
        return delivered(utterance, _joined(runs, placed), rate, pitch)


def _run(
    network: _Network, symbols: str, style: Samples, rate: float
) -> tuple[Samples, list[PhonemeSpan]]:
    """Sound of up to ``MAX_TOKENS`` symbols and when each one sounds."""
    tokens = [BOUNDARY, *(network.vocabulary[symbol] for symbol in symbols), BOUNDARY]
    feed: dict[str, Any] = {
        "tokens": np.array([tokens], np.int64),
        "style": style[len(symbols) - 1].reshape(1, -1),
        "speed": np.array([rate], np.float32),
    }
    try:
        audio, lengths = network.session.run(None, feed)
    except Exception as error:
        raise EngineError(f"Kokoro failed: {error}") from error
    ends = np.cumsum(np.asarray(lengths).reshape(-1)) * FRAME - LATENESS
    spans, start = [], 0.0
    for symbol, end in zip(f"^{symbols}$", ends.tolist(), strict=True):
        spans.append(PhonemeSpan(ipa_of(symbol), max(0.0, start), max(0.0, end)))
        start = end
    return np.asarray(audio, np.float32).reshape(-1), spans


def _joined(
    runs: list[tuple[Samples, list[PhonemeSpan]]], placed: Sequence[PlacedSymbol]
) -> RawSpeech:
    """Runs that are played one after another, with the places of their symbols."""
    symbols: list[PhonemeSpan] = []
    places: list[int] = []
    rest = iter(placed)
    offset = 0.0
    for samples, spans in runs:
        symbols += [PhonemeSpan(s.symbol, s.start + offset, s.end + offset) for s in spans]
        places += [NOWHERE, *_places_of(spans[1:-1], rest), NOWHERE]
        offset += len(samples) / SAMPLE_RATE
    joined = np.concatenate([samples for samples, _ in runs])
    return RawSpeech(joined, SAMPLE_RATE, tuple(symbols), tuple(places))


def _places_of(spans: Iterable[PhonemeSpan], rest: Iterator[PlacedSymbol]) -> Iterator[int]:
    """The places of a run's symbols; white space between runs is passed over."""
    for span in spans:
        yield next(one.place for one in rest if ipa_of(one.symbol) == span.symbol)


def _short_parts(symbols: str) -> Iterator[str]:
    """The symbols in parts the network can take, cut at punctuation if there is any."""
    rest = symbols
    while len(rest) > MAX_TOKENS:
        cut = _cut(rest[: MAX_TOKENS + 1])
        yield rest[:cut].strip() or rest[:cut]
        rest = rest[cut:].strip()
    if rest:
        yield rest


def _cut(symbols: str) -> int:
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(symbols)]
        if ends and ends[-1] > MAX_TOKENS // 4:
            return ends[-1] - 1
    return MAX_TOKENS
