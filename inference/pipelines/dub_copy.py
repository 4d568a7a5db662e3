"""The picture of a video as it is, packet by packet, with another sound.

Nothing is decoded or encoded, so not a bit of the picture changes. It is done where the result
plays in every browser; other videos are encoded.
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av

from inference.video_decoding import opened_video
from inference.video_pieces import add_track, mux_together

logger = logging.getLogger(__name__)

COPIED: Final = frozenset({"h264", "vp9", "av1"})  # what browsers play in an MP4
PLAIN: Final = frozenset({"yuv420p", "yuvj420p"})  # H.264 in other forms plays nowhere
LONGEST_WAIT: Final = 64  # packets at the start without a time of decoding


class _CannotCopyError(Exception):
    """The packets do not go into an MP4 as they are."""


def can_copy(path: Path) -> bool:
    """Whether the picture of a video may be taken over as it is."""
    with opened_video(path) as (_, stream):
        context = stream.codec_context
        name = context.codec.canonical_name
        return name in COPIED and (name != "h264" or context.pix_fmt in PLAIN)


def copy_picture(path: Path, sound: Path, out: Path) -> bool:
    """Write a video's picture and another sound as MP4.

    Args:
        path: of the video.
        sound: a file of ``write_sound_track``.
        out: the file to make.

    Returns:
        Whether it could be done; else there is no file, and the picture is to be encoded.
    """
    try:
        with (
            opened_video(path) as (container, stream),
            av.open(str(sound)) as heard,
            av.open(str(out), "w", options={"movflags": "+faststart"}) as made,
        ):
            video = made.add_stream_from_template(stream, opaque=True)
            began = max(0.0, (container.start_time or 0) / av.time_base)
            packets = _shifted(container.demux(stream), began)
            mux_together(made, (video, packets), add_track(made, heard, heard.streams.audio[0]))
    except (_CannotCopyError, av.FFmpegError, ValueError) as error:
        logger.info("the picture of %s is encoded: %r", path.name, error)
        out.unlink(missing_ok=True)
        return False
    return True


def _shifted(packets: Iterable[Any], began: float) -> Iterator[Any]:
    """Packets on the time of the frames, which begins with the first of sound and picture."""
    shift: int | None = None
    for packet in _timed(_present(packets)):
        if shift is None:
            shift = min(packet.pts, round(began / packet.time_base))
        packet.pts -= shift
        packet.dts -= shift
        yield packet


def _present(packets: Iterable[Any]) -> Iterator[Any]:
    """What is shown of the file, as far as it can be read."""
    try:
        for packet in packets:
            if not packet.size:
                continue
            if packet.is_discard or packet.pts is None:
                raise _CannotCopyError
            yield packet
    except av.FFmpegError:
        return  # cut off here: what came before counts


def _timed(packets: Iterator[Any]) -> Iterator[Any]:
    """Packets with times of decoding; Matroska leaves out the first ones."""
    waiting: list[Any] = []
    for packet in packets:
        waiting.append(packet)
        if packet.dts is not None:
            break
        if len(waiting) > LONGEST_WAIT:
            raise _CannotCopyError
    if not waiting or waiting[-1].dts is None:
        raise _CannotCopyError
    for place, packet in enumerate(waiting):
        packet.dts = waiting[-1].dts - (len(waiting) - 1 - place)  # ticks apart is enough
    before: int | None = None
    for packet in chain(waiting, packets):
        if packet.dts is None or (before is not None and packet.dts <= before):
            raise _CannotCopyError
        before = packet.dts
        yield packet
