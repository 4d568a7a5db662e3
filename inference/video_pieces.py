"""Videos that are encoded in pieces and joined without encoding them again.

Every piece is a file of its own that decodes without its neighbours: it begins with a key picture
and refers to nothing outside (closed groups of pictures). All have the same parameters, so their
packets stand behind one another in one track once their times are shifted. An edit in one place
then costs one piece, and a crash no more than the piece that was being made.
"""

import heapq
import wave
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.aac_track import AacTrack
from inference.container import (
    AUDIO_BIT_RATE,
    AUDIO_RATE,
    PCM_SCALE,
    add_video_stream,
    stored_picture,
)
from inference.errors import EngineError
from inference.media import VideoFormat
from inference.planar import PlanarFrame

PIECES_VERSION: Final = 1  # raise it when the same frames would be encoded otherwise
PIECE_LENGTH: Final = 10.0  # seconds
SHORTEST: Final = 2.0  # seconds; a shorter rest belongs to the piece before it
STEREO_BIT_RATE: Final = 192_000
BLOCK: Final = 48_000  # samples that are encoded at once

Timed = tuple[Fraction, int, Any]


def piece_spans(n_frames: int, fps: Fraction) -> list[range]:
    """Where a video is cut: always at the same places, whatever is in it.

    Args:
        n_frames: of the video.
        fps: frames per second.
    """
    length = max(1, round(PIECE_LENGTH * fps))
    spans = [range(low, min(n_frames, low + length)) for low in range(0, n_frames, length)]
    if len(spans) > 1 and len(spans[-1]) < SHORTEST * fps:
        last = spans.pop()
        spans[-1] = range(spans[-1].start, last.stop)
    return spans


def write_piece(frames: Iterable[PlanarFrame], form: VideoFormat, path: Path) -> int:
    """Encode frames as one piece: H.264 without sound, whole under its name or not at all.

    Args:
        frames: all of one colour space; each is only read before the next is asked for.
        form: size and rate.
        path: of the file to make.

    Returns:
        How many frames there were.

    Raises:
        EngineError: there was none, or the encoder failed.
    """
    part = path.with_name(f".{path.name}")
    try:
        with av.open(str(part), "w", format="mp4") as container:
            n_frames = _encode(frames, form, container)
        part.replace(path)
    except av.FFmpegError as error:
        raise EngineError(f"encoding failed: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return n_frames


def _encode(frames: Iterable[PlanarFrame], form: VideoFormat, container: Any) -> int:
    stream: Any = None
    n_frames = 0
    for frame in frames:
        stream = stream or add_video_stream(container, form, frame.space)
        picture = stored_picture(frame)
        picture.pts, picture.time_base = n_frames, 1 / form.fps
        container.mux(stream.encode(picture))
        n_frames += 1
    if stream is None:
        raise EngineError("there is no frame to encode")
    container.mux(stream.encode(None))
    return n_frames


def is_whole(path: Path, n_frames: int) -> bool:
    """Whether a file is a piece of so many frames that can be read."""
    try:
        with av.open(str(path)) as container:
            return bool(container.streams.video[0].frames == n_frames)
    except (av.FFmpegError, IndexError):
        return False


def write_sound_track(sound: Path, path: Path) -> None:
    """Encode a sound as an AAC file of its own, index in front.

    Args:
        sound: 16-bit WAV, mono or stereo.
        path: of the M4A file to make.

    Raises:
        EngineError: the encoder failed.
    """
    try:
        with (
            wave.open(str(sound), "rb") as file,
            av.open(str(path), "w", format="ipod", options={"movflags": "+faststart"}) as container,
        ):
            n_channels, rate = file.getnchannels(), file.getframerate()
            bit_rate = STEREO_BIT_RATE if n_channels > 1 else AUDIO_BIT_RATE
            track = AacTrack(container, AUDIO_RATE, bit_rate, n_channels)
            while block := file.readframes(BLOCK):
                pcm = np.frombuffer(block, "<i2").reshape(-1, n_channels).T
                track.add(pcm.astype(np.float32) / np.float32(PCM_SCALE), rate)
            track.finish()
    except av.FFmpegError as error:
        raise EngineError(f"encoding the sound failed: {error}") from error


def join_pieces(
    pieces: Sequence[Path], spans: Sequence[range], fps: Fraction, sound: Path, path: Path
) -> None:
    """Put pieces and their sound into one MP4, packet by packet, index in front.

    Args:
        pieces: files of ``write_piece``, made with the same size, rate and colour space.
        spans: the frames that each of them holds.
        fps: frames per second.
        sound: a file of ``write_sound_track``.
        path: of the file to make.

    Raises:
        EngineError: the pieces do not belong together, or one cannot be read.
    """
    try:
        with (
            av.open(str(pieces[0])) as first,
            av.open(str(sound)) as heard,
            av.open(str(path), "w", options={"movflags": "+faststart"}) as made,
        ):
            video = made.add_stream_from_template(first.streams.video[0])
            video.time_base = 1 / fps
            head = first.streams.video[0].codec_context.extradata
            shown = _shifted(pieces, spans, fps, head)
            mux_together(made, (video, shown), add_track(made, heard, heard.streams.audio[0]))
    except av.FFmpegError as error:
        raise EngineError(f"joining the pieces failed: {error}") from error


def _shifted(
    pieces: Sequence[Path], spans: Sequence[range], fps: Fraction, head: bytes | None
) -> Iterator[Any]:
    """Packets of all pieces, one tick a frame, each piece behind the one before.

    They are decoded a tick apart throughout: a piece of one or two frames, which needs no time for
    bringing pictures into order, would else leave a gap.
    """
    delay: int | None = None
    for piece, span in zip(pieces, spans, strict=True):
        n_packets = 0
        with av.open(str(piece)) as container:
            stream = container.streams.video[0]
            if stream.codec_context.extradata != head:
                raise EngineError(f"{piece.name} was encoded in another way than the first piece")
            for packet in container.demux(stream):
                if packet.dts is None or packet.pts is None:
                    continue  # the empty one at the end
                ticks = Fraction(packet.time_base) * fps
                if delay is None:
                    delay = -round(packet.dts * ticks)
                packet.pts = round(packet.pts * ticks) + span.start
                packet.dts = span.start + n_packets - delay
                packet.time_base, packet.duration = 1 / fps, 1
                n_packets += 1
                yield packet
        if n_packets != len(span):
            raise EngineError(f"{piece.name} holds {n_packets} frames instead of {len(span)}")


def add_track(made: Any, source: Any, stream: Any) -> tuple[Any, Iterator[Any]]:
    """A track like that of another file, and the packets that go into it.

    Args:
        made: the container to write.
        source: the container to read.
        stream: of ``source``.
    """
    packets = (p for p in source.demux(stream) if p.dts is not None and p.size)
    return made.add_stream_from_template(stream), packets


def mux_together(made: Any, *tracks: tuple[Any, Iterable[Any]]) -> None:
    """Store the packets of several tracks in the order of their times.

    Args:
        made: the container to write.
        tracks: its streams with their packets, each in the order of decoding.
    """
    timed = [_timed(packets, place) for place, (_, packets) in enumerate(tracks)]
    for _, place, packet in heapq.merge(*timed, key=lambda one: one[:2]):
        packet.stream = tracks[place][0]
        made.mux(packet)


def _timed(packets: Iterable[Any], place: int) -> Iterator[Timed]:
    for packet in packets:
        yield packet.dts * Fraction(packet.time_base), place, packet
