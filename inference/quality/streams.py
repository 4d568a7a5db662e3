"""What the file itself tells: frame times, where sound and picture begin, loudness."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.errors import EngineError, NoSoundError, UnreadableMediaError
from inference.inspection.video_samples import opened_media, picture_stream
from inference.loudness import Loudness, LoudnessMeter
from inference.sound_stream import sound_pieces

RATE: Final = 48_000  # hertz, at which loudness is defined
MISSING: Final = 1.6  # times the usual distance of frames: one is missing between
NO_SOUND: Final = Loudness(None, 0.0, -120.0)


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """When the frames of a video show.

    Attributes:
        nominal_fps: as the container says.
        real_fps: frames over the time they take.
        n_frames: how many there are.
        n_dropped: frames that are missing between two others.
        duration: seconds from the first frame to the end of the last.
        starts_at: seconds on the file's timeline.
    """

    nominal_fps: float
    real_fps: float
    n_frames: int
    n_dropped: int
    duration: float
    starts_at: float


def frame_times(path: Path) -> FrameTimes:
    """Read the times of all frames from their packets; nothing is decoded.

    Raises:
        UnreadableMediaError: it is no video, or has no frames.
    """
    with opened_media(path) as container:
        stream = picture_stream(container)
        ticks = _ticks(container, stream) if stream is not None else []
        if stream is None or not ticks:
            raise UnreadableMediaError(path, "it has no pictures")
        tick = float(stream.time_base)
        times = np.unique(np.array(ticks, np.float64)) * tick
        nominal = float(stream.average_rate or stream.guessed_rate or 0)
    steps = np.diff(times)
    usual = float(np.median(steps)) if len(steps) else 1 / (nominal or 25)
    missing = steps[steps > MISSING * usual]
    span = float(times[-1] - times[0])
    return FrameTimes(
        nominal,
        len(steps) / span if span else nominal,
        len(times),
        int(np.rint(missing / usual - 1).sum()),
        span + usual,
        float(times[0]),
    )


def sound_starts_at(path: Path) -> float | None:
    """Second on the file's timeline at which the sound begins; ``None`` without sound."""
    with opened_media(path) as container:
        if not container.streams.audio:
            return None
        try:
            first = next(container.decode(container.streams.audio[0]), None)
        except av.FFmpegError:
            return None
        return None if first is None or first.time is None else float(first.time)


def loudness_of(path: Path) -> Loudness:
    """Loudness of the whole sound track by EBU R 128, in constant memory."""
    meter, n_pieces = LoudnessMeter(RATE), 0
    try:
        for piece in sound_pieces(path, RATE):
            meter.feed(piece)
            n_pieces += 1
    except NoSoundError:
        return NO_SOUND
    return meter.finish() if n_pieces else NO_SOUND


def write_shifted(path: Path, out: Path, lag: float) -> None:
    """Copy a video so that lips which are late against the sound are so no longer.

    Nothing is encoded again: the sound is delayed, or the pictures where the lips are ahead.

    Args:
        path: the video.
        out: the MP4 to write.
        lag: seconds by which the lips are late; negative when they are ahead.

    Raises:
        EngineError: the streams cannot be stored in an MP4.
    """
    try:
        with (
            opened_media(path) as container,
            av.open(str(out), "w", options={"movflags": "+faststart"}) as copy,
        ):
            kept = [*container.streams.video[:1], *container.streams.audio[:1]]
            streams = {stream.index: copy.add_stream_from_template(stream) for stream in kept}
            for packet in container.demux(kept):
                if packet.dts is None:
                    continue
                is_sound = packet.stream.type == "audio"
                delay = max(0.0, lag) if is_sound else max(0.0, -lag)
                ticks = round(delay / packet.time_base)
                packet.dts += ticks
                packet.pts = None if packet.pts is None else packet.pts + ticks
                packet.stream = streams[packet.stream.index]
                copy.mux(packet)
    except (av.FFmpegError, ValueError) as error:
        raise EngineError(f"the copy cannot be written: {error}") from error


def _ticks(container: Any, stream: Any) -> list[int]:
    found: list[int] = []
    with suppress(av.FFmpegError):  # a file that is cut off is judged by what there is
        found += (packet.pts for packet in container.demux(stream) if packet.pts is not None)
    return found
