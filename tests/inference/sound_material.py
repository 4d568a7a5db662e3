"""Sound that tests are made of: clicks, tones, speech, and files that hold them."""

import functools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from scipy.signal import resample_poly

from inference.sound_decoding import RATE, SoundDecoder
from inference.synthesis.espeak_library import espeak_library

CLICK = 0.004  # seconds


def write_sound(
    path: Path,
    samples,
    codec: str,
    *,
    rate: int = RATE,
    form: str | None = None,
    layout: str = "mono",
    start: float = 0.0,
    gap: tuple[float, float] | None = None,
    picture: bool = False,
) -> Path:
    """Encode samples, (n,) or (n_channels, n); the sound may begin late or have a gap in it."""
    channels = np.ascontiguousarray(np.atleast_2d(samples), np.float32)
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if picture:
            write_picture(container, channels.shape[1] / rate)
        context = stream.codec_context
        resampler = av.AudioResampler(
            context.format.name if context.format else "fltp",
            layout,
            rate,
            context.frame_size or 1024,
        )
        whole = av.AudioFrame.from_ndarray(channels, format="fltp", layout=layout)
        whole.sample_rate = rate
        done = 0
        for frame in [*resampler.resample(whole), *resampler.resample(None)]:
            late = gap[1] if gap is not None and done >= gap[0] * rate else 0.0
            frame.pts, frame.time_base = done + round((start + late) * rate), Fraction(1, rate)
            done += frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_picture(container, seconds: float) -> None:
    """A grey film."""
    stream = container.add_stream("mpeg4", rate=25)
    stream.width = stream.height = 64
    stream.pix_fmt = "yuv420p"
    for index in range(round(seconds * 25)):
        frame = av.VideoFrame(64, 64, "yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, 25)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def clicks(times, *, rate: int = RATE, seconds: float = 3.0):
    """Short bursts in faint noise."""
    samples = 0.002 * np.random.default_rng(1).standard_normal(round(seconds * rate))
    count = round(CLICK * rate)
    burst = 0.6 * np.sin(2 * np.pi * 1500 * np.arange(count) / rate) * np.hanning(count)
    for time in times:
        first = round(time * rate)
        samples[first : first + count] += burst
    return samples.astype(np.float32)


def click_near(samples, time: float) -> float:
    """When the click within 100 ms of a time begins, in seconds."""
    first = max(0, round((time - 0.1) * RATE))
    window = np.abs(samples[first : first + round(0.2 * RATE)])
    energy = np.convolve(window, np.hanning(round(CLICK * RATE)), "same")
    return (first + int(energy.argmax())) / RATE - CLICK / 2


def tone(level: float, *, hertz: float = 1000.0, seconds: float = 20.0, rate: int = RATE):
    """A sine whose peaks are at ``level`` dBFS."""
    times = np.arange(round(seconds * rate)) / rate
    return (10 ** (level / 20) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def decoded(path: Path, **options):
    """All sound of a file, and what was noticed."""
    decoder = SoundDecoder(path, **options)
    blocks = list(decoder.blocks())
    return np.concatenate(blocks), decoder.found


@functools.cache
def _speech():
    text = "Please put the blue boxes behind the big table. People may bump into them otherwise."
    return espeak_library().speak(text, "en-us", 1.0)


def spoken(rate: int = RATE, *, pause: float = 1.0):
    """Five seconds of synthetic speech between two pauses, at about -20 dBFS."""
    speech = _speech()
    samples = resample_poly(speech.samples, rate // 50, speech.sample_rate // 50)
    samples *= 0.1 / np.sqrt(np.mean(samples**2))
    silence = np.zeros(round(pause * rate))
    return np.concatenate([silence, samples, silence]).astype(np.float32)


def noise(count: int, level: float, seed: int = 1):
    """White noise whose root mean square is at ``level`` dBFS."""
    values = np.random.default_rng(seed).standard_normal(count)
    return (10 ** (level / 20) * values).astype(np.float32)
