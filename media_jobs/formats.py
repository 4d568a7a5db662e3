"""Shapes of video that can be chosen."""

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
