"""Changes to published model files: each takes a file's bytes and returns the bytes to use.

Loaded only while a file is being prepared: it needs ``onnx`` and Piper, running a voice does not.
"""

import onnx
from piper.patch_voice_with_alignment import add_alignment_output

from inference.checkpoint_errors import CheckpointError
from inference.spleeter_graph import spleeter_masks

__all__ = ["as_published", "expose_tensor", "piper_durations", "spleeter_masks"]


def piper_durations(source: bytes, tensor: str) -> bytes:
    """A Piper voice whose second output is the length of every phoneme, in hops of 256 samples.

    Args:
        source: the voice's ONNX file.
        tensor: the tensor with the lengths; empty to let Piper find it.
    """
    model = onnx.load_from_string(source)
    try:
        add_alignment_output(model, tensor or None)
    except ValueError as error:
        raise CheckpointError(f"the voice has no durations to show: {error}") from error
    changed: bytes = model.SerializeToString()
    return changed


def expose_tensor(source: bytes, tensor: str) -> bytes:
    """A model with one inner tensor as its last output.

    Args:
        source: the ONNX file.
        tensor: the tensor's name in the graph.
    """
    model = onnx.load_from_string(source)
    if not any(tensor in node.output for node in model.graph.node):
        raise CheckpointError(f"the model has no tensor {tensor}")
    model.graph.output.append(onnx.ValueInfoProto(name=tensor))
    changed: bytes = model.SerializeToString()
    return changed


def as_published(source: bytes, tensor: str) -> bytes:
    """The file itself: for one that is published in parts, or that a library expects in a folder.

    Args:
        source: the file.
        tensor: not used.
    """
    del tensor
    return source
