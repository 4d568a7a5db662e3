"""Running the generator: which program draws, and how many faces at once."""

import hashlib
import importlib
import importlib.metadata
import importlib.util
import logging
import os
import tempfile
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from inference.checkpoint_errors import CheckpointError, TorchMissingError
from inference.errors import EngineError
from inference.lipsync.wav2lip.layout import FACE_SIZE

_log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
Pictures = npt.NDArray[np.uint8]

GRAPH_VERSION: Final = 1  # raise it when ``onnx_graph`` writes something else than before
CUDA: Final = "cuda"
CPU_BATCH: Final = 8  # more gains nothing on a few cores
CUDA_BATCH: Final = 128  # more gains nothing on present devices
CUDA_BYTES_A_FACE: Final = 48 << 20  # of all layers' results in half precision, generously
CUDA_SHARE: Final = 0.5  # of the free memory
ERRORS_ONLY: Final = 3
NO_MEMORY: Final = ("out of memory", "bad_alloc", "can't allocate memory", "failed to allocate")


class OutOfMemory(Exception):  # noqa: N818 - never leaves this package; a smaller batch follows
    """The batch does not fit into memory."""


class Drawer(Protocol):
    """Draws faces from sound and faces."""

    @property
    def largest_batch(self) -> int:
        """Faces that fit at once, as far as can be told beforehand."""

    def draw(self, mels: Floats, faces: Floats) -> Floats:
        """Draw a batch.

        Args:
            mels: shape (n, 1, 80, 16).
            faces: shape (n, 6, 96, 96), within [0, 1]; see ``Wav2LipNetwork.forward``.

        Returns:
            Shape (n, 3, 96, 96), within [0, 1], BGR.

        Raises:
            OutOfMemory: fewer at once may fit.
            EngineError: the model failed.
        """


class OnnxDrawer:
    """Draws on the CPU with onnxruntime."""

    largest_batch = CPU_BATCH

    def __init__(self, graph: Path) -> None:
        """Open a graph that ``onnx_graph`` wrote."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        # a waiting thread that spins takes the core from the encoder
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise _failure(error) from error  # onnxruntime's errors share no base but this

    def draw(self, mels: Floats, faces: Floats) -> Floats:
        """See ``Drawer``."""
        try:
            drawn: Floats = self._session.run(None, {"mel": mels, "face": faces})[0]
        except Exception as error:
            raise _failure(error) from error  # onnxruntime's errors share no base but this
        return drawn


class OpenVinoDrawer:
    """Draws on the CPU with OpenVINO: faster than onnxruntime where it is installed."""

    largest_batch = CPU_BATCH

    def __init__(self, graph: Path) -> None:
        """Open a graph that ``onnx_graph`` wrote."""
        openvino = importlib.import_module("openvino")  # optional, and nobody else needs it
        # Left to itself it would compute in bfloat16 on new processors: twice as fast, but with
        # 8 bits for every number, which can be seen in a picture of 256 levels.
        options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        core = openvino.Core()
        self._network: Any = core.compile_model(core.read_model(str(graph)), "CPU", options)

    def draw(self, mels: Floats, faces: Floats) -> Floats:
        """See ``Drawer``."""
        try:
            drawn: Floats = self._network({"mel": mels, "face": faces})[0]
        except (MemoryError, RuntimeError) as error:
            raise _failure(error) from error
        return drawn


class TorchDrawer:
    """Draws with PyTorch, in half precision: the fastest on a graphics card."""

    def __init__(self, network: Any, device: str = CUDA) -> None:
        """Move a network to a device.

        Args:
            network: a ``Wav2LipNetwork``; used up.
            device: where to draw.
        """
        self._torch = importlib.import_module("torch")
        self._device = device
        # processors that lack float16 have bfloat16
        self._kind = self._torch.float16 if device == CUDA else self._torch.bfloat16
        last = self._torch.channels_last
        self._network = network.folded().to(device, self._kind, memory_format=last)

    @property
    def largest_batch(self) -> int:
        """See ``Drawer``."""
        if self._device != CUDA:
            return CPU_BATCH
        free, _ = self._torch.cuda.mem_get_info()
        return int(np.clip(free * CUDA_SHARE / CUDA_BYTES_A_FACE, 1, CUDA_BATCH))

    def draw(self, mels: Floats, faces: Floats) -> Floats:
        """See ``Drawer``."""
        try:
            with self._torch.inference_mode():
                mel = self._moved(mels)
                face = self._moved(faces).contiguous(memory_format=self._torch.channels_last)
                drawn: Floats = self._network(mel, face).float().cpu().numpy()
        except RuntimeError as error:  # torch.OutOfMemoryError is one
            raise _failure(error) from error
        return drawn

    def _moved(self, values: Floats) -> Any:
        return self._torch.from_numpy(values).to(self._device, self._kind)


class Batcher:
    """Draws any number of faces, fewer at once after memory was short.

    Attributes:
        size: faces at once.
    """

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer
        self.size = drawer.largest_batch

    def draw(self, mels: Floats, faces: Pictures) -> Pictures:
        """Draw a face for each window of sound.

        Args:
            mels: shape (n, 80, 16).
            faces: shape (n, 96, 96, 3), RGB.

        Returns:
            Shape (n, 96, 96, 3), RGB.

        Raises:
            EngineError: the model failed, or not even one face fits into memory.
        """
        drawn = np.empty_like(faces)
        start = 0
        while start < len(faces):
            part = slice(start, start + self.size)
            try:
                drawn[part] = _rgb(self._drawer.draw(mels[part, None], network_input(faces[part])))
            except OutOfMemory as error:
                if self.size == 1:
                    raise EngineError("not enough memory to draw a single face") from error
                self.size //= 2
            else:
                start = part.stop
        return drawn


def network_input(faces: Pictures) -> Floats:
    """Faces as the network sees them: BGR without the lower half, then BGR.

    Args:
        faces: shape (n, 96, 96, 3), RGB.

    Returns:
        Shape (n, 6, 96, 96), within [0, 1].
    """
    whole = faces[..., ::-1].transpose(0, 3, 1, 2).astype(np.float32) / 255
    masked = whole.copy()
    masked[:, :, FACE_SIZE // 2 :] = 0
    return np.concatenate([masked, whole], axis=1)


def _rgb(drawn: Floats) -> Pictures:
    picture = np.rint(np.clip(drawn, 0, 1) * 255).astype(np.uint8)
    return picture.transpose(0, 2, 3, 1)[..., ::-1]


def _failure(error: Exception) -> Exception:
    text = str(error).lower()
    if isinstance(error, MemoryError) or any(words in text for words in NO_MEMORY):
        return OutOfMemory(str(error))
    return EngineError(f"Wav2Lip failed: {error}")


def open_drawer(weights: Path) -> Drawer:
    """The fastest drawer that this machine has, with the weights of a file.

    On a CPU the network is written once as an ONNX graph beside the weights and used from there,
    without PyTorch, as long as the weights stay the same.

    Raises:
        CheckpointError: the file holds something else, or PyTorch is missing.
    """
    if _has_cuda():
        return TorchDrawer(_network(weights))
    graph = graph_of(weights)
    try:
        return _opened(graph)
    except EngineError:  # damaged since it was written
        graph.unlink()
        return _opened(graph_of(weights))


def _opened(graph: Path) -> Drawer:
    if importlib.util.find_spec("openvino"):
        try:
            return OpenVinoDrawer(graph)
        except (ImportError, RuntimeError) as error:
            _log.warning("OpenVINO cannot be used, onnxruntime is: %s", error)
    return OnnxDrawer(graph)


def graph_of(weights: Path) -> Path:
    """The ONNX graph of a file of weights, made on first use.

    Raises:
        Wav2LipWeightsWrongError: the file holds something else.
        TorchMissingError: PyTorch is needed to make it.
        CheckpointError: it cannot be written.
    """
    with weights.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path = weights.with_name(f"{weights.stem}.{sha256[:16]}.v{GRAPH_VERSION}.onnx")
    if not path.is_file():
        network = _network(weights)
        from inference.lipsync.wav2lip.onnx_graph import onnx_graph  # noqa: PLC0415 - PyTorch

        _write(path, onnx_graph(network.folded()))
        for stale in weights.parent.glob(f"{weights.stem}.*.onnx"):
            if stale != path:
                stale.unlink(missing_ok=True)
    return path


def _network(weights: Path) -> Any:
    """A ``Wav2LipNetwork``."""
    try:
        from inference.lipsync.wav2lip.checkpoint import load_network  # noqa: PLC0415 - PyTorch
    except ModuleNotFoundError as error:
        raise TorchMissingError from error
    return load_network(weights)


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears under its name only when it is complete."""
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(content)
    except OSError as error:
        raise CheckpointError(f"cannot write to {path.parent}: {error.strerror}") from error
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(path)


def _has_cuda() -> bool:
    """Whether PyTorch can draw on a graphics card; loads PyTorch only if its build could."""
    try:
        if importlib.metadata.version("torch").endswith("+cpu"):
            return False
    except importlib.metadata.PackageNotFoundError:
        return False
    return bool(importlib.import_module("torch").cuda.is_available())
