"""Spleeter's two networks, one for voices and one for everything else, as one ONNX model.

The published weights are those of a TensorFlow graph; the graph is drawn again here. It takes the
magnitudes of a short-time Fourier transform and gives the share of each that belongs to voices.

Source: Hennequin, Khlif, Voituret and Moussallam, "Spleeter: a fast and efficient music source
separation tool with pre-trained models" (Journal of Open Source Software, 2020), and its code
(``spleeter/model/functions/unet.py``, MIT licence).
"""

from typing import Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from inference.tensor_bundle import Tensors, read_bundle, split_bundle

OPSET: Final = 17
IR_VERSION: Final = 9
DEPTH: Final = 6  # times that a network halves the picture, and doubles it again
STRIDE: Final = [2, 2]
SAME_DOWN: Final = [1, 1, 2, 2]  # what TensorFlow's "same" is for a kernel of 5 and a stride of 2
SAME_LAST: Final = [3, 3, 3, 3]  # for a kernel of 4 with a dilation of 2
LEAK: Final = 0.2
BATCH_EPSILON: Final = 1e-3
EPSILON: Final = 1e-10


def spleeter_masks(source: bytes, tensor: str) -> bytes:
    """The model of the published weights.

    Its input ``magnitude`` and its output ``voice`` are float32 of shape (n, 2, n_frames, n_bins):
    two channels, any multiple of 64 for both other sides.

    Args:
        source: the index of the checkpoint and its numbers, one behind the other.
        tensor: not used.

    Raises:
        CheckpointError: the weights cannot be read.
    """
    del tensor
    graph = _Graph(read_bundle(*split_bundle(source)))
    squares = [graph.square(graph.network(index)) for index in (0, 1)]
    half, whole = graph.constant("half", EPSILON / 2), graph.constant("whole", EPSILON)
    voice = graph.node("Add", [squares[0], half])
    total = graph.node("Add", [graph.node("Add", squares), whole])
    graph.node("Div", [voice, total], output="voice")
    sides: list[str | int | None] = ["n", 2, "n_frames", "n_bins"]
    made = helper.make_graph(
        graph.nodes,
        "spleeter-2stems",
        [helper.make_tensor_value_info("magnitude", TensorProto.FLOAT, sides)],
        [helper.make_tensor_value_info("voice", TensorProto.FLOAT, sides)],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    changed: bytes = model.SerializeToString()
    return changed


class _Graph:
    """Draws both networks."""

    def __init__(self, weights: Tensors) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._weights = weights

    def network(self, index: int) -> str:
        """Draw one of the two; gives the name of its estimate."""
        first = index * (DEPTH + 1)
        before, skipped = "magnitude", []
        for level in range(DEPTH):
            name = _numbered("conv2d", first + level)
            down = self._convolved(before, name, strides=STRIDE, pads=SAME_DOWN)
            skipped.append(down)
            batch = self._normalised(down, index * 2 * DEPTH + level)
            before = self.node("LeakyRelu", [batch], alpha=LEAK)
        before = skipped.pop()
        for level in range(DEPTH):
            name = _numbered("conv2d_transpose", index * DEPTH + level)
            up = self.node("Relu", [self._spread(before, name)])
            before = self._normalised(up, index * 2 * DEPTH + DEPTH + level)
            if skipped:
                before = self.node("Concat", [skipped.pop(), before], axis=1)
        last = _numbered("conv2d", first + DEPTH)
        mask = self._convolved(before, last, dilations=[2, 2], pads=SAME_LAST)
        return self.node("Mul", [self.node("Sigmoid", [mask]), "magnitude"])

    def square(self, name: str) -> str:
        """Draw a square."""
        return self.node("Mul", [name, name])

    def node(self, kind: str, inputs: list[str], *, output: str = "", **attributes: Any) -> str:
        """Draw an operation; gives the name of its output."""
        name = output or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, name: str, values: Any) -> str:
        """Put a constant into the graph; gives its name."""
        stored = np.ascontiguousarray(values, np.float32)
        self.constants.append(numpy_helper.from_array(stored, name))
        return name

    def _convolved(self, before: str, name: str, **attributes: Any) -> str:
        kernel = self._weights[f"{name}/kernel"].transpose(3, 2, 0, 1)
        return self.node("Conv", [before, *self._learnt(name, kernel)], **attributes)

    def _spread(self, before: str, name: str) -> str:
        kernel = self._weights[f"{name}/kernel"].transpose(3, 2, 0, 1)
        inputs = [before, *self._learnt(name, kernel)]
        return self.node("ConvTranspose", inputs, strides=STRIDE, pads=SAME_DOWN)

    def _learnt(self, name: str, kernel: Any) -> list[str]:
        bias = self._weights[f"{name}/bias"]
        return [self.constant(f"{name}/kernel", kernel), self.constant(f"{name}/bias", bias)]

    def _normalised(self, before: str, index: int) -> str:
        name = _numbered("batch_normalization", index)
        learnt = [
            self.constant(f"{name}/{part}", self._weights[f"{name}/{part}"])
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        ]
        return self.node("BatchNormalization", [before, *learnt], epsilon=BATCH_EPSILON)


def _numbered(name: str, index: int) -> str:
    return f"{name}_{index}" if index else name
