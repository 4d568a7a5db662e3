"""Opening what people upload as sound: any common kind of file, and never more than that file.

FFmpeg also reads playlists, edit lists of other files, network addresses and test generators. None
of them is a recording, and all of them read what their writer wishes. Only the kinds in ``FORMATS``
are opened, by FFmpeg's own allow-list, which it applies after it recognised the file, and only
through the ``file`` protocol.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
from av.stream import Disposition

from inference.errors import NoSoundError, UnreadableSoundError

# Demuxers by FFmpeg's names. Each reads one file and nothing that the file refers to.
FORMATS: Final = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,matroska,mov,mp3,mpeg,mpegts,ogg,tta,w64,"
    "wav,wv"
)
OPTIONS: Final = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
# Kinds whose times count from a beginning that sound and picture share.
SHARED_CLOCK: Final = ("mov", "matroska", "avi", "asf", "flv")
LATEST_START: Final = 60.0  # seconds; what starts later was cut from something longer
MAX_CHANNELS: Final = 64  # what FFmpeg can mix
MIN_RATE: Final = 4_000  # hertz
MAX_RATE: Final = 768_000


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What a file with sound in it says of itself.

    Attributes:
        duration: seconds, as declared; counted where the file declares none.
        sample_rate: hertz.
        channels: how many.
        codec: FFmpeg's name, for example ``aac``.
        has_picture: whether the file is a video (a cover picture does not make it one).
    """

    duration: float
    sample_rate: int
    channels: int
    codec: str
    has_picture: bool


@contextmanager
def opened_sound(path: Path) -> Iterator[tuple[Any, Any]]:
    """Open a file and choose its sound track.

    Yields:
        The container and the audio stream of PyAV.

    Raises:
        UnreadableSoundError: no file, of a kind that is not opened, or no decoder for it.
        NoSoundError: there are only pictures in it.
    """
    if not path.is_file():
        raise UnreadableSoundError(path, "there is no such file")
    try:
        container = av.open(f"file:{path.resolve()}", container_options=dict(OPTIONS))
    except av.FFmpegError as error:
        raise UnreadableSoundError(path, _reason(error)) from error
    with container:
        yield container, _track(path, container)


def probe_sound(path: Path) -> SoundInfo:
    """What is in the file, without decoding it.

    Raises:
        UnreadableSoundError: as ``opened_sound``.
        NoSoundError: there are only pictures in it.
    """
    with opened_sound(path) as (container, stream):
        context = stream.codec_context
        has_picture = any(not is_cover(video) for video in container.streams.video)
        duration = declared_duration(container, stream)
        return SoundInfo(
            duration=_counted(container, stream) if duration is None else duration,
            sample_rate=context.sample_rate,
            channels=context.layout.nb_channels,
            codec=context.codec.canonical_name,
            has_picture=has_picture,
        )


def declared_duration(container: Any, stream: Any) -> float | None:
    """When the sound ends as the file says, or ``None`` where it does not say.

    Returns:
        Seconds from the start of the recording; sound that begins late counts from there, too.
    """
    if stream.duration is not None:
        start = stream.start_time or 0
        late = max(0.0, float(start * stream.time_base) - origin(container))
        return late + float(stream.duration * stream.time_base)
    if container.duration is not None:
        return float(container.duration / av.time_base)
    return None


def has_shared_clock(container: Any) -> bool:
    """Whether the times of sound are stored beside it, so that a gap may be meant."""
    return str(container.format.name).split(",")[0] in SHARED_CLOCK


def origin(container: Any) -> float:
    """The time, in seconds by the file's own clock, that is the start of the recording.

    Where sound and picture share a clock that begins at zero, sound that begins later keeps its
    place. Elsewhere the clock begins with the first packet.
    """
    start = (container.start_time or 0) / av.time_base
    return 0.0 if has_shared_clock(container) and start < LATEST_START else start


def is_cover(stream: Any) -> bool:
    """Whether a video stream is the picture on a record's sleeve."""
    return bool(stream.disposition & Disposition.attached_pic)


def _track(path: Path, container: Any) -> Any:
    stream = container.streams.best("audio")
    if stream is None:
        if any(not is_cover(video) for video in container.streams.video):
            raise NoSoundError(path)
        raise UnreadableSoundError(path, "there is no sound in it")
    context = stream.codec_context
    if context is None:
        raise UnreadableSoundError(path, "its codec is not known")
    if not MIN_RATE <= context.sample_rate <= MAX_RATE:
        raise UnreadableSoundError(path, f"sample rate {context.sample_rate} Hz")
    if not 1 <= context.layout.nb_channels <= MAX_CHANNELS:
        raise UnreadableSoundError(path, f"{context.layout.nb_channels} channels")
    return stream


def _counted(container: Any, stream: Any) -> float:
    """Where the last packet ends, in seconds from the start of the recording."""
    last = 0.0
    try:
        for packet in container.demux(stream):
            if packet.pts is not None:
                last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    except av.FFmpegError:
        pass  # broken off here: what came before counts
    return max(0.0, last - origin(container))


def _reason(error: av.FFmpegError) -> str:
    if isinstance(error, av.error.ArgumentError):  # what the allow-list answers
        return "it is not of a kind that is opened"
    return error.strerror or "it is damaged"
