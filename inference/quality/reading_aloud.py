"""When the sounds of a word are heard: it is read aloud, and one laid over the other.

espeak-ng says a word and tells when each of its sounds begins; dynamic time warping (Sakoe and
Chiba, 1978) finds the way in which its speech fits the recorded word best, as in Malfrère and
Dutoit, "High-quality speech synthesis for phonetic speech segmentation" (1997). It works for every
language that espeak-ng knows and needs no acoustic model, but is less exact than one.
"""

import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.fft import dct

from inference.errors import EngineError
from inference.listening.features import HOP_LENGTH, N_FFT, WINDOW_LENGTH, mel_filters
from inference.media import Samples
from inference.sound_resampling import Resampler
from inference.sound_stream import SPEECH_RATE
from inference.synthesis.espeak_library import EspeakSpeech, espeak_library
from inference.synthesis.japanese import kana

N_COEFFICIENTS: Final = 13  # of the cepstrum
MARGIN: Final = 0.1  # seconds around a word in which it may begin and end
READING_RATE: Final = 0.9  # of espeak-ng; a recorded word may take up to three times as long
WAITING: Final = 0.3  # cost of a frame of one side that has none of its own on the other
FARTHEST: Final = 3  # recorded frames that one frame of the reading may stand for
FEWEST: Final = 3  # frames; less is no word
JAPANESE: Final = "ja"  # espeak-ng reads its syllables well; it has no voice among ours
STRESS: Final = "ˈˌ"

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ReadSound:
    """One sound of a recorded word.

    Attributes:
        symbol: IPA without stress.
        start: seconds.
        end: seconds.
    """

    symbol: str
    start: float
    end: float


def sounds_of(
    text: str, span: tuple[float, float], samples: Samples, language: str
) -> list[ReadSound]:
    """The sounds of a word or a few, where they are heard.

    Args:
        text: what is said.
        span: (start, end) in seconds, as a recogniser placed it.
        samples: float32, 16 kHz, in which it is said.
        language: espeak-ng's name.

    Returns:
        Sounds in order; none where the text has none or the recording is too short.
    """
    try:
        speech = espeak_library().speak(_readable(text, language), language, READING_RATE)
    except EngineError:
        return []
    sounds = _sounds(speech)
    if not sounds:
        return []
    begin, finish = sounds[0].start, sounds[-1].end
    reading = _at_speech_rate(speech)[int(begin * SPEECH_RATE) : int(finish * SPEECH_RATE)]
    first = max(0.0, span[0] - MARGIN)
    recorded = samples[int(first * SPEECH_RATE) : int((span[1] + MARGIN) * SPEECH_RATE)]
    ours, theirs = _cepstrum(reading), _cepstrum(recorded)
    if min(len(ours), len(theirs)) < FEWEST:
        return []
    free = min(round(2 * MARGIN * SPEECH_RATE / HOP_LENGTH), len(theirs) // 2)
    places = warped(ours, theirs, free) * (HOP_LENGTH / SPEECH_RATE) + first
    frames = np.arange(len(ours) + 1) * (HOP_LENGTH / SPEECH_RATE) + begin
    when = functools.partial(np.interp, xp=frames, fp=places)
    return [
        ReadSound(sound.symbol, float(when(sound.start)), float(when(sound.end)))
        for sound in sounds
    ]


def _readable(text: str, language: str) -> str:
    """espeak-ng reads no Chinese characters as Japanese."""
    return kana(text) if language == JAPANESE else text


def _sounds(speech: EspeakSpeech) -> list[ReadSound]:
    length = len(speech.samples) / speech.sample_rate
    ends = [symbol.start for symbol in speech.symbols[1:]] + [length]
    return [
        ReadSound(symbol.ipa.strip(STRESS), symbol.start, end)
        for symbol, end in zip(speech.symbols, ends, strict=True)
        if symbol.ipa.strip(STRESS) and end > symbol.start
    ]


def _at_speech_rate(speech: EspeakSpeech) -> Samples:
    resampler = Resampler(speech.sample_rate, SPEECH_RATE)
    return np.concatenate([resampler.feed(speech.samples), resampler.finish()])


def _cepstrum(samples: Samples) -> Floats:
    """Mel cepstrum of each hundredth of a second, each coefficient of mean 0 and deviation 1.

    So neither the speaker's voice nor the room makes up the greater part of a difference.
    """
    padded = np.pad(samples, WINDOW_LENGTH // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_LENGTH)[::HOP_LENGTH]
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW_LENGTH), N_FFT)) ** 2
    bands = np.log(power @ mel_filters().T + 1e-6 * float(power.max(initial=0)) + 1e-10)
    values = dct(bands, norm="ortho")[:, :N_COEFFICIENTS]
    found: Floats = (values - values.mean(0)) / (values.std(0) + 1e-3)
    return found


def warped(reading: Floats, recorded: Floats, free: int) -> Floats:
    """The frame of a recording at which each frame of a reading begins, and where it ends.

    Args:
        reading: shape (n, k), features.
        recorded: shape (m, k).
        free: frames at the recording's start and end that may belong to neighbours.

    Returns:
        Shape (n + 1,), ascending.
    """
    away = np.linalg.norm(reading[:, None] - recorded[None], axis=2)
    n, m = away.shape
    total = np.full(m, np.inf)
    total[: free + 1] = away[0, : free + 1]
    came = np.zeros((n, m), np.int64)
    skipped = np.cumsum(away, axis=1)
    for row in range(1, n):
        options = np.full((FARTHEST + 1, m), np.inf)
        options[0] = total + WAITING
        for step in range(1, FARTHEST + 1):
            between = skipped[row, step - 1 : m - 1] - skipped[row, : m - step]
            options[step, step:] = total[: m - step] + between + WAITING * (step - 1)
        came[row] = options.argmin(0)
        total = options.min(0) + away[row]
    place = max(0, m - 1 - free)
    place += int(total[place:].argmin())
    places = [place + 1, place]
    for row in range(n - 1, 0, -1):
        place -= int(came[row, place])
        places.append(place)
    return np.array(places[::-1], float)
