"""Spleeter, which tells voices from music and everything else, through onnxruntime.

Its networks look at the spectrum in windows of 4,096 samples. They were trained at 44.1 kHz; at 48
kHz everything seems a semitone and a half lower to them, which costs less than resampling does
(docs/decisions/0018-voice-removal.md). What they do not see, above 12 kHz, is treated as the
highest that they do.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from scipy.fft import irfft, rfft

from inference.errors import EngineError
from inference.sound_mixing import Channels

WINDOW: Final = 4096  # samples
HOP: Final = 1024
N_BINS: Final = 1024  # that the networks see
N_FRAMES: Final = 256  # that they see at once: 5.5 s
MARGIN: Final = 32  # of these at each end are only looked at; a multiple of nothing, 0.7 s
HIGHEST: Final = 20  # bins whose mean stands for all above
STEREO: Final = 2
OVERLAP: Final = 1.5  # sum of the squares of overlapping Hann windows a quarter apart
ERRORS_ONLY: Final = 3

Masks = npt.NDArray[np.float32]


class Spleeter:
    """The networks, loaded once; each sound has a stream of its own."""

    def __init__(self, checkpoint: Path) -> None:
        """Load the networks.

        Args:
            checkpoint: the ONNX file that ``inference.spleeter_graph`` makes.
        """
        options = onnxruntime.SessionOptions()
        options.log_severity_level = ERRORS_ONLY
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(checkpoint), options, providers=["CPUExecutionProvider"]
        )

    def start(self, n_channels: int) -> "SpleeterStream":
        """Begin with a sound; see ``VoiceSeparator``."""
        return SpleeterStream(self._session, n_channels)


class SpleeterStream:
    """One sound on its way through the networks; see ``VoiceStream``."""

    def __init__(self, session: Any, n_channels: int) -> None:
        self._session, self._n_channels = session, n_channels
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._pending = self._silence(WINDOW // 2)  # from the first frame that is still needed
        self._sum = self._silence(WINDOW)  # of frames that are done, from the next sample to give
        self._margin = 0  # frames at the beginning of what is pending that are done already
        self._late = WINDOW // 2  # samples of the padding, which are not given out
        self._n_in = self._n_out = 0

    def feed(self, channels: Channels) -> Channels:
        """Take in the sound that follows; see ``VoiceStream``."""
        self._n_in += channels.shape[-1]
        return self._advance(channels)

    def finish(self) -> Channels:
        """What is still inside; see ``VoiceStream``."""
        missing = self._n_in - self._n_out + WINDOW + N_FRAMES * HOP
        rest = self._advance(self._silence(missing))
        rest = rest[:, : self._n_in - self._n_out]
        self._n_out = self._n_in
        return rest

    def _advance(self, channels: Channels) -> Channels:
        self._pending = np.concatenate([self._pending, channels], axis=1)
        ready = [self._silence(0)]
        while self._pending.shape[1] >= WINDOW + (N_FRAMES - 1) * HOP:
            ready.append(self._next())
        voices = np.concatenate(ready, axis=1)
        dropped = min(self._late, voices.shape[1])
        self._late -= dropped
        self._n_out += voices.shape[1] - dropped
        return voices[:, dropped:]

    def _next(self) -> Channels:
        """The voices in the frames that are pending, but for those only looked at."""
        views = np.lib.stride_tricks.sliding_window_view(self._pending, WINDOW, axis=1)
        spectrum = rfft(views[:, : N_FRAMES * HOP : HOP] * self._window, axis=2)
        spectrum *= self._masks(np.abs(spectrum[:, :, :N_BINS]))
        done = N_FRAMES - MARGIN
        frames = irfft(spectrum[:, self._margin : done], axis=2) * (self._window / OVERLAP)
        self._pending = self._pending[:, (done - MARGIN) * HOP :]
        self._margin = MARGIN
        return self._laid(np.asarray(frames, np.float32))

    def _masks(self, magnitude: Channels) -> Masks:
        """The share of voices in each bin, shape (n_channels, n_frames, WINDOW // 2 + 1)."""
        both = magnitude if len(magnitude) == STEREO else np.repeat(magnitude, STEREO, axis=0)
        try:
            (seen,) = self._session.run(["voice"], {"magnitude": both[None]})
        except Exception as error:
            raise EngineError(f"Spleeter failed: {error}") from error
        shares = np.asarray(seen[0, : self._n_channels], np.float32)
        above = shares[:, :, -HIGHEST:].mean(axis=2, keepdims=True)
        n_above = WINDOW // 2 + 1 - N_BINS
        return np.concatenate([shares, np.repeat(above, n_above, axis=2)], axis=2)

    def _laid(self, frames: Channels) -> Channels:
        """Frames added up where they overlap; what no later one touches."""
        n_frames = frames.shape[1]
        room = self._silence(n_frames * HOP + WINDOW)
        room[:, :WINDOW] += self._sum[:, :WINDOW]
        for index in range(n_frames):
            room[:, index * HOP : index * HOP + WINDOW] += frames[:, index]
        ready, self._sum = np.split(room, [n_frames * HOP], axis=1)
        return ready

    def _silence(self, n_samples: int) -> Channels:
        return np.zeros((self._n_channels, n_samples), np.float32)
