"""How a sentence is delivered: emphasis, pitch, and the pauses that a script asks for.

An emphasised word is said a little longer, higher and louder than the voice alone would, and its
stressed vowel gets the IPA mark of extra stress (two strokes), which the face follows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from inference.media import Samples
from inference.speech import PhonemeSpan, SynthesizedSpeech
from inference.synthesis.finishing import finished_sentence
from inference.synthesis.ipa_sounds import is_vowel
from inference.synthesis.phonemes import is_sound, joined_phonemes
from inference.synthesis.psola import STEP, Contours, Reshaped, reshaped
from inference.synthesis.reading import NOWHERE, PRIMARY
from inference.synthesis.utterance import Utterance
from inference.word_times import PlacedTime, timed_words

LONGER: Final = 1.3  # times, of an emphasised word
LOUDER: Final = 5.0  # dB
HIGHER: Final = 2.5  # semitones
EASE: Final = 0.04  # seconds over which pitch and loudness rise and fall

BLOCK: Final = 0.005  # seconds
QUIET: Final = 0.02  # of the loudest block, -34 dB; what is softer is a pause
NEARBY: Final = 0.03  # seconds around the end of a word within which its pause may begin
KEPT_BEFORE: Final = 0.03  # seconds of the voice's own pause that stay: sounds die away
KEPT_AFTER: Final = 0.05  # and lips close
FADE: Final = 0.008


@dataclass(frozen=True)
class RawSpeech:
    """What a model made of an utterance.

    Attributes:
        samples: float32 mono.
        sample_rate: hertz.
        symbols: in order, times from the start of ``samples``; punctuation and spaces too.
        places: of each symbol, the index of a character of the written text; -1 for silence.
    """

    samples: Samples
    sample_rate: int
    symbols: tuple[PhonemeSpan, ...]
    places: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.symbols) != len(self.places):
            raise ValueError("every symbol needs a place")

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.sample_rate


def delivered(
    utterance: Utterance, raw: RawSpeech, rate: float, pitch: float = 0.0
) -> SynthesizedSpeech:
    """The sentence as the protocol promises it.

    Args:
        utterance: what was read.
        raw: what a model made of it, at the voice's own pitch.
        rate: of the speech, for the silence after it.
        pitch: semitones by which all of it is moved.
    """
    piece = utterance.piece
    raw = _emphasised(raw, utterance, pitch)
    for pause in piece.pauses:
        raw = _with_pause(raw, pause.position, pause.duration)
    return finished_sentence(
        piece.text,
        raw.samples,
        raw.sample_rate,
        _marked(joined_phonemes(raw.symbols), _stressed_spans(raw, utterance)),
        piece.silence_after(rate),
        words=timed_words(piece.text, _heard(raw)),
        lead=piece.lead,
    )


def _heard(raw: RawSpeech) -> Iterable[PlacedTime]:
    for span, place in zip(raw.symbols, raw.places, strict=True):
        if place != NOWHERE:
            yield PlacedTime(place, span.start, span.end)


def _stressed_spans(raw: RawSpeech, utterance: Utterance) -> list[tuple[float, float]]:
    """From when to when each emphasised word is heard."""
    spans = []
    for word in utterance.stressed:
        times = [time for time in _heard(raw) if word.start <= time.place < word.end]
        if times:
            spans.append((min(time.start for time in times), max(time.end for time in times)))
    return spans


def _emphasised(raw: RawSpeech, utterance: Utterance, pitch: float) -> RawSpeech:
    spans = _stressed_spans(raw, utterance)
    if not spans and not pitch:
        return raw
    contours = Contours.unchanged(raw.duration)
    moments = np.arange(len(contours.pitch)) * STEP
    rise = np.zeros(len(moments))
    for start, end in spans:
        inside = np.minimum(moments - start, end - moments)
        rise = np.maximum(rise, np.clip(inside / EASE, 0.0, 1.0))
        contours.length[(moments >= start) & (moments < end)] = LONGER
    contours.pitch[:] = np.exp2((pitch + HIGHER * rise) / 12)
    contours.gain[:] = 10 ** (LOUDER * rise / 20)
    new = reshaped(raw.samples, raw.sample_rate, contours)
    return _moved(raw, new)


def _moved(raw: RawSpeech, new: Reshaped) -> RawSpeech:
    symbols = tuple(
        PhonemeSpan(span.symbol, new.moved(span.start), new.moved(span.end)) for span in raw.symbols
    )
    return replace(raw, samples=new.samples, symbols=symbols)


def _with_pause(raw: RawSpeech, position: int, duration: float) -> RawSpeech:
    """The speech with exact silence before the word at a position."""
    before = [index for index, place in enumerate(raw.places) if NOWHERE < place < position]
    after = [index for index, place in enumerate(raw.places) if place >= position]
    if not before or not after:
        return raw
    times = raw.symbols[before[-1]].end, raw.symbols[after[0]].start
    first, second = _silent_stretch(raw, min(times) - NEARBY, max(times) + NEARBY)
    left = raw.samples[: round(first * raw.sample_rate)].copy()
    right = raw.samples[round(second * raw.sample_rate) :].copy()
    _fade(left[::-1], raw.sample_rate)
    _fade(right, raw.sample_rate)
    silence = np.zeros(round(duration * raw.sample_rate), np.float32)
    later = duration - (second - first)
    symbols = tuple(
        PhonemeSpan(span.symbol, max(span.start, second) + later, max(span.end, second) + later)
        if index >= after[0]
        else PhonemeSpan(span.symbol, min(span.start, first), min(span.end, first))
        for index, span in enumerate(raw.symbols)
    )
    return replace(raw, samples=np.concatenate([left, silence, right]), symbols=symbols)


def _silent_stretch(raw: RawSpeech, start: float, end: float) -> tuple[float, float]:
    """The part of the voice's own pause between two words that can go; of no length if none can."""
    length = round(BLOCK * raw.sample_rate)
    n_blocks = len(raw.samples) // length
    blocks = raw.samples[: n_blocks * length].reshape(-1, length)
    levels = np.sqrt(np.mean(blocks**2, axis=1))
    first = min(max(0, int(start / BLOCK)), n_blocks - 1)
    last = min(max(first + 1, int(end / BLOCK) + 1), n_blocks)
    quietest = first + int(np.argmin(levels[first:last]))
    is_loud = levels[first:last] > QUIET * levels.max()
    loud = first + np.flatnonzero(is_loud)
    low = int(max(loud[loud <= quietest], default=first - 1)) + 1
    high = int(min(loud[loud >= quietest], default=last)) - 1
    begin, stop = low * BLOCK + KEPT_BEFORE, (high + 1) * BLOCK - KEPT_AFTER
    middle = (quietest + 0.5) * BLOCK
    return (begin, stop) if stop > begin else (middle, middle)


def _fade(samples: Samples, sample_rate: int) -> None:
    """Fade in, in place."""
    length = min(round(FADE * sample_rate), len(samples))
    samples[:length] *= np.linspace(0, 1, length, dtype=np.float32)


def _marked(
    phonemes: Sequence[PhonemeSpan], stressed: Iterable[tuple[float, float]]
) -> tuple[PhonemeSpan, ...]:
    """The phonemes with the mark of extra stress where words are emphasised."""
    marked = list(phonemes)
    for start, end in stressed:
        inside = [
            index
            for index, span in enumerate(phonemes)
            if start <= (span.start + span.end) / 2 <= end and is_sound(span.symbol)
        ]
        primary = [index for index in inside if PRIMARY in phonemes[index].symbol]
        vowels = [index for index in inside if is_vowel(phonemes[index].symbol)]
        for index in primary or vowels[:1]:
            bare = phonemes[index].symbol.replace(PRIMARY, "")
            marked[index] = replace(phonemes[index], symbol=PRIMARY * 2 + bare)
    return tuple(marked)
