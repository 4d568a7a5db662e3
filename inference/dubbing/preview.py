"""A copy of a video that every browser plays, with its waveform and a still.

What browsers play already is put into a new file as it is, which takes seconds; the rest is made
anew, small and fast. Either way the copy's clock is that of the video's frames, its index comes
first, and memory does not grow with length.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
from PIL import Image

from inference.dubbing.clock import sound_shift, video_duration, video_start
from inference.dubbing.packets import timed_packets
from inference.dubbing.peaks import sound_peaks
from inference.dubbing.preview_tracks import SmallTrack, SoundTrack
from inference.errors import (
    EngineError,
    UnreadableMediaError,
    UnreadableVideoError,
)
from inference.inspection.video_samples import (
    opened_media,
    picture_stream,
    sampled_frames,
    video_facts,
)
from inference.video_decoding import decoded_pictures, opened_video
from inference.video_timeline import read_timeline

logger = logging.getLogger(__name__)

Report = Callable[[float], None]

MAX_SIDES: Final = (1920, 1080)  # pixels of the longer and the shorter side that are kept
PIXELS: Final = frozenset({"yuv420p", "yuvj420p"})
PROFILES: Final = frozenset({"baseline", "constrained baseline", "main", "high"})
SOUND_CODECS: Final = frozenset({"aac", "mp3"})
REPORTED: Final = 0.005  # of the copy, each time
COPYING: Final = 0.85  # share of the time that the copy takes; the rest is the waveform
POSTER_SIDE: Final = 1280
POSTER_QUALITY: Final = 85
N_STILLS: Final = 5  # frames of which the richest becomes the poster
FORMAT_OPTIONS: Final = {"movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class DubPreview:
    """What an editor shows of a video.

    Attributes:
        preview: MP4.
        peaks: JSON, see ``sound_peaks``.
        poster: JPEG.
        width: of the preview as it is seen, pixels.
        height: likewise.
        duration: seconds of the video's timeline.
    """

    preview: Path
    peaks: Path
    poster: Path
    width: int
    height: int
    duration: float

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "preview": str(self.preview),
            "peaks": str(self.peaks),
            "poster": str(self.poster),
            "width": self.width,
            "height": self.height,
            "duration": self.duration,
        }


def make_dub_preview(path: Path, workdir: Path, report: Report) -> DubPreview:
    """Make what an editor shows of a video.

    Args:
        path: of the video.
        workdir: where the files go.
        report: called with the share done, within [0, 1]; may raise to stop.

    Raises:
        UnreadableVideoError: the file is no video that can be read.
        NoPictureError: it holds sound alone.
        EngineError: the copy cannot be made.
    """
    duration = video_duration(path)
    preview, peaks = workdir / "preview.mp4", workdir / "peaks.json"

    copying = _steps(lambda share: report(COPYING * share), duration)
    if not (is_playable(path) and _copy(path, preview, copying)):
        _make_small(path, preview, copying)
    report(COPYING)
    waveform = sound_peaks(path, duration, sound_shift(path))
    peaks.write_text(json.dumps(waveform, separators=(",", ":")), encoding="utf-8")
    width, height = _shown_size(preview)
    poster = _save_poster(path, workdir / "poster.jpg")
    report(1.0)
    return DubPreview(preview, peaks, poster, width, height, duration)


def _steps(report: Report, duration: float) -> Report:
    """What takes times of a video and reports the share that lies before them, now and then."""
    reported = 0.0

    def report_time(seconds: float) -> None:
        nonlocal reported
        share = min(1.0, seconds / max(duration, 0.1))
        if share - reported >= REPORTED:
            reported = share
            report(share)

    return report_time


def is_playable(path: Path) -> bool:
    """Whether every browser plays the pictures of a video as they are stored.

    Raises:
        UnreadableVideoError: the file cannot be opened.
        NoPictureError: it holds sound alone.
    """
    with opened_video(path) as (_, stream):
        context = stream.codec_context
        sides = sorted((context.width, context.height))
        return (
            context.name == "h264"
            and (context.profile or "").lower() in PROFILES
            and context.pix_fmt in PIXELS
            and all(side <= most for side, most in zip(sides, sorted(MAX_SIDES), strict=True))
        )


def _copy(path: Path, out: Path, report: Report) -> bool:
    """Put the packets of a video into an MP4 file; ``False`` where they do not make one."""
    rotation = _first_frame(path).rotation
    try:
        with (
            opened_video(path) as (source, pictures),
            av.open(str(out), "w", options=dict(FORMAT_OPTIONS)) as target,
        ):
            track = target.add_stream_from_template(pictures)
            if rotation:
                track.set_display_rotation(rotation)
            _put_packets(path, source, {pictures.index: track}, target, report)
    except (av.FFmpegError, ValueError) as error:
        logger.info("the packets of %s make no MP4: %s", path.name, error)
        return False
    return True


def _put_packets(
    path: Path, source: Any, tracks: dict[int, Any], target: Any, report: Report
) -> None:
    """Copy pictures, and sound where browsers play it; encode sound that they do not."""
    (pictures,) = (source.streams[index] for index in tracks)
    sound, spoken = source.streams.best("audio"), None
    if sound is not None and sound.codec_context and sound.codec_context.name in SOUND_CODECS:
        tracks[sound.index] = target.add_stream_from_template(sound)
    elif sound is not None:
        spoken = SoundTrack(path, target)
    start = video_start(source, pictures)
    for packet in timed_packets(source, [source.streams[index] for index in tracks]):
        late = round(start / packet.time_base)
        packet.pts, packet.dts = packet.pts - late, packet.dts - late
        time = float(packet.pts * packet.time_base)
        packet.stream = tracks[packet.stream.index]
        target.mux(packet)
        if spoken:
            spoken.until(time)
        report(time)
    if spoken:
        spoken.finish()


def _make_small(path: Path, out: Path, report: Report) -> None:
    """Decode a video and encode it anew, small and fast; it keeps its times and its rotation.

    Raises:
        UnreadableVideoError: it cannot be decoded.
        EngineError: the encoder failed.
    """
    with opened_video(path) as (source, stream):
        has_sound, tick = source.streams.best("audio") is not None, stream.time_base
        start, aspect = video_start(source, stream), float(stream.sample_aspect_ratio or 1)
        timeline = read_timeline(source, stream)
    if timeline is None:
        raise UnreadableVideoError(path, "it holds no pictures")
    pictures = decoded_pictures(path, timeline, 0, lambda: None)
    first = next(pictures, None)
    if first is None:
        raise UnreadableVideoError(path, "none of its pictures can be decoded")
    try:
        with av.open(str(out), "w", options=dict(FORMAT_OPTIONS)) as target:
            track = SmallTrack(target, first, tick, float(timeline.fps), aspect)
            spoken = SoundTrack(path, target) if has_sound else None
            for picture in chain([first], pictures):
                time = float(picture.pts * tick) - start
                track.add(picture, time)
                if spoken:
                    spoken.until(time)
                report(time)
            track.finish()
            if spoken:
                spoken.finish()
    except av.FFmpegError as error:
        raise EngineError(f"the preview cannot be encoded: {error}") from error


def _first_frame(path: Path) -> Any:
    """The first picture that can be decoded.

    Raises:
        UnreadableMediaError: there is none.
    """
    with opened_video(path) as (container, stream):
        try:
            first = next(container.decode(stream), None)
        except av.FFmpegError as error:
            raise UnreadableMediaError(path, "no picture in it can be decoded") from error
    if first is None:
        raise UnreadableMediaError(path, "no picture in it can be decoded")
    return first


def _shown_size(path: Path) -> tuple[int, int]:
    """Width and height of a video as players show it."""
    frame = _first_frame(path)
    size = (frame.width, frame.height)
    return size if frame.rotation % 180 == 0 else size[::-1]


def _save_poster(path: Path, out: Path) -> Path:
    """The still with the most to see, of a few spread over the video."""
    with opened_media(path) as container:
        stream = picture_stream(container)
        facts = video_facts(container, stream)
        stills = sampled_frames(container, stream, facts, n_frames=N_STILLS, side=POSTER_SIDE)
    if not stills:
        raise UnreadableMediaError(path, "no picture in it can be decoded")
    richest = max((still for _, still in stills), key=lambda still: float(still.std()))
    Image.fromarray(richest).save(out, quality=POSTER_QUALITY)
    return out
