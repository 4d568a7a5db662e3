"""What can be chosen for a video."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from inference.media import VideoFormat

FPS: Final = Fraction(25)

FORMATS: Final[Mapping[str, VideoFormat]] = MappingProxyType(
    {
        "16:9": VideoFormat(1280, 720, FPS),
        "9:16": VideoFormat(720, 1280, FPS),
        "1:1": VideoFormat(1080, 1080, FPS),
    }
)
DEFAULT_FORMAT: Final = "16:9"
SOURCE_FORMAT: Final = "source"  # size and rate of the video that shows the face
ASPECTS: Final = (*FORMATS, SOURCE_FORMAT)

# Names that ``inference`` understands. Its own lists come with decoders and array libraries,
# which the web process does without; a test compares them.
EXPRESSIONS: Final = ("neutral", "happy", "sad", "serious", "surprised")
NEUTRAL: Final = "neutral"
LIFE: Final = ("blinks", "gaze", "head", "brows")
MAX_LIFE: Final = 1.5
FITS: Final = ("loop", "hold", "trim", "whole")
DEFAULT_FIT: Final = "loop"
RESULT_SOUNDS: Final = ("cleaned", "original")
MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_PITCH: Final = 6.0  # semitones above or below the voice's own
SHORTEST_SPEECH: Final = 0.3  # seconds of a recording
