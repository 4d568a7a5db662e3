"""Silero's detector of speech, which faster-whisper brings along, through onnxruntime."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

from inference.media import Samples
from inference.sound_protocols import ACTIVITY_FRAME

CONTEXT: Final = 64  # samples of the frame before that the network sees again
STATE: Final = (1, 1, 128)
ERRORS_ONLY: Final = 3
SPEECH_RMS: Final = 0.06  # about -24 dBFS, the level of speech the network knows best
MAX_GAIN: Final = 30.0
FORGETTING: Final = 0.999  # of the remembered level, per frame: 10 dB in 74 s


class SileroActivity:
    """The network, loaded once; each recording has its own stream."""

    def __init__(self, checkpoint: Path) -> None:
        """Load the network.

        Args:
            checkpoint: the ONNX file, version 6 as in faster-whisper.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(checkpoint), options, providers=["CPUExecutionProvider"]
        )

    def start(self) -> "SileroStream":
        """Begin with a recording."""
        return SileroStream(self._session)


class SileroStream:
    """One recording, in frames of 32 ms."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._h = self._c = np.zeros(STATE, np.float32)
        self._context = np.zeros(CONTEXT, np.float32)
        self._pending = np.zeros(0, np.float32)
        self._level = 0.0

    def feed(self, samples: Samples) -> Samples:
        """Take in the sound that follows, 16 kHz; see ``ActivityStream``."""
        self._pending = np.concatenate([self._pending, samples])
        count = len(self._pending) // ACTIVITY_FRAME
        if not count:
            return np.zeros(0, np.float32)
        whole, self._pending = np.split(self._pending, [count * ACTIVITY_FRAME])
        frames = self._amplified(whole.reshape(count, ACTIVITY_FRAME))
        before = np.concatenate([self._context[None], frames[:-1, -CONTEXT:]])
        self._context = frames[-1, -CONTEXT:]
        inputs = np.concatenate([before, frames], axis=1)
        found, self._h, self._c = self._session.run(
            None, {"input": inputs, "h": self._h, "c": self._c}
        )
        return np.asarray(found, np.float32).ravel()

    def _amplified(self, frames: Samples) -> Samples:
        """Soft recordings as loud as the network likes them; the gain changes slowly."""
        rms = float(np.sqrt((frames**2).mean(axis=1)).max())
        self._level = max(rms, self._level * FORGETTING ** len(frames))
        gain = min(MAX_GAIN, max(1.0, SPEECH_RMS / max(self._level, 1e-9)))
        return np.asarray(frames * np.float32(gain), np.float32)
