"""The sound that a service answers with, whatever it is packed in."""

import io
import re
from dataclasses import dataclass
from typing import Final

import av
import numpy as np

from inference.media import AudioClip, Samples
from inference.provider_errors import ProviderMalformedError

MAX_BYTES: Final = 100_000_000  # ten minutes of the largest kind; a sentence has a hundredth
MAX_SECONDS: Final = 600.0
MIN_RATE: Final = 8_000  # hertz
MAX_RATE: Final = 192_000
DEFAULT_RATE: Final = 24_000  # hertz, of bare samples that do not say it
FULL_SCALE: Final = 32_768

# FFmpeg's names and how such files begin; the last two are frames without a header
_STARTS: Final = (
    ("wav", re.compile(rb"RIFF....WAVE", re.DOTALL)),
    ("ogg", re.compile(rb"OggS")),
    ("flac", re.compile(rb"fLaC")),
    ("mp3", re.compile(rb"ID3")),
    ("aac", re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")),
    ("mp3", re.compile(rb"\xff[\xe2\xe3\xf2-\xf7\xfa-\xff]")),
)
_RATE: Final = re.compile(r"rate=(\d{4,6})")
_BARE: Final = re.compile(r"audio/(l16|pcm|raw)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SoundAnswer:
    """What came back.

    Attributes:
        content: the bytes of a sound file, or bare samples: 16 bits, mono, little-endian.
        media_type: as the service names it, for example ``audio/L16;codec=pcm;rate=24000``.
    """

    content: bytes
    media_type: str


def clip_of(answer: SoundAnswer, provider: str) -> AudioClip:
    """The sound, mono, at its own rate.

    Args:
        answer: of the service.
        provider: its name, for errors.

    Raises:
        ProviderMalformedError: there is no sound in it.
    """
    if not answer.content:
        raise ProviderMalformedError(provider, "it is empty")
    if len(answer.content) > MAX_BYTES:
        raise ProviderMalformedError(provider, "it is far too long")
    container = _container(answer.content)
    if container:
        clip = _decoded(answer.content, container, provider)
    elif _BARE.search(answer.media_type):
        clip = _bare(answer, provider)
    else:
        raise ProviderMalformedError(provider, "it is no sound of a known kind")
    if not clip.samples.size:
        raise ProviderMalformedError(provider, "its sound is empty")
    return clip


def _container(content: bytes) -> str:
    """FFmpeg's name for what the first bytes look like; empty if they look like nothing known."""
    return next((name for name, start in _STARTS if start.match(content)), "")


def _decoded(content: bytes, container: str, provider: str) -> AudioClip:
    try:
        with av.open(io.BytesIO(content), "r", format=container) as source:
            stream = source.streams.audio[0]
            mono = av.AudioResampler(format="flt", layout="mono")
            parts: list[Samples] = []
            n_samples = 0
            rate = stream.codec_context.sample_rate
            for frame in source.decode(stream):
                for piece in mono.resample(frame):
                    parts.append(np.asarray(piece.to_ndarray(), np.float32).reshape(-1))
                    n_samples += len(parts[-1])
                if n_samples > MAX_SECONDS * rate:
                    raise ProviderMalformedError(provider, "it is far too long")
    except (av.FFmpegError, IndexError, ValueError):
        raise ProviderMalformedError(provider, "its sound is damaged") from None
    return _clip(np.concatenate(parts) if parts else np.zeros(0, np.float32), rate, provider)


def _bare(answer: SoundAnswer, provider: str) -> AudioClip:
    told = _RATE.search(answer.media_type)
    whole = answer.content[: len(answer.content) // 2 * 2]
    samples = np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
    return _clip(samples, int(told[1]) if told else DEFAULT_RATE, provider)


def _clip(samples: Samples, rate: int, provider: str) -> AudioClip:
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ProviderMalformedError(provider, f"its sound has {rate} samples a second")
    return AudioClip(samples, rate)
