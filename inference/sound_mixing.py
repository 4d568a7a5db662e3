"""Several channels to one, without losing anybody.

The mean of two channels is silent where one is the other upside down: a wrongly wired microphone, a
stereo widener, a karaoke file. There the louder channel is taken instead.
"""

from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter, lfilter_zi

from inference.media import Samples

Channels = npt.NDArray[np.float32]

# Energy of the mean over that of the louder channel: 1 for equal channels, 1/2 for unrelated ones,
# 1/4 where one channel is silent, 0 for opposite ones.
CANCELLED: Final = 0.1
RESTORED: Final = 0.2
MEMORY: Final = 1.0  # seconds over which energies are remembered
CROSSFADE: Final = 0.01  # seconds from one mixture to another
DC_CORNER: Final = 10.0  # hertz; below what any voice or loudspeaker makes
PCM_RANGES: Final = {"u8": 128.0, "s16": 32768.0, "s32": 2147483648.0}


def float_channels(frame: Any) -> Channels:
    """The samples of an audio frame of PyAV.

    Returns:
        Shape (n_channels, n_samples), float32, full scale 1.
    """
    values = frame.to_ndarray()
    name = frame.format.name
    if not frame.format.is_planar:
        values = values.reshape(-1, frame.layout.nb_channels).T
    kind = name.removesuffix("p")
    if kind not in PCM_RANGES:  # float and double
        return np.asarray(values, np.float32)
    floats = values.astype(np.float32)
    if kind == "u8":
        floats -= np.float32(128)
    return np.asarray(floats / np.float32(PCM_RANGES[kind]), np.float32)


class Mixer(Protocol):
    """Makes one channel of one or two."""

    def mix(self, channels: Channels, rate: int) -> Samples:
        """The sound that follows, as one channel.

        Args:
            channels: shape (1 or 2, n), float32.
            rate: hertz.

        Returns:
            Shape (n,), float32.
        """


class OneChannel:
    """Takes one channel as it is, for those who need both, one after the other."""

    def __init__(self, index: int) -> None:
        """Prepare.

        Args:
            index: 0 for the left, 1 for the right; of a single channel either is that one.
        """
        self._index = index

    def mix(self, channels: Channels, rate: int) -> Samples:  # noqa: ARG002  see ``Mixer``
        """See ``Mixer``."""
        return np.asarray(channels[min(self._index, len(channels) - 1)], np.float32)


class MonoMixer:
    """Mixes two channels to one; remembers which mixture it uses."""

    def __init__(self) -> None:
        self._energies = np.zeros(3)  # of the mean, the left and the right
        self._weights = np.full(2, 0.5)

    def mix(self, channels: Channels, rate: int) -> Samples:
        """The sound that follows, as one channel.

        Args:
            channels: shape (1 or 2, n), float32.
            rate: hertz.

        Returns:
            Shape (n,), float32.
        """
        if len(channels) == 1:
            return np.asarray(channels[0], np.float32)
        before, self._weights = self._weights, self._chosen(channels, rate)
        if np.array_equal(before, self._weights):
            return np.asarray(self._weights @ channels, np.float32)
        n_samples = channels.shape[1]
        ramp = np.clip(np.arange(n_samples) / (CROSSFADE * rate), 0, 1)
        weights = before[:, None] * (1 - ramp) + self._weights[:, None] * ramp
        return np.asarray((weights * channels).sum(0), np.float32)

    def _chosen(self, channels: Channels, rate: int) -> npt.NDArray[np.float64]:
        left, right = np.asarray(channels, np.float64)
        kept = np.exp(-channels.shape[1] / (MEMORY * rate))
        mean = (left + right) / 2
        self._energies *= kept
        self._energies += [mean @ mean, left @ left, right @ right]
        mixed, *single = self._energies
        share = mixed / max(single) if max(single) > 0 else 1.0
        is_mixed = bool(self._weights[0] == self._weights[1])
        if share < (CANCELLED if is_mixed else RESTORED):
            if is_mixed:
                return np.array([1.0, 0.0]) if single[0] >= single[1] else np.array([0.0, 1.0])
            return self._weights
        return np.full(2, 0.5)


class ConstantRemover:
    """Takes away a constant offset and what is too low to hear, without a delay."""

    def __init__(self, rate: int) -> None:
        # One pole and one zero at zero frequency, as in J. O. Smith, "Introduction to Digital
        # Filters", section "DC Blocker".
        pole = np.exp(-2 * np.pi * DC_CORNER / rate)
        self._numerator = np.array([1.0, -1.0]) * (1 + pole) / 2
        self._denominator = np.array([1.0, -pole])
        self._state: npt.NDArray[np.float64] | None = None

    def feed(self, samples: Samples) -> Samples:
        """The sound that follows, shape (n,), without its offset."""
        if not len(samples):
            return samples
        if self._state is None:  # as if the first value had been there for ever: no step
            self._state = lfilter_zi(self._numerator, self._denominator) * samples[0]
        filtered, self._state = lfilter(self._numerator, self._denominator, samples, zi=self._state)
        return np.asarray(filtered, np.float32)
