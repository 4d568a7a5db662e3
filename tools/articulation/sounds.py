"""Sounds that are no speech: noise of several colours, breath, music; and rooms."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, rfft

from tools.articulation.speech import SAMPLE_RATE

Sound = npt.NDArray[np.float32]
Generator = np.random.Generator

SCALE_STEPS: Final = (0, 2, 4, 5, 7, 9, 11)
CHORDS: Final = ((0, 2, 4), (3, 5, 7), (4, 6, 8), (5, 7, 9), (1, 3, 5))
LOWEST_NOTE: Final = 110.0  # hertz


def normalised(sound: Sound) -> Sound:
    """The sound with a root mean square of 1; silence stays."""
    level = float(np.sqrt(np.mean(sound**2)))
    return sound / np.float32(level) if level else sound


def coloured_noise(n_samples: int, random: Generator) -> Sound:
    """White, pink, brown or in between, perhaps only in a band; root mean square 1."""
    spectrum = rfft(random.standard_normal(n_samples).astype(np.float32))
    frequencies = np.maximum(np.arange(len(spectrum)) * SAMPLE_RATE / n_samples, 20.0)
    gain = (frequencies / 1000) ** -random.uniform(0, 1)
    if random.random() < 0.3:  # noqa: PLR2004 - a share
        centre = np.exp(random.uniform(np.log(100), np.log(5000)))
        gain *= np.exp(-(np.log(frequencies / centre) ** 2) / random.uniform(0.2, 1.5))
    noise = irfft(spectrum * gain.astype(np.float32), n_samples).astype(np.float32)
    if random.random() < 0.3:  # noqa: PLR2004 - a share
        noise *= _wobble(n_samples, random)
    return normalised(noise)


def breath(n_samples: int, random: Generator) -> Sound:
    """Noise of a breath or two, shaped like air between the lips; peaks of about 1."""
    sound = np.zeros(n_samples, np.float32)
    for _ in range(random.integers(1, 4)):
        length = int(random.uniform(0.2, 1.1) * SAMPLE_RATE)
        spectrum = rfft(random.standard_normal(length).astype(np.float32))
        frequencies = np.arange(len(spectrum)) * SAMPLE_RATE / length
        gain = np.zeros(len(spectrum))
        for centre in random.uniform(400, 6000, 3):
            gain += random.uniform(0.2, 1) * np.exp(-(((frequencies - centre) / 700) ** 2))
        puff = irfft(spectrum * gain, length)
        puff *= np.sin(np.pi * np.linspace(0, 1, length) ** random.uniform(0.6, 1.7)) ** 2
        start = random.integers(-length // 2, n_samples - length // 2)
        first, last = max(0, start), min(n_samples, start + length)
        sound[first:last] += (puff / np.abs(puff).max())[first - start : last - start]
    return sound


def music(n_samples: int, random: Generator) -> Sound:
    """Chords, a bass, a tune and drums of no particular song; root mean square 1."""
    sound = np.zeros(n_samples, np.float32)
    beat = random.uniform(0.25, 0.7)
    root = LOWEST_NOTE * 2 ** random.uniform(0, 1)
    n_harmonics = int(random.choice([1, 1, 2, 3, 5, 8, 12]))
    is_plucked, has_tune, has_drums = random.random(3) < (0.6, 0.6, 0.6)
    chord = CHORDS[0]
    for number in range(int(n_samples / SAMPLE_RATE / beat) + 1):
        start = int(number * beat * SAMPLE_RATE)
        if number % 4 == 0:
            chord = CHORDS[random.integers(len(CHORDS))]
            for degree in chord:
                _add_note(
                    sound, start, 4 * beat, _pitch(root, degree), n_harmonics, is_plucked=is_plucked
                )
            _add_note(sound, start, 2 * beat, _pitch(root, chord[0]) / 2, 4, is_plucked=True)
        if has_tune:
            note = _pitch(root, int(random.integers(7, 16)))
            _add_note(sound, start, beat, note, n_harmonics, is_plucked=is_plucked)
        if has_drums:
            _add_drum(sound, start, random)
    return normalised(sound)


def _pitch(root: float, degree: int) -> float:
    octave, step = divmod(degree, len(SCALE_STEPS))
    return float(root * 2 ** (octave + SCALE_STEPS[step] / 12))


def _add_note(
    sound: Sound, start: int, duration: float, pitch: float, n_harmonics: int, *, is_plucked: bool
) -> None:
    length = min(int(duration * SAMPLE_RATE), len(sound) - start)
    if length <= 0:
        return
    times = np.arange(length, dtype=np.float32) / SAMPLE_RATE
    note = np.zeros(length, np.float32)
    for harmonic in range(1, n_harmonics + 1):
        if pitch * harmonic < SAMPLE_RATE / 2:
            note += np.sin(2 * np.pi * pitch * harmonic * times) / harmonic
    edge = np.minimum(1, np.minimum(times / 0.01, times[::-1] / 0.03))
    sound[start : start + length] += note * edge * (np.exp(-4 * times) if is_plucked else 0.5)


def _add_drum(sound: Sound, start: int, random: Generator) -> None:
    length = min(int(random.uniform(0.03, 0.15) * SAMPLE_RATE), len(sound) - start)
    if length <= 0:
        return
    fall = np.exp(-np.arange(length) * 5 / length).astype(np.float32)
    hit = random.standard_normal(length).astype(np.float32)
    if random.random() < 0.4:  # noqa: PLR2004 - a share
        hit = np.sin(2 * np.pi * 70 * np.arange(length) / SAMPLE_RATE) * 3
    sound[start : start + length] += (hit * fall * random.uniform(0, 0.7)).astype(np.float32)


def room(random: Generator) -> Sound:
    """An impulse response: the direct sound, a few echoes, and a tail that dies away."""
    duration = random.uniform(0.08, 0.7)  # until the tail is 60 dB down
    length = int(duration * SAMPLE_RATE)
    fall = np.exp(-6.9 * np.arange(length) / length)
    tail = random.standard_normal(length) * fall
    response = (tail / np.sqrt(np.sum(tail**2)) * random.uniform(0.1, 0.9)).astype(np.float32)
    response[: int(random.uniform(0.001, 0.02) * SAMPLE_RATE)] = 0
    for _ in range(random.integers(0, 6)):
        response[random.integers(10, length // 2)] += random.uniform(-0.4, 0.4)
    response[0] = 1
    return response


def _wobble(n_samples: int, random: Generator) -> Sound:
    """A level that changes several times a second."""
    points = random.uniform(0.1, 1, int(n_samples / SAMPLE_RATE * random.uniform(2, 12)) + 2)
    at = np.linspace(0, len(points) - 1, n_samples)
    return np.interp(at, np.arange(len(points)), points).astype(np.float32)
