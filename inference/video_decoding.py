"""Opening video files and decoding their pictures, whatever state they are in."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import av

from inference.errors import NoPictureError, UnreadableVideoError
from inference.video_timeline import Timeline

# Containers that hold media themselves. Playlists and lists of files, which make FFmpeg open
# other files and addresses, are not among them, whatever a file calls itself.
DEMUXERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
OPTIONS: Final = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
SEEKS: Final = 3  # places to try before decoding from the start
FLUSHES: Final = 4  # attempts to get the last pictures out of a decoder that complains


@contextmanager
def opened_video(path: Path) -> Iterator[tuple[Any, Any]]:
    """Open a file: its container and its picture stream.

    Raises:
        UnreadableVideoError: there is no such file, or it is no video that can be read.
        NoPictureError: it holds sound alone.
    """
    if not path.is_file():
        raise UnreadableVideoError(path, "there is no such file")
    try:
        container: Any = av.open(f"file:{path.absolute()}", options=OPTIONS)
    except (av.FFmpegError, ValueError) as error:
        why = "not an MP4, MOV, MKV or WebM video, or damaged"
        raise UnreadableVideoError(path, why) from error
    with container:
        yield container, _picture_stream(container, path)


def _picture_stream(container: Any, path: Path) -> Any:
    """The stream that players show; covers of songs are none."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & av.stream.Disposition.attached_pic
    ]
    if not streams:
        raise NoPictureError(path)
    best = container.streams.best("video")
    stream = best if best in streams else streams[0]
    if stream.codec_context is None:
        raise UnreadableVideoError(path, "its codec is not known")
    stream.thread_type = "AUTO"
    return stream


def decoded_pictures(
    path: Path, timeline: Timeline, start: int, on_damage: Callable[[], None]
) -> Generator[Any, None, None]:
    """Decode pictures in the order in which they are shown.

    Pictures that cannot be decoded are left out.

    Args:
        path: of the video.
        timeline: its own.
        start: the first frame that is wanted; a few pictures before it come as well.
        on_damage: called for every packet or picture that is left out.

    Raises:
        UnreadableVideoError: the file cannot be opened any more.
    """
    for position in _starts(timeline, start):
        with opened_video(path) as (container, stream):
            if position is not None:
                container.seek(position, stream=stream)
            pictures = _pictures(container, stream, on_damage)
            first = next(pictures, None)
            if first is None or (position is not None and timeline.slot_of(first.pts) > start):
                continue  # the file's index led us astray
            yield first
            yield from pictures
            return


def _starts(timeline: Timeline, start: int) -> list[int | None]:
    """Ticks to seek to until one works; ``None`` is the start of the file."""
    if start <= 0:
        return [None]
    return [*timeline.keys_before(start)[:SEEKS].tolist(), None]


def _pictures(container: Any, stream: Any, on_damage: Callable[[], None]) -> Iterator[Any]:
    """Everything that can be decoded from here to the end."""
    for packet in _packets(container, stream, on_damage):
        try:
            pictures = packet.decode()
        except av.FFmpegError:
            on_damage()
            continue
        for picture in pictures:
            if picture.is_corrupt or picture.pts is None:
                on_damage()
            else:
                yield picture
    for _ in range(FLUSHES):
        try:
            yield from stream.codec_context.decode(None)
        except av.FFmpegError:
            on_damage()
        else:
            return


def _packets(container: Any, stream: Any, on_damage: Callable[[], None]) -> Iterator[Any]:
    """The stream's packets, up to where the file is cut off; the flush at its end is left out."""
    try:
        yield from (packet for packet in container.demux(stream) if packet.size)
    except av.FFmpegError:
        on_damage()
