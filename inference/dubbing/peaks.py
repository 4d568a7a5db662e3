"""How loud a video is from moment to moment, for drawing its waveform."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from inference.errors import NoSoundError, UnreadableSoundError
from inference.media import Samples
from inference.sound_stream import SPEECH_RATE, sound_pieces

RATES: Final = (
    50,
    25,
    10,
    5,
)  # peaks a second; the first is used that gives no more than MAX_PEAKS
MAX_PEAKS: Final = 60_000
QUIET: Final = 0.01  # of full scale; what is never louder is drawn flat
DIGITS: Final = 3


def sound_peaks(path: Path, duration: float, shift: float) -> dict[str, Any]:
    """The largest amplitude of every step of a video.

    Args:
        path: of the video.
        duration: of its timeline, seconds.
        shift: see ``inference.dubbing.clock.sound_shift``.

    Returns:
        ``rate``: steps a second; ``peaks``: within [0, 1], where 1 is the loudest moment of the
        video; all of them 0 where there is no sound.
    """
    rate = next((one for one in RATES if duration * one <= MAX_PEAKS), RATES[-1])
    peaks = np.zeros(max(1, int(np.ceil(duration * rate))), np.float32)
    step, at = SPEECH_RATE // rate, -round(shift * SPEECH_RATE)
    try:
        for piece in sound_pieces(path):
            _raise(peaks, piece, at, step)
            at += len(piece)
    except (NoSoundError, UnreadableSoundError):
        pass  # what was read before the damage is drawn
    loudest = float(peaks.max())
    shown = peaks / loudest if loudest > QUIET else peaks
    return {"rate": rate, "peaks": [round(float(peak), DIGITS) for peak in shown]}


def _raise(peaks: Samples, piece: Samples, at: int, step: int) -> None:
    """Let a piece of sound, which begins at sample ``at``, lift the peaks that it touches."""
    first = max(0, -at)
    places = (np.arange(first, len(piece)) + at) // step
    n_inside = int(np.searchsorted(places, len(peaks)))
    np.maximum.at(peaks, places[:n_inside], np.abs(piece[first : first + n_inside]))
