"""The network in PyTorch, and the same as an ONNX file without PyTorch's exporter.

Only causal convolutions: an output depends on ``CONTEXT`` frames before the newest one. It is
trained to answer ``LOOK_AHEAD`` frames late, which is all it ever knows of the future.
"""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
import torch
from torch import nn

from inference.listening.features import N_MELS
from inference.listening.network import N_OUTPUTS

N_CHANNELS: Final = 128
FIRST_KERNEL: Final = 5
KERNEL: Final = 3
DILATIONS: Final = (1, 2, 4, 8, 1, 2, 4, 8)
DROPOUT: Final = 0.08
CONTEXT: Final = FIRST_KERNEL - 1 + (KERNEL - 1) * sum(DILATIONS)
LOOK_AHEAD: Final = 8  # frames of 10 ms
OPSET: Final = 17
IR_VERSION: Final = 9


class Block(nn.Module):
    """A dilated convolution and a pointwise one, added to what came in."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.trim = (KERNEL - 1) * dilation
        self.wide = nn.Conv1d(N_CHANNELS, N_CHANNELS, KERNEL, dilation=dilation, bias=False)
        self.wide_norm = nn.BatchNorm1d(N_CHANNELS)
        self.mix = nn.Conv1d(N_CHANNELS, N_CHANNELS, 1, bias=False)
        self.mix_norm = nn.BatchNorm1d(N_CHANNELS)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shape (n, 128, n_frames) to (n, 128, n_frames - 2 * dilation)."""
        inner = torch.relu(self.wide_norm(self.wide(x)))
        return x[:, :, self.trim :] + self.dropout(self.mix_norm(self.mix(inner)))


class Network(nn.Module):
    """Features to logits."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(N_MELS, N_CHANNELS, FIRST_KERNEL, bias=False)
        self.first_norm = nn.BatchNorm1d(N_CHANNELS)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.last = nn.Conv1d(N_CHANNELS, N_OUTPUTS, 1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Shape (n, 48, CONTEXT + n_rows) to (n, 12, n_rows)."""
        x = torch.relu(self.first_norm(self.first(features)))
        for block in self.blocks:
            x = block(x)
        logits: torch.Tensor = self.last(torch.relu(x))
        return logits


class _Graph:
    """An ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, array: npt.NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str = "", **attributes: object) -> str:
        name = output or f"n{len(self.nodes)}"
        self.nodes.append(onnx.helper.make_node(operator, inputs, [name], **attributes))
        return name

    def convolution(self, x: str, weight: torch.Tensor, bias: torch.Tensor, dilation: int) -> str:
        inputs = [x, self.constant(weight.numpy()), self.constant(bias.numpy())]
        return self.node("Conv", inputs, dilations=[dilation])


def write_onnx(network: Network, path: Path) -> None:
    """Save the network with its normalisation folded into the convolutions.

    Args:
        network: in evaluation mode.
        path: the file to write.
    """
    graph = _Graph()
    with torch.no_grad():
        x = graph.node("Relu", [_folded(graph, "features", network.first, network.first_norm)])
        for block in network.blocks:
            x = _block(graph, x, block)
        logits = graph.convolution(
            graph.node("Relu", [x]), network.last.weight, network.last.bias, dilation=1
        )
        graph.node("Sigmoid", [logits], "heard")
    floats = onnx.TensorProto.FLOAT
    features = onnx.helper.make_tensor_value_info("features", floats, [1, N_MELS, "n_frames"])
    heard = onnx.helper.make_tensor_value_info("heard", floats, [1, N_OUTPUTS, "n_rows"])
    whole = onnx.helper.make_graph(graph.nodes, "ears", [features], [heard], graph.constants)
    model = onnx.helper.make_model(
        whole, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    facts = {"context": str(CONTEXT), "look_ahead": str(LOOK_AHEAD)}
    onnx.helper.set_model_props(model, facts)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def _block(graph: _Graph, x: str, block: Block) -> str:
    inner = graph.node("Relu", [_folded(graph, x, block.wide, block.wide_norm)])
    mixed = _folded(graph, inner, block.mix, block.mix_norm)
    numbers = (block.trim, np.iinfo(np.int64).max, 2)  # from, to, along which axis
    bounds = [graph.constant(np.array([number], np.int64)) for number in numbers]
    return graph.node("Add", [graph.node("Slice", [x, *bounds]), mixed])


def _folded(graph: _Graph, x: str, convolution: nn.Conv1d, norm: nn.BatchNorm1d) -> str:
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = convolution.weight * scale[:, None, None]
    bias = norm.bias - norm.running_mean * scale
    return graph.convolution(x, weight, bias, convolution.dilation[0])
