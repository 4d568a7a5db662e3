"""Tests for `inference.lipsync.wav2lip.checkpoint` and `weights`."""

import importlib.util
import os
import subprocess
import sys

import pytest
import torch

from inference.checkpoint_errors import (
    TorchMissingError,
    Wav2LipWeightsMissingError,
    Wav2LipWeightsWrongError,
)
from inference.lipsync.wav2lip import weights
from inference.lipsync.wav2lip.checkpoint import load_network
from inference.lipsync.wav2lip.drawing import open_drawer
from inference.lipsync.wav2lip.layout import COMPRESSED, ORIGINAL
from inference.lipsync.wav2lip.weights import find_weights, wav2lip_available
from inference.registry import Registry


class Command:
    """Runs a program when it is unpickled carelessly."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return os.mkdir, (str(self.trace),)


def saved(content, tmp_path):
    path = tmp_path / "wav2lip.pth"
    torch.save(content, path)
    return path


def test_the_original_has_the_authors_parameters(original):
    state = original.state_dict()

    assert sum(tensor.numel() for tensor in original.parameters()) == 36_298_035
    assert state["face_encoder_blocks.2.3.conv_block.1.running_mean"].shape == (64,)
    assert state["audio_encoder.12.conv_block.0.weight"].shape == (512, 512, 1, 1)
    assert state["face_decoder_blocks.6.0.conv_block.0.weight"].shape == (160, 64, 3, 3)
    assert state["output_block.0.conv_block.0.weight"].shape == (32, 80, 3, 3)
    assert state["output_block.1.bias"].shape == (3,)


def test_the_authors_layout_is_read(folder, original):
    network = load_network(folder / "wav2lip_gan.pth")

    assert network.layout == ORIGINAL
    expected = original.state_dict()
    assert all(torch.equal(t, expected[name]) for name, t in network.state_dict().items())


def test_the_compressed_variant_is_recognised_by_its_shapes(folder):
    assert load_network(folder / "wav2lip_compressed.pth").layout == COMPRESSED


def test_any_widths_can_be_read(compressed, tmp_path):
    state = compressed.state_dict()
    narrow = [f"face_encoder_blocks.6.{i}.conv_block" for i in (0, 1)]
    # 127 instead of 128 channels in the last section of the face encoder
    for name in narrow:
        for part in ("0.weight", "0.bias", "1.weight", "1.bias"):
            state[f"{name}.{part}"] = state[f"{name}.{part}"][:127]
        for part in ("1.running_mean", "1.running_var"):
            state[f"{name}.{part}"] = state[f"{name}.{part}"][:127]
    state[f"{narrow[1]}.0.weight"] = state[f"{narrow[1]}.0.weight"][:, :127]
    after = "face_decoder_blocks.1.0.conv_block.0.weight"
    state[after] = state[after][:255]

    assert load_network(saved(state, tmp_path)).layout.face[-1] == 127


def test_half_precision_weights_are_read_as_single(compressed, tmp_path):
    state = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in compressed.state_dict().items()
    }

    network = load_network(saved({"state_dict": state}, tmp_path))

    assert {tensor.dtype for tensor in network.parameters()} == {torch.float32}


def saved_in_the_format_of_2020(content, tmp_path):
    """PyTorch 1.1, which the authors used, wrote no ZIP archives."""
    path = tmp_path / "wav2lip.pth"
    torch.save(content, path, _use_new_zipfile_serialization=False)
    return path


def test_the_file_format_of_the_authors_time_is_read(compressed, tmp_path):
    state = {f"module.{name}": tensor for name, tensor in compressed.state_dict().items()}
    optimizer = torch.optim.Adam(compressed.parameters()).state_dict()
    content = {"state_dict": state, "optimizer": optimizer, "global_step": 7, "global_epoch": 1}

    network = load_network(saved_in_the_format_of_2020(content, tmp_path))

    assert network.layout == COMPRESSED


@pytest.mark.parametrize("size", [40, 3_000, 2_000_000], ids=["head", "names", "numbers"])
def test_a_truncated_file_of_that_format_is_named(size, compressed, tmp_path):
    path = saved_in_the_format_of_2020({"state_dict": compressed.state_dict()}, tmp_path)
    path.write_bytes(path.read_bytes()[:size])

    with pytest.raises(Wav2LipWeightsWrongError):
        load_network(path)


def test_code_in_a_file_of_that_format_is_not_run(compressed, tmp_path):
    trace = tmp_path / "ran"
    content = {"state_dict": compressed.state_dict(), "extra": Command(trace)}

    with pytest.raises(Wav2LipWeightsWrongError, match="program code"):
        load_network(saved_in_the_format_of_2020(content, tmp_path))

    assert not trace.exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch", "ignore:.*torch.jit:UserWarning")
def test_a_torchscript_program_is_named(tmp_path):
    path = tmp_path / "wav2lip.pth"
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(path))

    with pytest.raises(Wav2LipWeightsWrongError, match="TorchScript"):
        load_network(path)


def syncnet(_):
    return {
        "state_dict": {
            "face_encoder.0.conv_block.0.weight": torch.zeros(32, 15, 7, 7),
            "audio_encoder.0.conv_block.0.weight": torch.zeros(32, 1, 3, 3),
        }
    }


def larger_faces(state):
    return {**state, "face_encoder_blocks.7.0.conv_block.0.weight": torch.zeros(8, 8, 3, 3)}


def one_missing(state):
    return {name: tensor for name, tensor in state.items() if name != "output_block.1.bias"}


def one_too_wide(state):
    return {**state, "output_block.1.bias": torch.zeros(4)}


def not_finite(state):
    return {**state, "output_block.1.bias": torch.full((3,), float("nan"))}


WRONG = {
    "the judge of lip-sync": (syncnet, "SyncNet"),
    "a quality judge": (lambda s: {"binary_pred.0.weight": torch.zeros(1)}, "picture quality"),
    "a larger network": (larger_faces, "larger faces"),
    "an incomplete state": (one_missing, r"output_block\.1\.bias is missing"),
    "another shape": (one_too_wide, r"output_block\.1\.bias is \(4,\), not \(3,\)"),
    "numbers that are none": (not_finite, "not finite"),
    "an optimiser": (lambda s: {"state": {}, "param_groups": [{"lr": 1e-4}]}, "no network"),
    "a list": (lambda s: [1, 2, 3], "no network"),
    "a single tensor": (lambda s: torch.zeros(3), "no network"),
    "another network": (lambda s: {"conv1.weight": torch.zeros(2, 2)}, "no network"),
    "a scalar where weights are": (
        lambda s: {**s, "output_block.0.conv_block.0.weight": torch.tensor(1.0)},
        "no network",
    ),
}


@pytest.mark.parametrize(("change", "why"), WRONG.values(), ids=WRONG)
def test_what_is_not_the_generator_is_named(change, why, compressed, tmp_path):
    path = saved(change(dict(compressed.state_dict())), tmp_path)

    with pytest.raises(Wav2LipWeightsWrongError, match=why) as caught:
        load_network(path)

    assert caught.value.code == "wav2lip_weights_wrong"


def test_code_in_a_file_is_refused_and_not_run(compressed, tmp_path):
    trace = tmp_path / "ran"
    path = saved({"state_dict": compressed.state_dict(), "extra": Command(trace)}, tmp_path)

    with pytest.raises(Wav2LipWeightsWrongError, match="program code"):
        load_network(path)

    assert not trace.exists()


@pytest.mark.parametrize("size", [0, 10, 60_000], ids=["empty", "a few bytes", "half"])
def test_a_truncated_file_is_named(size, folder, tmp_path):
    path = tmp_path / "wav2lip.pth"
    path.write_bytes((folder / "wav2lip_compressed.pth").read_bytes()[:size])

    with pytest.raises(Wav2LipWeightsWrongError):
        load_network(path)


def test_a_web_page_saved_under_the_name_is_refused(tmp_path):
    path = tmp_path / "wav2lip.pth"
    path.write_text("<!DOCTYPE html><html><body>Sign in to download</body></html>")

    with pytest.raises(Wav2LipWeightsWrongError, match="no file of PyTorch"):
        load_network(path)


def test_installed_variants_are_listed_best_first(folder):
    found = wav2lip_available(folder)

    assert found
    assert found.reason == ""
    assert [variant.name for variant in found.variants] == ["wav2lip_gan", "wav2lip_compressed"]


def test_where_nothing_is_installed_it_says_which_file_belongs_where(tmp_path):
    found = wav2lip_available(tmp_path)

    assert not found
    assert found.error.code == "wav2lip_weights_missing"
    assert "wav2lip_gan.pth" in found.reason
    assert str(tmp_path) in found.reason


def test_weights_without_pytorch_are_no_use(folder, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    found = wav2lip_available(folder)

    assert isinstance(found.error, TorchMissingError)


def test_asking_loads_neither_pytorch_nor_onnxruntime():
    ask = (
        "import sys; from inference.lipsync.wav2lip.weights import wav2lip_available;"
        "wav2lip_available(); print({'torch', 'onnxruntime', 'cv2'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_a_variant_that_is_not_installed_is_named(folder):
    with pytest.raises(Wav2LipWeightsMissingError, match=r"put wav2lip\.pth into"):
        find_weights("wav2lip", folder)


def test_missing_pytorch_is_named_when_the_weights_are_opened(folder, monkeypatch, tmp_path):
    path = tmp_path / "wav2lip_compressed.pth"
    path.write_bytes((folder / path.name).read_bytes())
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "inference.lipsync.wav2lip.checkpoint")

    with pytest.raises(TorchMissingError):
        open_drawer(path)


def test_the_registry_keeps_the_network(folder, monkeypatch):
    monkeypatch.setenv("AVATAR_CHECKPOINTS_DIR", str(folder))
    registry = Registry()

    drawer = registry.wav2lip("wav2lip_compressed")

    assert registry.wav2lip("wav2lip_compressed") is drawer
    registry.close()
    assert registry.wav2lip("wav2lip_compressed") is not drawer


def test_whoever_chooses_it_can_be_told_its_terms():
    assert "research" in weights.LICENCE_NOTICE
    assert "commercial use is prohibited" in weights.LICENCE_NOTICE
    assert "https://github.com/Rudrabha/Wav2Lip" in weights.LICENCE_NOTICE
