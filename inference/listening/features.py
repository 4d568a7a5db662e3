"""What the network sees of a sound: log-mel bands relative to how loud the speech is just now.

Everything is causal, so that it is the same for a file and for a microphone: a frame depends on its
window of 25 ms and, through the level, on what came before.
"""

import functools
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft
from scipy.sparse import csr_array

from inference.media import Samples

SAMPLE_RATE: Final = 16_000  # hertz
HOP_LENGTH: Final = 160  # samples, so 100 frames a second
WINDOW_LENGTH: Final = 400  # samples
N_FFT: Final = 512
N_MELS: Final = 48
LOWEST: Final = 60.0  # hertz
HIGHEST: Final = 7600.0
FRAME_RATE: Final = SAMPLE_RATE // HOP_LENGTH
# Frame i is centred on (i + 0.5) / 100 s, where row i of the mouth is sampled.
LEAD_IN: Final = (WINDOW_LENGTH - HOP_LENGTH) // 2  # samples before the first frame's own
REACH: Final = (
    HOP_LENGTH + LEAD_IN
) / SAMPLE_RATE  # seconds from a frame's start to its last sample

POWER_FLOOR: Final = 1e-7  # of a mel band; digital silence has a logarithm too
QUIETEST_LEVEL: Final = -3.5  # ln of mean band power; what stays softer is no speech
FIRST_LEVEL: Final = 3.0  # about that of speech at -20 dBFS
ATTACK: Final = 0.3  # share of the way up to a louder frame, per frame
RELEASE: Final = 0.012  # fall per frame: 5 dB a second
DEPTH: Final = 9.0  # ln units below the level that are seen: 39 dB
SCALE: Final = 3.0  # brings features to about unit variance

Features = npt.NDArray[np.float32]


@functools.cache
def mel_filters() -> Features:
    """Triangular filters of height 1, equally spaced on O'Shaughnessy's mel scale.

    Returns:
        Shape (48, 257).
    """
    lowest, highest = 2595 * np.log10(1 + np.array([LOWEST, HIGHEST]) / 700)
    mel = np.linspace(lowest, highest, N_MELS + 2)
    corners = 700 * (10 ** (mel / 2595) - 1)
    left, centre, right = (corners[i : N_MELS + i, None] for i in range(3))
    frequencies = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)[None]
    rising = (frequencies - left) / (centre - left)
    falling = (right - frequencies) / (right - centre)
    filters: Features = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return filters


def log_mel(samples: Samples) -> Features:
    """Logarithm of the power in each band.

    Args:
        samples: n frames need ``160 * (n - 1) + 400`` samples; what does not fill a frame is left.

    Returns:
        Shape (n_frames, 48), natural logarithm.
    """
    if len(samples) < WINDOW_LENGTH:
        return np.empty((0, N_MELS), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW_LENGTH)[::HOP_LENGTH]
    spectra = rfft(windows * _window(), N_FFT)  # SciPy's stays in single precision
    power = spectra.real**2 + spectra.imag**2
    mel: Features = np.log((_filter_bank() @ power.T).T + np.float32(POWER_FLOOR))
    return mel


class LevelFollower:
    """How loud the speech is: up at once with a louder frame, down slowly.

    Attributes:
        level: natural logarithm of the mean power of a band.
    """

    def __init__(self, level: float = FIRST_LEVEL) -> None:
        self.level = level

    def features(self, mel: Features) -> Features:
        """Bands relative to the level, which moves on.

        Args:
            mel: shape (n_frames, 48), of ``log_mel``, following what was given before.

        Returns:
            Shape (n_frames, 48), float32, not below -3.
        """
        loudness = np.log(np.exp(mel).mean(axis=1)) if len(mel) else np.empty(0)
        levels = np.empty((len(mel), 1), np.float32)
        for index, loud in enumerate(loudness.tolist()):
            if loud > self.level:
                self.level += ATTACK * (loud - self.level)
            else:
                self.level = max(QUIETEST_LEVEL, self.level - RELEASE)
            levels[index] = self.level
        relative: Features = np.maximum(mel - levels, np.float32(-DEPTH)) / np.float32(SCALE)
        return relative


class FeatureStream:
    """Features of a sound that comes in pieces of any length."""

    def __init__(self) -> None:
        self._pending = np.zeros(LEAD_IN, np.float32)
        self._follower = LevelFollower()

    def feed(self, samples: Samples) -> Features:
        """The frames that are complete now, shape (n_frames, 48)."""
        sound = np.concatenate([self._pending, samples])
        mel = log_mel(sound)
        self._pending = sound[len(mel) * HOP_LENGTH :]
        return self._follower.features(mel)


@functools.cache
def _filter_bank() -> csr_array:
    """The filters without their zeros: a tenth of the work, and no threads."""
    return csr_array(mel_filters())


@functools.cache
def _window() -> Features:
    """A periodic Hann window."""
    phase = 2 * np.pi * np.arange(WINDOW_LENGTH) / WINDOW_LENGTH
    hann: Features = (0.5 - 0.5 * np.cos(phase)).astype(np.float32)
    return hann
