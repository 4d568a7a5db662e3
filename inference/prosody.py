"""How something is said: where there is speech, what is stressed, where a phrase ends.

Head, brows and lids follow the melody of speech rather than its sounds. The same facts are found in
phonemes, where the speech is our own, and in sound alone, so that text and recordings look alike:
accents are peaks of loudness that also rise in pitch (Terken and Hermes, "The perception of
prosodic prominence", 2000).
"""

import itertools
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import (
    binary_closing,
    binary_opening,
    gaussian_filter1d,
    median_filter,
    uniform_filter1d,
)
from scipy.signal import find_peaks

from inference.errors import InputError
from inference.speech import PhonemeSpan
from inference.visemes import VOWELS, is_stressed, letters_of

PHRASE_PAUSE: Final = 0.2  # seconds without speech that end a phrase
ACCENT_GAP: Final = 0.45  # seconds between accents, at least
EASE: Final = 0.22  # seconds, standard deviation, from silence to speech
NUCLEUS: Final = 0.4  # more strength of the last accent of a phrase
EXTRA_STRESS: Final = "ˈˈ"  # IPA's mark on a vowel that is emphasised
EXTRA: Final = 0.4  # more strength of an emphasised vowel

STEP: Final = 0.02  # seconds between values of loudness and pitch
WINDOW: Final = 0.04  # seconds heard for one pitch
BLOCK: Final = 3000  # steps worked on at once: a minute
QUIET: Final = -55.0  # dB of full scale; a recording that is nowhere louder is silent
ABOVE_NOISE: Final = 9.0  # dB over the noise that speech is at least
BELOW_SPEECH: Final = 30.0  # dB under loud speech that still is speech
PITCHES: Final = (65.0, 420.0)  # hertz
VOICING: Final = 0.45  # of the autocorrelation, for a pitch to count
LOCAL: Final = 1.6  # seconds around a syllable that it is compared with
PITCH_WEIGHT: Final = 1.2  # dB that a semitone above its surroundings is worth
PROMINENCE: Final = 2.0  # dB above its surroundings that makes a syllable an accent
FULL_PROMINENCE: Final = 9.0  # dB, of the strongest accents

Floats = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Prosody:
    """The melody of a clip as far as a face follows it.

    Attributes:
        speaking: shape (n_frames,), within [0, 1]: 1 while there is speech, eased.
        accents: shape (n, 2): times in seconds, rising, and strengths within [0, 1].
        phrase_ends: shape (m,): seconds, rising, at which a pause begins.
    """

    speaking: Floats
    accents: Floats
    phrase_ends: Floats

    @classmethod
    def silent(cls, n_frames: int) -> "Prosody":
        """Nobody speaks."""
        return cls(np.zeros(n_frames, np.float32), np.zeros((0, 2)), np.zeros(0))


def prosody_of_phonemes(phonemes: Sequence[PhonemeSpan], fps: Fraction, n_frames: int) -> Prosody:
    """Prosody of speech whose phonemes are known.

    Args:
        phonemes: in order, in seconds.
        fps: video frames per second.
        n_frames: rows wanted.
    """
    sounding = [span for span in phonemes if letters_of(span.symbol)]
    if not sounding:
        return Prosody.silent(n_frames)
    active = np.zeros(n_frames)
    for span in sounding:
        active[int(span.start * fps) : int(span.end * fps) + 1] = 1.0
    ends = [
        before.end
        for before, after in itertools.pairwise(sounding)
        if after.start - before.end > PHRASE_PAUSE
    ]
    phrase_ends = np.array([*ends, sounding[-1].end])
    return Prosody(_eased(active, fps), _stressed(sounding, phrase_ends), phrase_ends)


def _stressed(phonemes: Sequence[PhonemeSpan], phrase_ends: Floats) -> Floats:
    """Middles of the stressed vowels; longer ones and the last of a phrase are stronger."""
    stressed = [
        ((span.start + span.end) / 2, span.end - span.start, EXTRA_STRESS in span.symbol)
        for span in phonemes
        if is_stressed(span.symbol) and any(letter in VOWELS for letter in letters_of(span.symbol))
    ]
    if not stressed:
        return np.zeros((0, 2))
    found = np.array(stressed)
    relative = found[:, 1] / np.median(found[:, 1])
    strengths = np.clip(0.25 + 0.3 * relative, 0.2, 0.8) + EXTRA * found[:, 2]
    return _spaced(found[:, 0], _with_nuclei(found[:, 0], strengths, phrase_ends))


def _with_nuclei(moments: Floats, strengths: Floats, phrase_ends: Floats) -> Floats:
    """Strengths with the last accent before each phrase end made stronger."""
    last = np.searchsorted(moments, phrase_ends) - 1
    gained = strengths.copy()
    gained[np.unique(last[last >= 0])] += NUCLEUS
    clipped: Floats = np.clip(gained, 0, 1)
    return clipped


def _spaced(moments: Floats, strengths: Floats) -> Floats:
    """Drop the weaker of accents that are too close, (n, 2)."""
    kept: list[tuple[float, float]] = []
    for moment, strength in zip(moments.tolist(), strengths.tolist(), strict=True):
        if not kept or moment - kept[-1][0] >= ACCENT_GAP:
            kept.append((moment, strength))
        elif strength > kept[-1][1]:
            kept[-1] = (moment, strength)
    return np.array(kept).reshape(-1, 2)


def _eased(active: Floats, fps: Fraction) -> Floats:
    smooth: Floats = gaussian_filter1d(active, EASE * float(fps), mode="nearest")
    return smooth.astype(np.float32)


def prosody_of_sound(
    path: Path, fps: Fraction, n_frames: int, *, speaking: Floats | None = None
) -> Prosody:
    """Prosody heard in a recording; memory grows by a few bytes a video frame.

    Args:
        path: 16-bit mono WAV, best at 16 kHz and cleaned.
        fps: video frames per second.
        n_frames: rows wanted.
        speaking: shape (n_frames,), within [0, 1], where it is known better than loudness tells,
            as music is loud too.

    Raises:
        InputError: the file is no 16-bit mono WAV.
    """
    loudness, pitch = _heard(path)
    if not len(loudness):
        return Prosody.silent(n_frames)
    times = (np.arange(len(loudness)) + 0.5) * STEP
    frames = (np.arange(n_frames) + 0.5) / float(fps)
    if speaking is None:
        active = _speech(loudness)
        shown = np.interp(frames, times, active.astype(np.float64), right=0.0)
    else:
        active = np.interp(times, frames, speaking) > 0.5  # noqa: PLR2004  more speech than not
        shown = np.asarray(speaking, np.float64)
    phrase_ends = _ends(active)
    accents = _accents(loudness, pitch, active, phrase_ends)
    return Prosody(_eased(shown, fps), accents, phrase_ends)


def _heard(path: Path) -> tuple[Floats, Floats]:
    """Loudness in dB and pitch in semitones (NaN where there is none), one value a step."""
    found = [_analysed(block, rate) for block, rate in _blocks(path)]
    if not found:
        return np.zeros(0), np.zeros(0)
    loudness, pitch = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return loudness, pitch


def _blocks(path: Path) -> Iterator[tuple[Floats, int]]:
    """A minute at a time, and the rate."""
    with wave.open(str(path), "rb") as sound:
        if sound.getnchannels() != 1 or sound.getsampwidth() != 2:  # noqa: PLR2004  bytes
            raise InputError(f"{path.name} is not 16-bit mono")
        rate = sound.getframerate()
        step = round(STEP * rate)
        while data := sound.readframes(BLOCK * step):
            samples = np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768)
            yield np.pad(samples, (0, -len(samples) % step)), rate


def _analysed(samples: Floats, rate: int) -> tuple[Floats, Floats]:
    """Loudness and pitch of one block."""
    step, window = round(STEP * rate), round(WINDOW * rate)
    steps = samples.reshape(-1, step)
    loudness = 10 * np.log10((steps**2).mean(1) + 1e-10)
    padded = np.pad(samples, ((window - step) // 2, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::step][: len(steps)]
    pitch = np.concatenate([frame_pitches(part, rate) for part in np.array_split(frames, 8)])
    return loudness, np.where(loudness > QUIET, pitch, np.nan)


def frame_pitches(frames: Floats, rate: int) -> Floats:
    """Semitones above 1 Hz of each frame, (n, window), by its autocorrelation; NaN if unvoiced."""
    if not len(frames):
        return np.zeros(0)
    window = frames.shape[1]
    shaped = (frames - frames.mean(1, keepdims=True)) * np.hanning(window).astype(np.float32)
    size = 1 << (2 * window - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(shaped, size)) ** 2)
    shape = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(window), size)) ** 2)
    first, last = int(rate / PITCHES[1]), min(int(rate / PITCHES[0]), int(0.6 * window))
    normal = correlation[:, first:last] / shape[first:last] * shape[0]
    normal /= np.maximum(correlation[:, :1], 1e-9)
    lag = normal.argmax(1)
    voiced = normal[np.arange(len(lag)), lag] > VOICING
    return np.where(voiced, 12 * np.log2(rate / (first + lag)), np.nan)


def _speech(loudness: Floats) -> Flags:
    """Where someone speaks, by loudness alone."""
    if not len(loudness) or loudness.max() < QUIET:
        return np.zeros(len(loudness), bool)
    audible = loudness[loudness > -90]  # noqa: PLR2004  digital silence says nothing of the noise
    noise, loud = np.quantile(audible, [0.05, 0.95])
    least = max(noise + ABOVE_NOISE, loud - BELOW_SPEECH)
    active = loudness > min(least, loud - 6)
    closed = binary_closing(np.pad(active, 10), np.ones(round(PHRASE_PAUSE / STEP)))[10:-10]
    opened: Flags = binary_opening(closed, np.ones(4))
    return opened


def _ends(active: Flags) -> Floats:
    """Seconds at which runs of speech end."""
    edges = np.diff(np.concatenate([active, [False]]).astype(np.int8))
    ends: Floats = (np.flatnonzero(edges == -1) + 1) * STEP
    return ends


def _accents(loudness: Floats, pitch: Floats, active: Flags, phrase_ends: Floats) -> Floats:
    """Syllables that stand out from their surroundings, (n, 2)."""
    if not active.any():
        return np.zeros((0, 2))
    level = gaussian_filter1d(np.maximum(loudness, QUIET), 0.04 / STEP)
    louder = level - _local_mean(level, active)
    higher = _pitch_excursion(pitch, active)
    standing = np.where(active, louder + PITCH_WEIGHT * np.clip(higher, -2, 6), -np.inf)
    peaks, _ = find_peaks(np.where(active, level, QUIET), prominence=1.5)
    peaks = peaks[standing[peaks] > PROMINENCE]
    strengths = np.clip(standing[peaks] / FULL_PROMINENCE, 0.2, 0.8)
    moments = (peaks + 0.5) * STEP
    if not len(moments):
        return np.zeros((0, 2))
    return _spaced(moments, _with_nuclei(moments, strengths, phrase_ends))


def _local_mean(values: Floats, active: Flags) -> Floats:
    """Mean over the speech around each step."""
    size = round(LOCAL / STEP)
    weight = uniform_filter1d(active.astype(np.float64), size, mode="constant")
    total = uniform_filter1d(np.where(active, values, 0.0), size, mode="constant")
    mean: Floats = total / np.maximum(weight, 1e-6)
    return mean


def _pitch_excursion(pitch: Floats, active: Flags) -> Floats:
    """Semitones above the pitch around; 0 where there is none."""
    voiced = active & np.isfinite(pitch)
    if voiced.sum() < 5:  # noqa: PLR2004  nothing to compare with
        return np.zeros(len(pitch))
    places = np.flatnonzero(voiced)
    filled = np.interp(np.arange(len(pitch)), places, median_filter(pitch[places], 5))
    smooth = gaussian_filter1d(filled, 0.05 / STEP)
    excursion: Floats = smooth - _local_mean(smooth, active)
    return excursion
