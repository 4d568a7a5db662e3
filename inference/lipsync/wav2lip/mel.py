"""Wav2Lip's ears: the log-mel spectrogram that the network was trained on.

The numbers are those of the authors' front end: pre-emphasis, a 50 ms Hann window every 12.5 ms,
80 Slaney mel bands, decibels clipped to 100 below the reference and scaled to [-4, 4]. At both
ends the sound is mirrored, as librosa 0.7 did, which the authors used. Any stretch is computed by
itself from the file, so memory does not grow with its length.
"""

import wave
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter
from scipy.signal.windows import hann

from inference.errors import EngineError
from inference.lipsync.wav2lip.layout import MEL_BINS, MEL_WINDOW

SAMPLE_RATE: Final = 16_000  # hertz, as in training
HOP: Final = 200  # samples, so 80 mel frames a second
MEL_RATE: Final = SAMPLE_RATE // HOP
FFT_SIZE: Final = 800  # samples, also the length of the Hann window
HALF: Final = FFT_SIZE // 2
LOWEST, HIGHEST = 55.0, 7600.0  # hertz
PRE_EMPHASIS: Final = 0.97
REFERENCE_DB: Final = 20.0
RANGE_DB: Final = 100.0
LARGEST: Final = 4.0  # of the scaled values; silence is -LARGEST

PCM_SCALE: Final = 32768.0
BLOCK: Final = 10 * MEL_RATE  # mel frames computed at once: 10 s

# Slaney, "Auditory Toolbox", 1998: linear below 1 kHz, logarithmic above.
LINEAR_STEP: Final = 200.0 / 3  # hertz a mel
CORNER: Final = 1000.0  # hertz
LOG_STEP: Final = np.log(6.4) / 27

Mel = npt.NDArray[np.float32]
Floats = npt.NDArray[np.floating[Any]]


def _mels(hertz: Floats) -> Floats:
    above = CORNER / LINEAR_STEP + np.log(np.maximum(hertz, CORNER) / CORNER) / LOG_STEP
    return np.where(hertz < CORNER, hertz / LINEAR_STEP, above)


def _hertz(mels: Floats) -> Floats:
    corner = CORNER / LINEAR_STEP
    return np.where(mels < corner, mels * LINEAR_STEP, CORNER * np.exp(LOG_STEP * (mels - corner)))


def mel_filters() -> Floats:
    """Shape (80, 401): triangles of equal area over the bins of the spectrum."""
    ends = _mels(np.array([LOWEST, HIGHEST]))
    edges = _hertz(np.linspace(ends[0], ends[1], MEL_BINS + 2))
    bins = np.linspace(0.0, SAMPLE_RATE / 2, HALF + 1)
    ramps = edges[:, None] - bins
    widths = np.diff(edges)
    rising = -ramps[:-2] / widths[:-1, None]
    falling = ramps[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None])


WINDOW: Final = hann(FFT_SIZE, sym=False)
FILTERS: Final = mel_filters()


def log_mel(emphasised: Floats) -> Mel:
    """The spectrogram of sound that is mirrored at its ends already.

    Args:
        emphasised: shape (800 + 200 * (n_frames - 1),), after pre-emphasis.

    Returns:
        Shape (80, n_frames), within [-4, 4].
    """
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, FFT_SIZE)[::HOP]
    spectrum = np.abs(np.fft.rfft(frames * WINDOW))
    floor = 10.0 ** (-RANGE_DB / 20)
    decibels = 20.0 * np.log10(np.maximum(floor, FILTERS @ spectrum.T)) - REFERENCE_DB
    scaled = 2 * LARGEST * (decibels + RANGE_DB) / RANGE_DB - LARGEST
    return np.asarray(np.clip(scaled, -LARGEST, LARGEST), np.float32)


def window_start(index: int, fps: Fraction, n_mel: int) -> int:
    """First mel frame of what the network hears for a frame of the video.

    A window begins with its frame. The last ones are moved back so that they end with the sound:
    the network was never trained on padding, and no frame is lost.

    Args:
        index: of the frame.
        fps: frames a second, exact.
        n_mel: mel frames of the sound, at least 16.
    """
    return min(int(index * MEL_RATE / fps), n_mel - MEL_WINDOW)


class SoundMel:
    """The spectrogram of a WAV file, computed where it is asked for.

    Attributes:
        n_frames: mel frames; a sound shorter than one window counts as one window, with silence
            after it.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Args:
            path: 16-bit mono WAV of 16 kHz.

        Raises:
            EngineError: it has another form.
        """
        self._path = path
        with wave.open(str(path), "rb") as sound:
            form = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            self._n_samples = sound.getnframes()
        if form != (1, 2, SAMPLE_RATE):
            raise EngineError(f"expected 16-bit mono sound of 16 kHz, got {form} in {path.name}")
        # Mirroring needs more samples than half a window; the rest of a short sound is silence.
        self._n_heard = max(self._n_samples, MEL_WINDOW * HOP - 1)
        self.n_frames = 1 + self._n_heard // HOP
        self._first = 0
        self._block: Mel = np.zeros((MEL_BINS, 0), np.float32)

    def window(self, start: int) -> Mel:
        """Shape (80, 16): the mel frames from ``start`` on; ask in rising order."""
        if not self._first <= start <= self._first + self._block.shape[1] - MEL_WINDOW:
            self._first = start
            self._block = self.frames(start, min(start + BLOCK, self.n_frames))
        offset = start - self._first
        return self._block[:, offset : offset + MEL_WINDOW]

    def frames(self, start: int, end: int) -> Mel:
        """Shape (80, end - start): any stretch."""
        return log_mel(self._emphasised(start * HOP - HALF, (end - 1) * HOP + HALF))

    def _emphasised(self, start: int, end: int) -> Floats:
        """Samples after pre-emphasis; mirrored before the first and after the last one."""
        wanted = np.abs(np.arange(start, end))
        last = self._n_heard - 1
        wanted = last - np.abs(last - wanted)
        first = max(int(wanted.min()) - 1, 0)
        heard = self._samples(first, int(wanted.max()) + 1)
        emphasised = lfilter([1.0, -PRE_EMPHASIS], [1.0], heard)
        return np.asarray(emphasised[wanted - first])

    def _samples(self, start: int, end: int) -> Floats:
        found = np.zeros(end - start)
        with wave.open(str(self._path), "rb") as sound:
            sound.setpos(min(start, self._n_samples))
            pcm = np.frombuffer(sound.readframes(end - start), "<i2")
        found[: len(pcm)] = pcm / PCM_SCALE
        return found
