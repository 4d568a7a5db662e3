"""The Wav2Lip generator as an ONNX graph, for running it without PyTorch.

Written operator by operator rather than traced, so that it depends on no version of an exporter
and holds nothing but convolutions. Loads PyTorch and onnx: import it late.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from inference.lipsync.wav2lip.layout import FACE_CHANNELS, FACE_SIZE, MEL_BINS, MEL_WINDOW
from inference.lipsync.wav2lip.network import Block, Wav2LipNetwork

OPSET: Final = 17
IR_VERSION: Final = 8  # the one that opset 17 came with; older runtimes read it
MEL_INPUT: Final = "mel"
FACE_INPUT: Final = "face"
OUTPUT: Final = "picture"


class _Graph:
    """Operators and weights in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"x{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def weight(self, name: str, values: npt.NDArray[np.float32]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def convolution(self, name: str, module: Any, x: str) -> str:
        weight = self.weight(f"{name}.weight", module.weight.detach().numpy())
        bias = self.weight(f"{name}.bias", module.bias.detach().numpy())
        attributes = {"strides": module.stride, "pads": (*module.padding, *module.padding)}
        kind = "Conv"
        if isinstance(module, nn.ConvTranspose2d):
            kind = "ConvTranspose"
            attributes["output_padding"] = module.output_padding
        return self.node(kind, x, weight, bias, **attributes)

    def block(self, name: str, block: Block, x: str) -> str:
        out = self.convolution(name, block.conv_block[0], x)
        return self.node("Relu", self.node("Add", out, x) if block.layer.residual else out)

    def section(self, name: str, blocks: nn.Module, x: str) -> str:
        for index, block in enumerate(blocks.children()):
            assert isinstance(block, Block)  # noqa: S101 - narrows the type
            x = self.block(f"{name}.{index}", block, x)
        return x


def onnx_graph(network: Wav2LipNetwork) -> bytes:
    """A folded network as an ONNX file.

    Inputs ``mel`` and ``face`` and output ``picture`` are those of ``Wav2LipNetwork.forward``.
    """
    graph = _Graph()
    x, skips = FACE_INPUT, []
    for index, section in enumerate(network.face_encoder_blocks):
        x = graph.section(f"face.{index}", section, x)
        skips.append(x)
    x = graph.section("audio", network.audio_encoder, MEL_INPUT)
    for index, section in enumerate(network.face_decoder_blocks):
        x = graph.section(f"decoder.{index}", section, x)
        x = graph.node("Concat", x, skips.pop(), axis=1)
    first, colours, _ = network.output_block
    assert isinstance(first, Block)  # noqa: S101 - narrows the type
    x = graph.convolution("colours", colours, graph.block("output", first, x))
    graph.node("Sigmoid", x, output=OUTPUT)
    return _file(graph)


def _file(graph: _Graph) -> bytes:
    face = ("n", FACE_CHANNELS, FACE_SIZE, FACE_SIZE)
    inputs = [_tensor(MEL_INPUT, ("n", 1, MEL_BINS, MEL_WINDOW)), _tensor(FACE_INPUT, face)]
    outputs = [_tensor(OUTPUT, ("n", 3, FACE_SIZE, FACE_SIZE))]
    made = helper.make_graph(graph.nodes, "wav2lip", inputs, outputs, graph.weights)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=IR_VERSION)
    content: bytes = model.SerializeToString()
    return content


def _tensor(name: str, shape: tuple[str | int, ...]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
