"""What a voice sounds like, as a vector: CAM++, trained on 200,000 speakers (Apache-2.0).

Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware
Masking", 2023. Two pieces of one person's speech have similar vectors, whatever is said in them.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from inference.media import Samples
from inference.sound_stream import SPEECH_RATE

Floats = npt.NDArray[np.float32]

WINDOW: Final = 400  # samples, 25 ms
HOP: Final = 160  # samples, 10 ms
N_FFT: Final = 512
N_MELS: Final = 80
LOWEST: Final = 20.0  # hertz of the first mel band
N_FRAMES: Final = 200  # what the network looks at: two seconds
LENGTH: Final = WINDOW + (N_FRAMES - 1) * HOP  # samples of them
STEP: Final = SPEECH_RATE  # samples from one look to the next
PREEMPHASIS: Final = 0.97
FULL_SCALE: Final = 32768.0  # the network heard 16-bit samples
BATCH: Final = 16
ERRORS_ONLY: Final = 3


class SpeakerEmbedder:
    """The network, loaded once; threads may share it."""

    def __init__(self, checkpoint: Path) -> None:
        """Load the network.

        Args:
            checkpoint: the ONNX file that ``tools/speakers/convert.py`` makes.
        """
        options = onnxruntime.SessionOptions()
        options.log_severity_level = ERRORS_ONLY
        options.enable_cpu_mem_arena = False
        # Weights in 8 bits become floats once, when the network is loaded.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self._session: Any = onnxruntime.InferenceSession(
            str(checkpoint), options, providers=["CPUExecutionProvider"]
        )
        self._bank = _mel_bank()

    def embed(self, samples: Samples) -> Floats:
        """What the voice in a piece of speech sounds like.

        Args:
            samples: float32, 16 kHz, one person; at least ``WINDOW`` of them. What is shorter than
                two seconds is repeated until it is long enough.

        Returns:
            Shape (192,), of length 1.
        """
        pieces = _windows(samples)
        found = [
            self._session.run(
                None, {"features": np.stack([self._features(piece) for piece in batch])}
            )[0]
            for batch in (pieces[at : at + BATCH] for at in range(0, len(pieces), BATCH))
        ]
        vectors = np.concatenate(found)
        return _unit(_unit(vectors).mean(0))

    def _features(self, samples: Samples) -> Floats:
        """Log mel energies as Kaldi computes them, less their mean; shape (200, 80)."""
        frames = np.lib.stride_tricks.sliding_window_view(samples * FULL_SCALE, WINDOW)[::HOP]
        frames = frames - frames.mean(1, keepdims=True)
        before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
        shaped = (frames - PREEMPHASIS * before) * hann**0.85  # "povey" window
        power = np.abs(np.fft.rfft(shaped, N_FFT)) ** 2
        mel = np.log(np.maximum(power @ self._bank.T, np.finfo(np.float32).eps))
        return np.asarray(mel - mel.mean(0), np.float32)


def _windows(samples: Samples) -> list[Samples]:
    """Two seconds each, one every second; the last ends with the sound."""
    if len(samples) < LENGTH:
        return [np.tile(samples, -(-LENGTH // len(samples)))[:LENGTH]]
    starts = list(range(0, len(samples) - LENGTH + 1, STEP))
    if len(samples) - LENGTH - starts[-1] > STEP // 2:
        starts.append(len(samples) - LENGTH)
    return [samples[start : start + LENGTH] for start in starts]


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def _mel_bank() -> Floats:
    """Triangles on Kaldi's mel scale; shape (80, 257)."""

    def mel(hertz: npt.ArrayLike) -> Any:
        return 1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0)

    low, high = mel(LOWEST), mel(SPEECH_RATE / 2)
    edges = np.linspace(low, high, N_MELS + 2)
    bins = mel(np.arange(N_FFT // 2 + 1) * SPEECH_RATE / N_FFT)
    left, middle, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - left) / (middle - left), (right - bins) / (right - middle)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)
