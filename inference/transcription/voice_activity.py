"""Where somebody speaks, by Silero's voice detector, which faster-whisper brings (MIT)."""

from typing import Final

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from inference.media import Samples
from inference.sound_stream import SPEECH_RATE

MIN_PAUSE_MS: Final = 300  # shorter ones belong to the speech
PADDING_MS: Final = 100  # kept on either side, so that no consonant is lost


def speech_spans(samples: Samples) -> list[tuple[float, float]]:
    """Where somebody speaks.

    Args:
        samples: float32, 16 kHz.

    Returns:
        (start, end) in seconds, in order.
    """
    options = VadOptions(min_silence_duration_ms=MIN_PAUSE_MS, speech_pad_ms=PADDING_MS)
    found = get_speech_timestamps(samples, options)
    return [(span["start"] / SPEECH_RATE, span["end"] / SPEECH_RATE) for span in found]


def speech_only(samples: Samples) -> Samples:
    """What is spoken, without the pauses."""
    spans = speech_spans(samples)
    cuts = [samples[round(a * SPEECH_RATE) : round(b * SPEECH_RATE)] for a, b in spans]
    return np.concatenate(cuts) if cuts else samples[:0]
