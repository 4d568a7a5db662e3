"""Frames a second of the Wav2Lip network: ours against a plain loop in PyTorch, in one run.

The network has the true architecture and random weights; speed does not depend on their values.
The ways take turns, so that whatever else the machine does slows all of them alike.
"""

import importlib
import importlib.util
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.lipsync.wav2lip.drawing import (
    Batcher,
    OnnxDrawer,
    OpenVinoDrawer,
    TorchDrawer,
    network_input,
)

BATCH: Final = 8  # frames drawn in a turn on a CPU
CUDA_BATCH: Final = 256
ROUNDS: Final = 5
VARIANTS: Final = ("original", "compressed")

Floats = npt.NDArray[np.float32]
Way = Callable[[], Any]


def measure_wav2lip() -> dict[str, Any]:
    """Frames a second, and how many times the plain loop's, for both sizes of the network."""
    import torch  # noqa: PLC0415 - the other parts of the benchmark do not need it

    found: dict[str, Any] = {"torch": torch.__version__, "cores": os.cpu_count()}
    for variant in VARIANTS:
        found[variant] = {"cpu": _compare(_cpu_ways(variant), BATCH)}
        if torch.cuda.is_available():
            found[variant][torch.cuda.get_device_name()] = _compare(_cuda_ways(variant), CUDA_BATCH)
    return found


def _compare(ways: dict[str, Way], n_frames: int) -> dict[str, Any]:
    for way in ways.values():
        way()  # the first call prepares
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    work: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start, busy = time.perf_counter(), time.process_time()
            way()
            seconds[name].append(time.perf_counter() - start)
            work[name].append(time.process_time() - busy)
    plain = seconds["plain loop"]
    return {
        name: {
            "frames_a_second": round(n_frames / statistics.median(times), 2),
            "processor_seconds_a_frame": round(statistics.median(work[name]) / n_frames, 4),
            "times_the_plain_loop": round(
                statistics.median(one / own for one, own in zip(plain, times, strict=True)), 2
            ),
        }
        for name, times in seconds.items()
    }


def _network(variant: str) -> Any:
    import torch  # noqa: PLC0415

    from inference.lipsync.wav2lip.layout import COMPRESSED, ORIGINAL  # noqa: PLC0415
    from inference.lipsync.wav2lip.network import Wav2LipNetwork  # noqa: PLC0415

    torch.manual_seed(1)
    return Wav2LipNetwork(COMPRESSED if variant == "compressed" else ORIGINAL).eval()


def _material(n_frames: int) -> tuple[Floats, npt.NDArray[np.uint8]]:
    random = np.random.default_rng(1)
    mels = random.uniform(-4, 4, (n_frames, 80, 16)).astype(np.float32)
    return mels, random.integers(0, 256, (n_frames, 96, 96, 3), dtype=np.uint8)


def _plain_loop(network: Any, device: str, n_frames: int) -> Way:
    """One frame after the other through the network as it is, as a first script would do it."""
    import torch  # noqa: PLC0415

    network = network.to(device)
    mels, faces = _material(n_frames)

    def draw() -> None:
        with torch.no_grad():
            for mel, face in zip(mels, faces, strict=True):
                heard = torch.from_numpy(mel[None, None]).to(device)
                network(heard, torch.from_numpy(network_input(face[None])).to(device)).cpu()

    return draw


def _cpu_ways(variant: str) -> dict[str, Way]:
    from inference.lipsync.wav2lip.onnx_graph import onnx_graph  # noqa: PLC0415

    mels, faces = _material(BATCH)
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "wav2lip.onnx"
        graph.write_bytes(onnx_graph(_network(variant).folded()))
        batcher = Batcher(OnnxDrawer(graph))
        openvino_ways = _openvino_ways(graph, mels, faces)
    return {
        "plain loop": _plain_loop(_network(variant), "cpu", BATCH),
        **_torch_ways(variant, mels[:, None], network_input(faces)),
        "ours (onnxruntime)": lambda: batcher.draw(mels, faces),
        **openvino_ways,
    }


def _torch_ways(variant: str, mels: Floats, faces: Floats) -> dict[str, Way]:
    import torch  # noqa: PLC0415

    mel, face = torch.from_numpy(mels), torch.from_numpy(faces)
    last = torch.channels_last
    plain, folded = _network(variant), _network(variant).folded().to(memory_format=last)
    compiled = torch.compile(folded)
    networks = {"batch": plain, "folded, channels last": folded, "torch.compile": compiled}

    def way(network: Any, face: Any) -> Way:
        return torch.inference_mode()(lambda: network(mel, face))

    return {
        name: way(network, face.contiguous(memory_format=last) if network is not plain else face)
        for name, network in networks.items()
    }


def _openvino_ways(graph: Path, mels: Floats, faces: npt.NDArray[np.uint8]) -> dict[str, Way]:
    """In single precision as we use it, and in the half precision that it would choose."""
    if importlib.util.find_spec("openvino") is None:
        return {}
    openvino = importlib.import_module("openvino")
    batcher = Batcher(OpenVinoDrawer(graph))
    core = openvino.Core()
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16"}
    half = core.compile_model(core.read_model(str(graph)), "CPU", options)
    inputs = {"mel": mels[:, None], "face": network_input(faces)}
    return {
        "ours (openvino)": lambda: batcher.draw(mels, faces),
        "openvino, bfloat16": lambda: half(inputs),
    }


def _cuda_ways(variant: str) -> dict[str, Way]:
    mels, faces = _material(CUDA_BATCH)
    batcher = Batcher(TorchDrawer(_network(variant)))
    return {
        "plain loop": _plain_loop(_network(variant), "cuda", CUDA_BATCH),
        "ours (half precision)": lambda: batcher.draw(mels, faces),
    }
