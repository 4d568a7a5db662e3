"""Speech whose phonemes are known in time, made once and kept in a folder that git ignores."""

import hashlib
import math
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from inference.errors import InferenceError
from inference.media import Samples
from inference.registry import Registry
from inference.speech import PhonemeSpan
from inference.synthesis.espeak_library import LANGUAGE_SWITCH, espeak_library
from inference.synthesis.phonemes import PAUSE, joined_phonemes
from inference.synthesis.speakable import speakable
from tools.articulation.speakers import Line

SAMPLE_RATE: Final = 16_000  # hertz
ESPEAK_LEVEL: Final = 0.1  # root mean square


@dataclass(frozen=True, slots=True)
class Clip:
    """One line, spoken.

    Attributes:
        line: who says what.
        samples: int16 mono at 16 kHz.
        phonemes: in order, in seconds.
    """

    line: Line
    samples: npt.NDArray[np.int16]
    phonemes: tuple[PhonemeSpan, ...]

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


def rendered(lines: Iterable[Line], folder: Path, registry: Registry) -> Iterator[Clip]:
    """Every line as sound, kept in the folder; lines that make none are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in lines:
        path = folder / f"{_key(line)}.npz"
        if not path.is_file():
            try:
                samples, phonemes = _spoken(line, registry)
            except InferenceError:
                continue
            _write(path, samples, phonemes)
        yield _read(path, line)


def kept(lines: Iterable[Line], folder: Path) -> Iterator[Clip]:
    """The lines whose sound is in the folder already."""
    for line in lines:
        path = folder / f"{_key(line)}.npz"
        if path.is_file():
            yield _read(path, line)


def _key(line: Line) -> str:
    return hashlib.sha256(repr((line.voice, line.rate, line.text)).encode()).hexdigest()[:20]


def _spoken(line: Line, registry: Registry) -> tuple[Samples, tuple[PhonemeSpan, ...]]:
    if line.adapter == "espeak":
        return _spoken_by_espeak(line)
    synthesizer = registry.synthesizer(line.voice)
    sounds, phonemes, offset = [], [], 0.0
    for sentence in synthesizer.synthesize(line.text, voice=line.voice, rate=line.rate):
        audio = sentence.audio
        sounds.append(resampled(audio.samples, audio.sample_rate))
        phonemes += [
            PhonemeSpan(span.symbol, span.start + offset, span.end + offset)
            for span in sentence.phonemes or ()
        ]
        offset += len(sounds[-1]) / SAMPLE_RATE
    return np.concatenate(sounds), tuple(phonemes)


def _spoken_by_espeak(line: Line) -> tuple[Samples, tuple[PhonemeSpan, ...]]:
    text = speakable(line.text, line.language)
    speech = espeak_library().speak(text, line.voice, line.rate)
    samples = resampled(speech.samples, speech.sample_rate)
    level = float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
    if not level:
        raise InferenceError(f"{line.voice} makes no sound of {text!r}")
    starts = [start for _, start in speech.symbols]
    ends = [*starts[1:], len(samples) / SAMPLE_RATE]
    spans = (
        PhonemeSpan(LANGUAGE_SWITCH.sub("", symbol).strip() or PAUSE, start, max(start, end))
        for (symbol, start), end in zip(speech.symbols, ends, strict=True)
    )
    return samples * np.float32(ESPEAK_LEVEL / level), joined_phonemes(spans)


def resampled(samples: Samples, sample_rate: int) -> Samples:
    """The sound at 16 kHz."""
    common = math.gcd(sample_rate, SAMPLE_RATE)
    sound = resample_poly(samples, SAMPLE_RATE // common, sample_rate // common)
    return np.asarray(sound, np.float32)


def _write(path: Path, samples: Samples, phonemes: tuple[PhonemeSpan, ...]) -> None:
    """Put the clip under its name when it is complete."""
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    symbols = np.array([span.symbol for span in phonemes])
    times = np.array([(span.start, span.end) for span in phonemes])
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        np.savez(file, samples=pcm, symbols=symbols, times=times)
    os.replace(file.name, path)  # noqa: PTH105 - the file may be another process's by now


def _read(path: Path, line: Line) -> Clip:
    with np.load(path, allow_pickle=False) as table:
        phonemes = tuple(
            PhonemeSpan(str(symbol), float(start), float(end))
            for symbol, (start, end) in zip(table["symbols"], table["times"], strict=True)
        )
        return Clip(line, table["samples"], phonemes)
