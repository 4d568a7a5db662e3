"""Lines, scripts and sounds that the tests of a dub's sound are made of."""

import numpy as np

from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.dubbing.line_sound import LineSound
from inference.speech import PhonemeSpan
from inference.transcripts import Word

RATE = 16_000


def script_of(*lines, duration=30.0, speakers=("s1",)):
    """A script of (start, end, text) or (start, end, text, speaker)."""
    made = tuple(
        DubLine(f"l{index}", line[0], line[1], line[2], line[3] if len(line) > 3 else speakers[0])
        for index, line in enumerate(lines, 1)
    )
    return DubScript("en", 1.0, duration, tuple(map(Speaker, speakers)), made)


def tone(seconds, pitch=120.0, rate=RATE):
    """A buzz with the harmonics of a voice."""
    times = np.arange(round(seconds * rate)) / rate
    waves = [np.sin(2 * np.pi * pitch * n * times) / n for n in range(1, 9)]
    return (0.1 * sum(waves)).astype(np.float32)


def line_sound(seconds, pitch=120.0):
    """So many seconds that are heard, with silence around them: half vowel, closure, vowel."""
    silence = np.zeros(round(0.1 * RATE), np.float32)
    third = seconds / 3
    closure = np.zeros(round(third * RATE), np.float32)
    samples = np.concatenate(
        [silence, tone(third, pitch), closure, tone(seconds - 2 * third, pitch), silence]
    )
    spans = (
        PhonemeSpan("a", 0.1, 0.1 + third),
        PhonemeSpan("p", 0.1 + third, 0.1 + 2 * third),
        PhonemeSpan("a", 0.1 + 2 * third, 0.1 + seconds),
    )
    words = (Word("apa", 0.1, 0.1 + seconds),)
    return LineSound(samples, RATE, 0.1, 0.1 + seconds, spans, words)
