"""What a room sounds like when nobody speaks, to fill in where the original is turned down.

Without it a hum or hiss would go and come with every line. Only what is always there counts: the
lower tenth of each frequency's power in the pauses, from which the mean of a steady noise follows,
and only where its neighbours have as much. So music, steps and doors are not taken for the room.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, rfft
from scipy.ndimage import percentile_filter

from inference.media import Samples
from inference.sound_decoding import RATE
from inference.sound_mixing import Channels

WINDOW: Final = 2048  # samples, 43 ms
LENGTH: Final = 1 << 18  # samples, 5.5 s, after which the noise begins anew, without a seam
MOST: Final = 200  # windows that are looked at, 9 s of pauses
LEAST: Final = 12  # windows, half a second; with less nothing is known of the room
BEFORE: Final = 0.1  # seconds before speech that are left out, and after it
AFTER: Final = 0.25
LOWER: Final = 0.1  # quantile of a steady noise's power that is compared with its mean
NEARBY: Final = 31  # bins, 700 Hz: tones stand out of them and are not taken for the room
VALLEY: Final = 25  # percentile of the neighbours' power that counts
SEED: Final = 1

Powers = npt.NDArray[np.floating[Any]]


class RoomTone:
    """A steady noise, as long as is wanted."""

    def __init__(self, loop: Channels) -> None:
        """Prepare.

        Args:
            loop: shape (n_channels, n), 48 kHz; its end goes on with its beginning.
        """
        self._loop = loop

    @classmethod
    def of(cls, blocks: Iterator[Channels], spans: Iterable[tuple[float, float]]) -> Self | None:
        """The tone of a room.

        Args:
            blocks: the original, shape (n_channels, n), 48 kHz, from the start of the video.
            spans: from when to when somebody speaks in it, seconds.

        Returns:
            ``None`` where there are too few pauses to tell.
        """
        powers = _pause_powers(blocks, spans)
        if len(powers) < LEAST:
            return None
        # the power of noise in one bin is distributed exponentially
        means = np.quantile(np.stack(powers), LOWER, axis=0) / -np.log1p(-LOWER)
        means = percentile_filter(means, VALLEY, size=(1, NEARBY), mode="nearest")
        return cls(np.stack([_noise(mean, SEED + i) for i, mean in enumerate(means)]))

    def at(self, start: int, n_samples: int) -> Channels:
        """So much of it from a sample on, shape (n_channels, n_samples)."""
        places = np.arange(start, start + n_samples) % self._loop.shape[1]
        return np.asarray(self._loop[:, places], np.float32)


def _pause_powers(blocks: Iterator[Channels], spans: Iterable[tuple[float, float]]) -> list[Powers]:
    """Power spectra of windows in which nobody speaks, (n_channels, n_bins) each."""
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    taken = np.array([(start - BEFORE, end + AFTER) for start, end in spans]).reshape(-1, 2) * RATE
    found: list[Powers] = []
    start = 0
    for block in blocks:
        for first in range(0, block.shape[-1] - WINDOW + 1, WINDOW):
            place = start + first
            if not np.any((taken[:, 1] > place) & (taken[:, 0] < place + WINDOW)):
                spectrum = rfft(block[:, first : first + WINDOW] * window)
                found.append(np.abs(spectrum) ** 2 / np.sum(window**2))
        start += block.shape[-1]
        if len(found) >= MOST:
            break
    return found


def _noise(power: Powers, seed: int) -> Samples:
    """A loop of noise with a power in each bin."""
    bins = np.linspace(0, len(power) - 1, LENGTH // 2 + 1)
    magnitude = np.sqrt(LENGTH * np.interp(bins, np.arange(len(power)), power))
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(magnitude))
    phases[[0, -1]] = 0.0
    return np.asarray(irfft(magnitude * np.exp(1j * phases)), np.float32)
