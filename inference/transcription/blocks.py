"""Long sound in blocks that a recogniser can hold, cut where it is quiet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from inference.media import Samples
from inference.sound_stream import SPEECH_RATE

BLOCK: Final = 300  # seconds at most
SEARCHED: Final = 30  # seconds at a block's end in which the cut is looked for
WINDOW: Final = SPEECH_RATE * 3 // 10  # samples whose energy is compared: 0.3 s


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a recording.

    Attributes:
        start: seconds from the start of the recording.
        samples: shape (n_samples,), float32, 16 kHz.
    """

    start: float
    samples: Samples


def blocks(pieces: Iterable[Samples]) -> Iterator[Block]:
    """Join pieces into blocks of at most five minutes.

    A block ends in the middle of the quietest 0.3 s of its last half minute, so that no word is
    cut where anyone breathes.
    """
    kept: list[Samples] = []
    n_kept = n_done = 0
    for piece in pieces:
        kept.append(piece)
        n_kept += len(piece)
        while n_kept >= BLOCK * SPEECH_RATE:
            samples = np.concatenate(kept)
            cut = quietest_cut(samples[: BLOCK * SPEECH_RATE])
            yield Block(n_done / SPEECH_RATE, samples[:cut])
            n_done += cut
            kept, n_kept = [samples[cut:]], len(samples) - cut
    if n_kept:
        yield Block(n_done / SPEECH_RATE, np.concatenate(kept))


def quietest_cut(samples: Samples) -> int:
    """Index of the middle of the quietest window near the end."""
    first = max(0, len(samples) - SEARCHED * SPEECH_RATE)
    energy = np.cumsum(np.square(samples[first:], dtype=np.float64))
    in_window = energy[WINDOW:] - energy[:-WINDOW]
    return first + int(np.argmin(in_window)) + WINDOW // 2
