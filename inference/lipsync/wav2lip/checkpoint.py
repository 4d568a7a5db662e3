"""Reads the authors' weights, and nothing but weights.

A ``.pth`` file is a pickle, which can run code when it is opened; ``weights_only`` refuses that.
Loads PyTorch: import it late.
"""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from inference.checkpoint_errors import Wav2LipWeightsWrongError
from inference.lipsync.wav2lip.layout import Layout
from inference.lipsync.wav2lip.network import Wav2LipNetwork

State = Mapping[str, Tensor]

PARALLEL_PREFIX: Final = "module."  # written by DataParallel, with which the authors trained
OTHER_NETWORKS: Final = {
    "face_encoder.0.": "these are the weights of SyncNet, the authors' judge of lip-sync",
    "binary_pred.": "these are the weights of the authors' judge of picture quality",
    "face_encoder_blocks.7.": "these are the weights of a variant for larger faces than 96 pixels",
}
NOT_WEIGHTS: Final = "it holds no network's weights"


def load_network(path: Path) -> Wav2LipNetwork:
    """The generator with the weights of a file, in evaluation mode.

    Takes ``{"state_dict": ...}`` as the authors save it and a bare state dict, with or without
    ``module.`` before each name; the original generator and the compressed one.

    Raises:
        Wav2LipWeightsWrongError: the file holds something else, code, or is damaged.
    """
    state = _plain_names(_state(_read(path), path))
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    for start, meaning in OTHER_NETWORKS.items():
        if any(name.startswith(start) for name in shapes):
            raise Wav2LipWeightsWrongError(path, meaning)
    try:
        with torch.device("meta"):
            network = Wav2LipNetwork(Layout.of(shapes))
    except (KeyError, IndexError) as error:
        raise Wav2LipWeightsWrongError(path, NOT_WEIGHTS) from error
    _compare(network, shapes, path)
    values = {name: _single(tensor) for name, tensor in state.items()}
    if not all(torch.isfinite(tensor).all() for tensor in values.values()):
        raise Wav2LipWeightsWrongError(path, "some of its numbers are not finite")
    network.load_state_dict(values, strict=True, assign=True)
    return network.eval()


def _read(path: Path) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        why = "it is no file of PyTorch, or holds program code besides weights, which is not run"
        raise Wav2LipWeightsWrongError(path, why) from error
    except RuntimeError as error:
        why = "it is damaged or incomplete"
        if "TorchScript" in str(error):
            why = "it is a TorchScript program; the file with the state dict is needed"
        raise Wav2LipWeightsWrongError(path, why) from error
    except (EOFError, OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Wav2LipWeightsWrongError(path, "it cannot be read") from error


def _state(content: Any, path: Path) -> State:
    if isinstance(content, Mapping):
        content = content.get("state_dict", content)
    if isinstance(content, Mapping):
        state = {str(name): value for name, value in content.items() if _is_weight(value)}
        if state and len(state) == len(content):
            return state
    raise Wav2LipWeightsWrongError(path, NOT_WEIGHTS)


def _is_weight(value: Any) -> bool:
    return isinstance(value, Tensor) and not value.is_sparse


def _plain_names(state: State) -> dict[str, Tensor]:
    return {name.removeprefix(PARALLEL_PREFIX): tensor for name, tensor in state.items()}


def _single(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor


def _compare(network: Wav2LipNetwork, found: Mapping[str, tuple[int, ...]], path: Path) -> None:
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    for name in [*wanted, *found]:
        if wanted.get(name) != found.get(name):
            one, other = found.get(name, "missing"), wanted.get(name, "not part of it")
            raise Wav2LipWeightsWrongError(path, f"another network: {name} is {one}, not {other}")
