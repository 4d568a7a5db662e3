"""When the original goes quiet under a dub: early and gently, and not for every little pause.

The gain is down before anybody speaks and comes up after; where a pause is too short for that to be
heard as anything but pumping, it stays down.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

DEPTH: Final = -28.0  # dB; two languages at once are hard to follow, so little is left of one
BEFORE: Final = 0.15  # seconds before speech by which the gain is down
AFTER: Final = 0.3  # seconds after it; times of recognised words end early
FALL: Final = 0.35  # seconds from full to down
RISE: Final = 0.9  # seconds from down to full
BEGINNING: Final = -10.0  # seconds; before anything
SHORT_PAUSE: Final = 2.5  # seconds; in a shorter one the gain stays down

Gains = npt.NDArray[np.float32]
Spans = list[tuple[float, float]]


class Ducking:
    """The gain of the original at every moment."""

    def __init__(self, spans: Iterable[tuple[float, float]], depth: float = DEPTH) -> None:
        """Prepare.

        Args:
            spans: from when to when somebody speaks, in the original or in the dub; seconds, in
                any order.
            depth: dB that the original is changed by meanwhile.
        """
        self._depth = depth
        moments, values = [BEGINNING], [1.0]
        for start, end in joined_spans(spans):
            moments += [start - FALL, start, end, end + RISE]
            values += [1.0, 0.0, 0.0, 1.0]
        self._moments = np.array(moments)
        self._values = np.array(values)

    def openness(self, start: float, n_samples: int, rate: int) -> Gains:
        """0 while somebody speaks, 1 where nobody does, eased between.

        Args:
            start: seconds.
            n_samples: how many values.
            rate: of them a second.

        Returns:
            Shape (n_samples,), float32.
        """
        times = start + np.arange(n_samples) / rate
        openness = np.interp(times, self._moments, self._values)
        return np.asarray(openness * openness * (3 - 2 * openness), np.float32)

    def gains(self, start: float, n_samples: int, rate: int) -> Gains:
        """Factors of the original's sound; arguments and result as those of ``openness``."""
        openness = self.openness(start, n_samples, rate)
        return np.asarray(10 ** (self._depth * (1 - openness) / 20), np.float32)


def joined_spans(spans: Iterable[tuple[float, float]]) -> Spans:
    """Spans with their margins, those with too short a pause between them made one.

    Args:
        spans: seconds, in any order; they may overlap.

    Returns:
        In order, each at least ``SHORT_PAUSE`` after the one before.
    """
    joined: Spans = []
    for start, end in sorted((start - BEFORE, end + AFTER) for start, end in spans):
        if joined and start - joined[-1][1] < SHORT_PAUSE:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
