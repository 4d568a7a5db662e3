"""What a recording is like: level, noise, clipping, bandwidth, how much of it is speech."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from inference.loudness import LoudnessMeter
from inference.media import Samples
from inference.sound_decoding import MAX_DURATION, RATE, SoundDecoder
from inference.sound_protocols import (
    ACTIVITY_FRAME,
    ACTIVITY_RATE,
    ActivityStream,
    SpeechActivity,
)
from inference.sound_resampling import Resampler

SPEECH: Final = 0.5  # probability from which a frame counts as speech
PAUSE: Final = 0.15  # probability below which it counts as none
QUIETEST: Final = -100.0  # dBFS; softer counts as this
LOUDEST: Final = 10.0
STEP: Final = 0.5  # dB between levels that are told apart
FEW_PAUSES: Final = 10  # frames; with fewer the softest frames stand for the noise
SOFTEST: Final = 0.05  # share of all frames
MAX_SNR: Final = 80.0  # dB
RUMBLE: Final = 80.0  # hertz; lower is neither voice nor heard as noise
SPECTRUM: Final = 2048  # samples of a window: 43 ms
SPECTRUM_EVERY: Final = 4  # windows; one in so many is looked at
IN_BAND: Final = 60.0  # dB under the strongest band that still count as sound
SMOOTH_BANDS: Final = 9  # neighbours that are averaged

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SoundMeasures:
    """What was measured over a whole recording.

    Attributes:
        duration: seconds.
        loudness: LUFS; ``None`` for silence.
        loudness_range: LU.
        peak: dBTP.
        noise_floor_db: dBFS, root mean square of what sounds when nobody speaks, 80 Hz to 8 kHz.
        snr_db: dB from the noise to the speech; ``None`` where nobody speaks.
        speech_share: share of the time in which somebody speaks, within [0, 1].
        clipping_share: share of the samples that are at full scale, within [0, 1].
        bandwidth_hz: the highest frequency that the recording holds: 3,400 for a telephone.
        damaged_at: seconds; where something could not be decoded first, else ``None``.
    """

    duration: float
    loudness: float | None
    loudness_range: float
    peak: float
    noise_floor_db: float
    snr_db: float | None
    speech_share: float
    clipping_share: float
    bandwidth_hz: float
    damaged_at: float | None = None


def measure_recording(
    path: Path,
    activity: SpeechActivity,
    *,
    start: float = 0.0,
    end: float | None = None,
    max_duration: float = MAX_DURATION,
) -> SoundMeasures:
    """Decode and measure a file with sound in it; memory does not grow with its length.

    Args:
        path: any recording or video with sound.
        activity: tells speech from noise.
        start: seconds left out at the beginning.
        end: seconds where to stop; ``None`` for all.
        max_duration: seconds that are accepted.

    Raises:
        UnreadableSoundError: it cannot be decoded.
        NoSoundError: a video without a sound track.
        SoundTooLongError: it lasts longer than ``max_duration``.
    """
    decoder = SoundDecoder(path, start=start, end=end, max_duration=max_duration)
    meter = SoundMeter(activity)
    for block in decoder.blocks():
        meter.feed(block)
    return meter.finish(decoder)


class SoundMeter:
    """Measures 48 kHz mono sound piece by piece."""

    def __init__(self, activity: SpeechActivity) -> None:
        self._loudness = LoudnessMeter(RATE)
        self._resampler = Resampler(RATE, ACTIVITY_RATE)
        self._frames = _FrameLevels(activity.start())
        self._bands = _Bands()

    def feed(self, samples: Samples) -> None:
        """Take in the sound that follows, shape (n,), float32."""
        self._loudness.feed(samples)
        self._frames.feed(self._resampler.feed(samples))
        self._bands.feed(samples)

    def finish(self, decoder: SoundDecoder) -> SoundMeasures:
        """The measures of all that was fed.

        Args:
            decoder: where the sound came from, read to its end.
        """
        self._frames.feed(self._resampler.finish())
        loudness = self._loudness.finish()
        noise, snr, share = self._frames.finish()
        return SoundMeasures(
            duration=decoder.found.duration,
            loudness=loudness.integrated,
            loudness_range=loudness.range,
            peak=loudness.true_peak,
            noise_floor_db=noise,
            snr_db=snr,
            speech_share=share,
            clipping_share=decoder.found.clipping_share,
            bandwidth_hz=self._bands.highest(),
            damaged_at=decoder.found.damaged_at,
        )


class _FrameLevels:
    """Counts how many frames of speech and of pauses have which level."""

    def __init__(self, activity: ActivityStream) -> None:
        self._activity = activity
        self._filter = butter(2, RUMBLE, "highpass", fs=ACTIVITY_RATE, output="sos")
        self._state: Any = np.zeros((1, 2))
        self._pending = np.zeros(0, np.float32)
        self._last = 0.0  # probability of the frame before
        n_levels = round((LOUDEST - QUIETEST) / STEP) + 1
        self._levels = QUIETEST + STEP * np.arange(n_levels)
        self._speech, self._pauses, self._all = (np.zeros(n_levels) for _ in range(3))

    def feed(self, samples: Samples) -> None:
        """Take in 16 kHz sound."""
        if not len(samples):
            return
        probabilities = self._activity.feed(samples)
        heard, self._state = sosfilt(self._filter, samples, zi=self._state)
        self._pending = np.concatenate([self._pending, np.asarray(heard, np.float32)])
        count = len(probabilities)
        whole, self._pending = np.split(self._pending, [count * ACTIVITY_FRAME])
        if count:
            self._count(probabilities, whole.reshape(count, ACTIVITY_FRAME))

    def finish(self) -> tuple[float, float | None, float]:
        """Noise floor in dBFS, distance from it to the speech in dB, share of speech."""
        n_frames = self._all.sum()
        if not n_frames:
            return QUIETEST, None, 0.0
        enough = self._pauses.sum() >= FEW_PAUSES
        noise = self._quantile(self._pauses, 0.5) if enough else self._quantile(self._all, SOFTEST)
        n_speech = self._speech.sum()
        if not n_speech:
            return noise, None, 0.0
        power = float(self._speech @ 10 ** (self._levels / 10) / n_speech)
        clean = max(power - 10 ** (noise / 10), power * 1e-2)
        snr = min(MAX_SNR, 10 * np.log10(clean) - noise)
        return noise, float(snr), float(n_speech / n_frames)

    def _count(self, probabilities: Samples, frames: Samples) -> None:
        powers = (frames.astype(np.float64) ** 2).mean(axis=1)
        decibels = 10 * np.log10(np.maximum(powers, 1e-10))
        places = np.clip(np.round((decibels - QUIETEST) / STEP), 0, len(self._levels) - 1)
        before = np.concatenate([[self._last], probabilities[:-1]])
        self._last = float(probabilities[-1])
        quiet = (probabilities < PAUSE) & (before < PAUSE)
        for counts, chosen in (
            (self._speech, probabilities >= SPEECH),
            (self._pauses, quiet),
            (self._all, np.ones(len(places), bool)),
        ):
            np.add.at(counts, places[chosen].astype(int), 1)

    def _quantile(self, counts: Levels, share: float) -> float:
        index = int(np.searchsorted(np.cumsum(counts), share * counts.sum()))
        return float(self._levels[min(index, len(self._levels) - 1)])


class _Bands:
    """The mean spectrum of the louder moments."""

    def __init__(self) -> None:
        self._window = np.hanning(SPECTRUM).astype(np.float32)
        self._sum = np.zeros(SPECTRUM // 2 + 1)
        self._pending = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> None:
        """Take in 48 kHz sound."""
        stride = SPECTRUM * SPECTRUM_EVERY
        self._pending = np.concatenate([self._pending, samples])
        count = len(self._pending) // stride
        if not count:
            return
        whole, self._pending = np.split(self._pending, [count * stride])
        windows = whole.reshape(count, stride)[:, :SPECTRUM] * self._window
        self._sum += (np.abs(np.fft.rfft(windows, axis=1)) ** 2).sum(axis=0)

    def highest(self) -> float:
        """The highest frequency that is there, in hertz; 0 for silence."""
        kernel = np.ones(SMOOTH_BANDS) / SMOOTH_BANDS
        bands = np.convolve(self._sum, kernel, mode="same")
        if bands.max() <= 0:
            return 0.0
        present = np.flatnonzero(bands > bands.max() * 10 ** (-IN_BAND / 10))
        return float(present[-1] * RATE / SPECTRUM)
