"""Music and ambience without the voices.

Voices are taken out only while somebody speaks; elsewhere the original stays as it is, to the last
bit. What was found to be voices is kept on disk, so that an edit of the dub does not find it again.
"""

import hashlib
import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from inference.checkpoint_errors import CheckpointError
from inference.container import PCM_SCALE
from inference.dubbing.ducking import Ducking
from inference.dubbing.original_sound import OriginalSound
from inference.sound_decoding import RATE
from inference.sound_files import WavWriter
from inference.sound_mixing import Channels
from inference.sound_protocols import (
    EnhancerStream,
    SeparationParts,
    SpeechEnhancer,
    VoiceSeparator,
)

VERSION: Final = 1
ENDS: Final = 1 << 20  # bytes at both ends of a file that tell it from others


class ResidualSeparator:
    """Takes for voices what a denoiser of speech leaves: coarser, but there on every machine."""

    def __init__(self, enhancer: SpeechEnhancer) -> None:
        self._enhancer = enhancer

    def start(self, n_channels: int) -> "ResidualStream":
        """Begin with a sound; see ``VoiceSeparator``."""
        return ResidualStream([self._enhancer.start() for _ in range(n_channels)])


class ResidualStream:
    """One sound on its way through the denoiser, channel by channel; see ``VoiceStream``."""

    def __init__(self, streams: list[EnhancerStream]) -> None:
        self._streams = streams

    def feed(self, channels: Channels) -> Channels:
        """Take in the sound that follows; see ``VoiceStream``."""
        pairs = zip(self._streams, channels, strict=True)
        return np.stack([stream.feed(channel) for stream, channel in pairs])

    def finish(self) -> Channels:
        """What is still inside; see ``VoiceStream``."""
        return np.stack([stream.finish() for stream in self._streams])


def open_separator(parts: SeparationParts) -> tuple[VoiceSeparator, str]:
    """The best there is here, and its name.

    Raises:
        CheckpointError: neither is installed.
        EngineError: the denoiser cannot be started.
    """
    try:
        return parts.voice_separator(), "spleeter"
    except CheckpointError:
        return ResidualSeparator(parts.enhancer()), "residual"


def write_voices(
    sound: OriginalSound, parts: SeparationParts, folder: Path, tell: Callable[[float], None]
) -> Path:
    """Find the voices in the sound of a video, or find them on disk.

    Args:
        sound: of the video; it has at least one channel.
        parts: where models come from.
        folder: in which the result is kept.
        tell: called with the share that is done.

    Returns:
        A 16-bit WAV file, 48 kHz, as many channels as the original and as long.

    Raises:
        CheckpointError: nothing is installed that can do it.
        EngineError: a model failed.
    """
    separator, name = open_separator(parts)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"voices-{name}-{_fingerprint(sound)}.wav"
    if path.is_file():
        path.touch()
        return path
    part = path.with_suffix(f".{os.getpid()}.part")
    stream, done = separator.start(sound.n_channels), 0
    with WavWriter(part, RATE, sound.n_channels) as file:
        for block in sound.channels():
            file.append(stream.feed(block))
            done += block.shape[-1]
            tell(done / max(1, sound.n_samples))
        file.append(stream.finish())
    part.replace(path)
    return path


def without_voices(
    blocks: Iterator[Channels], voices: Path, ducking: Ducking
) -> Iterator[Channels]:
    """The original, without voices while somebody speaks.

    Args:
        blocks: shape (n_channels, n), 48 kHz, from the start of the video.
        voices: found in it by ``write_voices``.
        ducking: tells when somebody speaks.
    """
    start = 0
    with wave.open(str(voices), "rb") as file:
        for block in blocks:
            n_samples = block.shape[-1]
            pcm = np.frombuffer(file.readframes(n_samples), "<i2").reshape(-1, len(block)).T
            taken = 1 - ducking.openness(start / RATE, n_samples, RATE)
            yield block - taken * (pcm.astype(np.float32) / np.float32(PCM_SCALE))
            start += n_samples


def _fingerprint(sound: OriginalSound) -> str:
    size = sound.path.stat().st_size
    digest = hashlib.sha256(f"{VERSION} {size} {sound.n_samples} {sound.shift:.6f}".encode())
    with sound.path.open("rb") as file:
        digest.update(file.read(ENDS))
        file.seek(max(0, size - ENDS))
        digest.update(file.read(ENDS))
    return digest.hexdigest()[:38]
