"""Speech made shorter or longer, its pitch kept.

Pitch-synchronous overlap-add, the same that voices are emphasised with: of what was measured it
changes speech least (docs/dubbing-sound.md).
"""

from dataclasses import replace
from typing import Final

from inference.dubbing.line_sound import LineSound
from inference.synthesis.psola import Contours, reshaped

UNHEARD: Final = 0.005  # share by which a sound may be longer or shorter without being touched


def stretched(sound: LineSound, factor: float) -> LineSound:
    """A line, spoken ``factor`` times faster; its phonemes and words move with the sound.

    Args:
        sound: at least as long as a period of the voice.
        factor: over 1 for shorter, under 1 for longer.
    """
    if abs(factor - 1) <= UNHEARD:
        return sound
    contours = Contours.unchanged(sound.duration)
    contours.length[:] = 1 / factor
    new = reshaped(sound.samples, sound.sample_rate, contours)
    return replace(sound.moved(new.moved), samples=new.samples)
