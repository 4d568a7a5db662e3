"""One clock for the sound and the picture of a video.

Sound is decoded on the file's own clock (``inference.sound_source.origin``); frames are numbered
from where the first of sound and picture begins (``inference.video_timeline``). The two agree
except in files in which everything starts late, as cut and streamed recordings do.
"""

from pathlib import Path
from typing import Any

import av

from inference.errors import NoPictureError, UnreadableVideoError
from inference.sound_source import origin
from inference.video_decoding import opened_video
from inference.video_timeline import read_timeline


def sound_shift(path: Path) -> float:
    """What to take off a time of the sound to get the same moment on the video's time.

    Args:
        path: of a video; for a file that holds sound alone there is nothing to take off.

    Returns:
        Seconds; nearly always 0.

    Raises:
        UnreadableVideoError: the file cannot be opened.
    """
    try:
        with opened_video(path) as (container, stream):
            return video_start(container, stream) - origin(container)
    except NoPictureError:
        return 0.0


def video_start(container: Any, stream: Any) -> float:
    """When frame 0 of a video shows, in seconds by the file's own clock.

    Args:
        container: of PyAV, open.
        stream: its picture stream.
    """
    began = max(0.0, (container.start_time or 0) / av.time_base)
    first = began if stream.start_time is None else float(stream.start_time * stream.time_base)
    return min(first, began)


def video_duration(path: Path) -> float:
    """Seconds that a video's pictures last, on the timeline by which frames are numbered.

    Raises:
        UnreadableVideoError: the file cannot be opened, or shows nothing.
        NoPictureError: it holds sound alone.
    """
    with opened_video(path) as (container, stream):
        timeline = read_timeline(container, stream)
    if timeline is None:
        raise UnreadableVideoError(path, "it holds no pictures")
    return float(timeline.n_frames / timeline.fps)
