"""The only door to FFmpeg (through PyAV, whose wheels carry x264 and an AAC encoder).

Frames and sound go into the file together, a frame's sound with the frame, in one pass and
constant memory.
"""

import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from inference.aac_track import AacTrack
from inference.errors import EngineError
from inference.media import AudioClip, Frame, Samples, VideoFormat
from inference.planar import ColourSpace, PlanarFrame, planar_of

AUDIO_RATE: Final = 48_000  # hertz; every player and platform takes it
AUDIO_BIT_RATE: Final = 128_000
KEYFRAME_EVERY: Final = 5  # seconds; each one makes still pixels flicker by a step or two
BT709: Final = 1  # of H.273: primaries, transfer and matrix of high-definition video
BT601: Final = 6  # of standard-definition video
X264: Final = {"preset": "veryfast", "crf": "19", "profile": "high"}
# As close to the frames (PSNR) in less than half of the time, in files twice as large; for pictures
# so large that encoding takes longer than all the rest. Looking for the best places of B frames,
# for weights, cuts and motion between pixels costs a third of this preset's time.
X264_LARGE: Final = {
    "preset": "superfast",
    "crf": "21",
    "profile": "high",
    "x264-params": "b-adapt=0:subme=0:weightp=0:weightb=0:scenecut=0",
}
LARGE: Final = 1_500_000  # pixels
PCM_SCALE: Final = 32767  # of 16-bit sound
NO_SOUND: Final[Samples] = np.zeros(0, np.float32)


class SpeechSpool:
    """Speech collected on disk, so that memory does not grow with its length.

    16-bit mono WAV; the sample rate is that of the first clip.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sample_rate = 0
        self.n_samples = 0
        self._file: wave.Wave_write | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def duration(self) -> float:
        """Seconds collected so far."""
        return self.n_samples / self.sample_rate if self.sample_rate else 0.0

    def append(self, clip: AudioClip) -> None:
        """Add sound at the end.

        Raises:
            EngineError: its sample rate is not that of the first clip.
        """
        if self._file is None:
            self._open(clip.sample_rate)
        if clip.sample_rate != self.sample_rate:
            raise EngineError(f"sample rate changed from {self.sample_rate} to {clip.sample_rate}")
        pcm = np.round(np.clip(clip.samples, -1, 1) * PCM_SCALE).astype("<i2")
        if self._file is not None:
            self._file.writeframes(pcm.tobytes())
        self.n_samples += len(pcm)

    def append_silence(self, seconds: float, sample_rate: int) -> None:
        """Add silence at the end."""
        count = round(seconds * sample_rate)
        self.append(AudioClip(np.zeros(count, np.float32), sample_rate))

    def _open(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self._file = wave.open(str(self.path), "wb")  # noqa: SIM115  closed by __exit__
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(sample_rate)


@dataclass(frozen=True)
class WrittenVideo:
    """What ended up in the file."""

    n_frames: int
    duration: float


def write_video(
    frames: Iterable[Frame | PlanarFrame],
    speech: Path,
    form: VideoFormat,
    path: Path,
    *,
    n_frames: int | None = None,
) -> WrittenVideo:
    """Encode frames and their sound as MP4: H.264 (4:2:0), AAC, index in front.

    The sound that goes beyond the last frame is kept, so the file lasts as long as the speech.

    Args:
        frames: RGB, or planar, which are stored as they are; all of one kind and colour space.
            Each is only read before the next is asked for.
        speech: a 16-bit mono WAV file.
        form: size and rate.
        path: of the file to make.
        n_frames: where known, sound that goes on for more than a frame after so many is left out.

    Raises:
        EngineError: the encoder failed.
    """
    try:
        with (
            wave.open(str(speech), "rb") as sound,
            av.open(str(path), "w", options={"movflags": "+faststart"}) as container,
        ):
            return _encode(frames, sound, form, container, n_frames)
    except av.FFmpegError as error:
        raise EngineError(f"encoding failed: {error}") from error


def _encode(
    frames: Iterable[Frame | PlanarFrame],
    sound: wave.Wave_read,
    form: VideoFormat,
    container: Any,
    longest: int | None,
) -> WrittenVideo:
    pictures = (f if isinstance(f, PlanarFrame) else planar_of(f) for f in frames)
    first = next(pictures, None)
    if first is None:
        raise EngineError("there is no frame to encode")
    video = add_video_stream(container, form, first.space)
    audio = AacTrack(container, AUDIO_RATE, AUDIO_BIT_RATE)
    slices = islice(_slices(sound, form.fps), longest + 1 if longest else None)
    n_frames = 0
    for frame in chain([first], pictures):
        picture = stored_picture(frame)
        picture.pts, picture.time_base = n_frames, 1 / form.fps
        container.mux(video.encode(picture))
        audio.add(next(slices, NO_SOUND), sound.getframerate())
        n_frames += 1
    container.mux(video.encode(None))
    for rest in slices:
        audio.add(rest, sound.getframerate())
    audio.finish()
    heard = sound.tell() / sound.getframerate()
    return WrittenVideo(n_frames, max(n_frames / float(form.fps), heard))


def add_video_stream(container: Any, form: VideoFormat, space: ColourSpace) -> Any:
    """Add a track for frames to an open container; equal arguments give streams that join.

    Args:
        container: of PyAV, open for writing.
        form: size and rate.
        space: of all frames.
    """
    options = dict(X264_LARGE if form.width * form.height > LARGE else X264)
    stream = container.add_stream("libx264", rate=form.fps, options=options)
    stream.width, stream.height = form.width, form.height
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / form.fps
    context.gop_size = round(KEYFRAME_EVERY * form.fps)
    matrix = BT601 if space.is_bt601 else BT709
    context.color_primaries = context.color_trc = context.colorspace = matrix
    context.color_range = ColorRange.JPEG if space.is_full_range else ColorRange.MPEG
    return stream


def stored_picture(frame: PlanarFrame) -> av.VideoFrame:
    """A frame as the encoder takes it, without its time."""
    width, height = frame.size
    picture = av.VideoFrame(width, height, "yuv420p")
    for plane, pixels in zip(picture.planes, (frame.y, frame.cb, frame.cr), strict=True):
        stored = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        stored[: pixels.shape[0], : pixels.shape[1]] = pixels
    picture.colorspace = Colorspace.ITU601 if frame.space.is_bt601 else Colorspace.ITU709
    picture.color_range = ColorRange.JPEG if frame.space.is_full_range else ColorRange.MPEG
    return picture


def _slices(sound: wave.Wave_read, fps: Fraction) -> Iterator[Samples]:
    """The sound, cut at the times of the frames; no rounding adds up."""
    rate, total = sound.getframerate(), sound.getnframes()
    taken, index = 0, 0
    while taken < total:
        index += 1
        until = min(total, int(index * rate / fps))
        pcm = np.frombuffer(sound.readframes(until - taken), "<i2")
        yield pcm.astype(np.float32) / np.float32(PCM_SCALE)
        taken = until
