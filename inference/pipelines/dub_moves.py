"""What the lines of a dub do to a mouth, for any stretch of the video by itself.

A stretch is worked out from what is said in it and shortly around it, so it comes out the same
whatever is said elsewhere, and memory does not grow with the length of the video.
"""

import math
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.coarticulation import articulate
from inference.dubbing.spoken_line import SpokenLine
from inference.listening.listener import SpeechListener
from inference.pipelines.speech_sources import HEARING_RATE, in_hand, sounding
from inference.sound_files import resampled_wav
from inference.speech import PhonemeSpan
from inference.visemes import Curves

AROUND: Final = 2.0  # seconds; what is said further away moves no lip
LISTENED: Final = 0.3  # seconds around a line whose sound is listened to


@dataclass(frozen=True)
class MouthMoves:
    """What one face does, one row a frame.

    Attributes:
        curves: shape (n_frames, 11), as in ``ArticulationTrack``.
        speaking: shape (n_frames,), float32 within [0, 1]; see ``Drive``.
    """

    curves: Curves
    speaking: npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpeechOfLines:
    """The dub's voices as sound, for lines whose phonemes nobody knows.

    Attributes:
        path: 16-bit mono WAV of all lines on the video's time.
        listener: hears mouth shapes; ``None`` where every line has its phonemes.
    """

    path: Path
    listener: SpeechListener | None = None

    def cut(self, span: range, fps: Fraction, folder: Path) -> Path:
        """A stretch as 16-bit mono WAV of 16 kHz.

        Args:
            span: frames of the video; silence where they lie behind the end of the sound.
            fps: frames per second.
            folder: where the file goes.
        """
        part = folder / "part.wav"
        with wave.open(str(self.path), "rb") as sound, wave.open(str(part), "wb") as written:
            rate = sound.getframerate()
            first, last = (round(edge * rate / fps) for edge in (span.start, span.stop))
            sound.setpos(min(first, sound.getnframes()))
            pcm = sound.readframes(last - first)
            written.setparams((1, 2, rate, 0, "NONE", ""))
            written.writeframes(pcm + bytes(2 * (last - first) - len(pcm)))
        return resampled_wav(part, folder / "heard.wav", HEARING_RATE)


def moves_between(
    lines: Sequence[SpokenLine], span: range, fps: Fraction, speech: SpeechOfLines
) -> MouthMoves:
    """What lines that one face says do to it.

    Args:
        lines: in order.
        span: frames of the video.
        fps: frames per second.
        speech: their sound.
    """
    reach = math.ceil(AROUND * fps)
    wide = range(max(0, span.start - reach), span.stop + reach)
    start, end = float(wide.start / fps), float(wide.stop / fps)
    near = [line for line in lines if line.end > start and line.start < end]
    phonemes = [
        PhonemeSpan(one.symbol, max(0.0, one.start - start), one.end - start)
        for line in near
        for one in line.phonemes or ()
        if one.end > start and one.start < end
    ]
    curves = articulate(phonemes, end - start, fps, len(wide)).curves
    active = sounding(phonemes, fps, len(wide))
    for line in near:
        if line.phonemes is None:
            _listen(line, wide, fps, speech, (curves, active))
    cut = slice(span.start - wide.start, span.stop - wide.start)
    return MouthMoves(curves[cut], in_hand(active, fps)[cut])


def _listen(
    line: SpokenLine,
    wide: range,
    fps: Fraction,
    speech: SpeechOfLines,
    into: tuple[Curves, npt.NDArray[np.float32]],
) -> None:
    """Add what can be heard of a line to curves and activity of a stretch."""
    if speech.listener is None:
        return
    first = max(0, math.floor((line.start - LISTENED) * fps))
    heard_span = range(first, math.ceil((line.end + LISTENED) * fps))
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        sound = speech.cut(heard_span, fps, Path(folder))
        heard = speech.listener.listen(sound, fps, len(heard_span))
    low, high = max(heard_span.start, wide.start), min(heard_span.stop, wide.stop)
    rows = slice(low - heard_span.start, high - heard_span.start)
    place = slice(low - wide.start, high - wide.start)
    curves, active = into
    curves[place] = np.maximum(curves[place], heard.mouth.curves[rows])
    active[place] = np.maximum(active[place], heard.speaking[rows])
