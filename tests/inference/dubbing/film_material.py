"""Small films for tests: a white flash and a click at known times, in many kinds of file."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from inference.sound_stream import sound_pieces

RATE = 48_000


def click_track(seconds: float, clicks, *, rate: int = RATE):
    """Faint noise with a 10 ms burst at each of the times, counted from its start."""
    samples = 0.001 * np.random.default_rng(1).standard_normal(round(seconds * rate))
    burst = 0.7 * np.sin(2 * np.pi * 1500 * np.arange(round(0.01 * rate)) / rate)
    for click in clicks:
        first = round(click * rate)
        samples[first : first + len(burst)] += burst
    return samples.astype(np.float32)


def write_film(
    path: Path,
    *,
    seconds: float = 3.0,
    fps: int = 25,
    flash: float = 1.0,
    start: float = 0.0,
    sound=None,
    sound_start: float = 0.0,
    size=(64, 48),
    codec: str = "libx264",
    sound_codec: str = "aac",
    layout: str = "mono",
    turn: int = 0,
) -> Path:
    """A dark film that is white for a tenth of a second.

    Args:
        path: of the file; its suffix chooses the container.
        seconds: of picture.
        fps: pictures a second.
        flash: when it becomes white, seconds after its first picture.
        start: when the first picture shows, by the file's clock.
        sound: (n,) or (n_channels, n) at 48 kHz; ``None`` for none.
        sound_start: when the sound begins, by the file's clock.
        size: of the stored pictures.
        codec: of the pictures.
        sound_codec: of the sound.
        layout: of the sound.
        turn: degrees by which players turn it.
    """
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        if turn:
            stream.set_display_rotation(turn)
        hearing = None
        if sound is not None:
            hearing = container.add_stream(sound_codec, rate=RATE, layout=layout)
        for index in range(round(seconds * fps)):
            is_white = flash <= index / fps < flash + 0.1
            level = 235 if is_white else 60
            picture = np.full((size[1], size[0], 3), level, np.uint8)
            picture[: size[1] // 2, : size[0] // 4] //= 2  # a darker corner, top left
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = index + round(start * fps), Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if hearing is not None:
            _write_sound(container, hearing, np.atleast_2d(sound), sound_start, layout)
    return path


def _write_sound(container, stream, channels, start, layout) -> None:
    context = stream.codec_context
    resampler = av.AudioResampler(
        context.format.name, layout, RATE, frame_size=context.frame_size or 1024
    )
    whole = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(channels, np.float32), format="fltp", layout=layout
    )
    whole.sample_rate = RATE
    done = round(start * RATE)
    for frame in [*resampler.resample(whole), *resampler.resample(None)]:
        frame.pts, frame.time_base = done, Fraction(1, RATE)
        done += frame.samples
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def flash_in(path: Path) -> float:
    """When a film becomes white, in seconds by its own clock."""
    with av.open(str(path)) as container:
        return next(
            frame.time
            for frame in container.decode(video=0)
            if frame.to_ndarray(format="gray").mean() > 128
        )


def click_in(path: Path) -> float:
    """When the loudest moment of a film's sound begins, in seconds by its own clock."""
    samples = np.abs(np.concatenate(list(sound_pieces(path, RATE))))
    return float(np.flatnonzero(samples > 0.5 * samples.max())[0]) / RATE
