"""Speech made shorter or longer, its pitch kept.

Pitch-synchronous overlap-add, the same that voices are emphasised with: of what was measured it
changes speech least (docs/dubbing-sound.md). Whoever speaks faster shortens pauses more than words,
and so does this.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.dubbing.line_sound import LineSound
from inference.synthesis.psola import STEP, Contours, reshaped

UNHEARD: Final = 0.005  # share by which a sound may be longer or shorter without being touched
QUIET: Final = 0.03  # of the loudest step, -30 dB; what is softer is no word
PAUSE: Final = 0.16  # seconds; a shorter silence is a closed mouth inside a word
KEPT: Final = 0.12  # seconds that stay of a pause
SHRUNK: Final = 0.6  # share of the rest that may go

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]


def stretched(sound: LineSound, factor: float) -> LineSound:
    """A line, spoken ``factor`` times faster; its phonemes and words move with the sound.

    Args:
        sound: at least as long as a period of the voice.
        factor: over 1 for shorter, under 1 for longer.
    """
    if abs(factor - 1) <= UNHEARD:
        return sound
    contours = Contours.unchanged(sound.duration)
    contours.length[:] = _lengths(sound, factor, len(contours.length))
    new = reshaped(sound.samples, sound.sample_rate, contours)
    return replace(sound.moved(new.moved), samples=new.samples)


def _lengths(sound: LineSound, factor: float, n_steps: int) -> Floats:
    """How much longer each step of 10 ms becomes."""
    pauses = _pauses(sound, n_steps) if factor > 1 else []
    silent = sum(last - first for first, last in pauses) * STEP
    spare = silent - KEPT * len(pauses)
    saved = min(SHRUNK * spare, sound.heard * (1 - 1 / factor))
    if saved <= 0:
        return np.full(n_steps, 1 / factor)
    lengths = np.full(n_steps, (sound.heard / factor - (silent - saved)) / (sound.heard - silent))
    for first, last in pauses:
        lengths[first:last] = (silent - saved) / silent
    return lengths


def _pauses(sound: LineSound, n_steps: int) -> list[tuple[int, int]]:
    """Silences between words, as first step and the one after the last."""
    edges = np.diff(_is_quiet(sound, n_steps).astype(np.int8), prepend=0, append=0)
    runs = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    return [(int(first), int(last)) for first, last in runs if (last - first) * STEP >= PAUSE]


def _is_quiet(sound: LineSound, n_steps: int) -> Flags:
    """Whether nothing is heard in a step that lies between the first sound and the last."""
    length = round(STEP * sound.sample_rate)
    padded = np.zeros(n_steps * length, np.float32)
    count = min(len(padded), len(sound.samples))
    padded[:count] = sound.samples[:count]
    levels = np.sqrt(np.mean(padded.reshape(n_steps, length) ** 2, axis=1))
    quiet: Flags = levels < QUIET * levels.max()
    quiet[: int(sound.onset / STEP) + 1] = False
    quiet[int(sound.offset / STEP) :] = False
    return quiet
