"""How high somebody speaks, and so whether a man's or a woman's voice suits.

The median of the fundamental frequency over all that a person says: men speak at 85 to 155 Hz,
women at 165 to 255 Hz (Titze, "Principles of Voice Production", 1994). Between the two nothing is
claimed.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.dubbing.dub_script import DubLine
from inference.media import Samples
from inference.prosody import frame_pitches
from inference.sound_stream import SPEECH_RATE, sound_pieces

STEP: Final = 0.02  # seconds between pitches
WINDOW: Final = 0.04  # seconds heard for one
AUDIBLE: Final = 0.1  # of the loudest frames' amplitude; what is softer is breath and room
LOUD: Final = 0.95  # quantile that stands for the loudest
MAX_HEARD: Final = 120.0  # seconds of one person after which the median does not move any more
MIN_PITCHES: Final = 25  # half a second of vowels
MALE: Final = 150.0  # hertz; below it a voice is taken for a man's
FEMALE: Final = 180.0

Pitches = npt.NDArray[np.floating[Any]]


def speaker_pitches(path: Path, lines: Iterable[DubLine], shift: float) -> dict[str, float]:
    """The median pitch of everybody who speaks.

    Args:
        path: the video.
        lines: what is said by whom, on the video's time.
        shift: see ``inference.dubbing.clock.sound_shift``.

    Returns:
        Hertz by speaker id; whoever is heard for less than half a second of vowels is left out.

    Raises:
        UnreadableSoundError: the sound cannot be decoded.
    """
    heard: dict[str, list[Pitches]] = {}
    for line, samples in line_sounds(path, lines_to_hear(lines), shift):
        heard.setdefault(line.speaker, []).append(voiced_pitches(samples))
    joined = {speaker: np.concatenate(found) for speaker, found in heard.items()}
    return {
        speaker: float(2 ** (np.median(pitches) / 12))
        for speaker, pitches in joined.items()
        if len(pitches) >= MIN_PITCHES
    }


def gender_of(pitch: float | None) -> str:
    """``male``, ``female``, or empty where a pitch does not tell."""
    if pitch is None or MALE <= pitch <= FEMALE:
        return ""
    return "male" if pitch < MALE else "female"


def lines_to_hear(lines: Iterable[DubLine]) -> tuple[DubLine, ...]:
    """The first two minutes of what everybody says."""
    heard: dict[str, float] = {}
    chosen = []
    for line in lines:
        if heard.get(line.speaker, 0.0) < MAX_HEARD:
            heard[line.speaker] = heard.get(line.speaker, 0.0) + line.end - line.start
            chosen.append(line)
    return tuple(chosen)


def line_sounds(
    path: Path, lines: Sequence[DubLine], shift: float
) -> Iterator[tuple[DubLine, Samples]]:
    """Lines with their sound; see ``span_sounds``."""
    spans = [(line.start, line.end) for line in lines]
    return zip(lines, span_sounds(path, spans, shift), strict=True)


def span_sounds(
    path: Path, spans: Sequence[tuple[float, float]], shift: float
) -> Iterator[Samples]:
    """The sound of parts of a video, 16 kHz, decoded in one pass.

    Args:
        path: the video.
        spans: (start, end) in seconds of the video's time, in order of their starts; those that
            overlap all get what is heard in them. Memory holds the longest of them.
        shift: see ``inference.dubbing.clock.sound_shift``.

    Yields:
        Shape (n,) for each span, in order; less than the span lasts where the sound ends earlier.

    Raises:
        UnreadableSoundError: the sound cannot be decoded.
    """
    waiting = deque(spans)
    kept, at = np.zeros(0, np.float32), 0  # sound in hand, and the index of its first sample
    for piece in sound_pieces(path, SPEECH_RATE):
        if not waiting:
            return
        kept = np.concatenate([kept, piece])
        while waiting and _index(waiting[0][1], shift) <= at + len(kept):
            yield _part(kept, at, waiting.popleft(), shift)
        first = _index(waiting[0][0], shift) if waiting else at
        dropped = min(len(kept), max(0, first - at))
        kept, at = kept[dropped:], at + dropped
    for span in waiting:
        yield _part(kept, at, span, shift)


def _index(time: float, shift: float) -> int:
    """The sample at a time of the video."""
    return max(0, round((time + shift) * SPEECH_RATE))


def _part(kept: Samples, at: int, span: tuple[float, float], shift: float) -> Samples:
    start, end = (max(0, _index(time, shift) - at) for time in span)
    return kept[start:end]


def voiced_pitches(samples: Samples) -> Pitches:
    """Semitones above 1 Hz of the loud vowels in a piece of speech, 16 kHz; shape (n,)."""
    step, window = round(STEP * SPEECH_RATE), round(WINDOW * SPEECH_RATE)
    if len(samples) < window:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::step]
    amplitudes = np.sqrt(np.square(frames).mean(1))
    loud = amplitudes > max(AUDIBLE * float(np.quantile(amplitudes, LOUD)), 1e-4)
    pitches = frame_pitches(frames[loud], SPEECH_RATE)
    return pitches[np.isfinite(pitches)]
