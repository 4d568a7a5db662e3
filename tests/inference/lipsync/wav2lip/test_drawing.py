"""Tests for `inference.lipsync.wav2lip.drawing`."""

import importlib.util
import sys

import numpy as np
import pytest
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, RuntimeException

from inference.checkpoint_errors import CheckpointError
from inference.errors import EngineError
from inference.lipsync.wav2lip import drawing
from inference.lipsync.wav2lip.drawing import (
    Batcher,
    OnnxDrawer,
    OpenVinoDrawer,
    OutOfMemory,
    TorchDrawer,
    graph_of,
    network_input,
    open_drawer,
)
from inference.lipsync.wav2lip.layout import COMPRESSED
from inference.lipsync.wav2lip.network import Wav2LipNetwork


@pytest.fixture(scope="module")
def small_drawer(folder):
    return open_drawer(folder / "wav2lip_compressed.pth")


def plainly_drawn(network, mels, faces):
    with torch.inference_mode():
        drawn = network(torch.from_numpy(mels), torch.from_numpy(faces)).numpy()
    assert drawn.std() > 0.05
    return drawn


class ScarceMemory:
    """A drawer in whose memory only so many faces fit."""

    largest_batch = 8

    def __init__(self, drawer, fits):
        self.drawer, self.fits, self.sizes = drawer, fits, []

    def draw(self, mels, faces):
        self.sizes.append(len(faces))
        if len(faces) > self.fits:
            raise OutOfMemory
        return self.drawer.draw(mels, faces)


def test_the_network_sees_blue_first_and_no_mouth():
    face = np.zeros((1, 96, 96, 3), np.uint8)
    face[..., 2] = 255

    seen = network_input(face)

    assert seen.shape == (1, 6, 96, 96)
    assert (seen[0, 0, :48] == 1).all()
    assert (seen[0, 0, 48:] == 0).all()
    assert (seen[0, 3] == 1).all()
    assert (seen[0, [1, 2, 4, 5]] == 0).all()


@pytest.mark.parametrize("name", ["wav2lip_gan", "wav2lip_compressed"])
def test_what_is_drawn_is_what_the_plain_network_draws(name, folder, original, compressed, batch):
    network = original if name == "wav2lip_gan" else compressed
    mels, faces = batch[0][:2, None], network_input(batch[1][:2])

    drawn = open_drawer(folder / f"{name}.pth").draw(mels, faces)

    assert drawn.shape == (2, 3, 96, 96)
    assert np.abs(drawn - plainly_drawn(network, mels, faces)).max() < 1e-4


@pytest.mark.parametrize("program", [OnnxDrawer, OpenVinoDrawer])
def test_every_program_draws_the_same(program, folder, compressed, batch):
    if program is OpenVinoDrawer:
        pytest.importorskip("openvino")
    mels, faces = batch[0][:, None], network_input(batch[1])

    drawn = program(graph_of(folder / "wav2lip_compressed.pth")).draw(mels, faces)

    assert np.abs(drawn - plainly_drawn(compressed, mels, faces)).max() < 1e-4


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_half_precision_draws_nearly_the_same(device, compressed, batch):
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a graphics card")
    mels, faces = batch[0][:, None], network_input(batch[1])
    other = Wav2LipNetwork(COMPRESSED)
    other.load_state_dict(compressed.state_dict())

    drawer = TorchDrawer(other, device)

    # bfloat16, which the processor uses, has eight bits; noise makes the network exaggerate them
    difference = np.abs(drawer.draw(mels, faces) - plainly_drawn(compressed, mels, faces))
    assert difference.mean() < 0.01
    assert drawer.largest_batch >= 1


@pytest.mark.parametrize(
    ("openvino", "expected"), [(True, OpenVinoDrawer), (False, OnnxDrawer)], ids=["there", "absent"]
)
def test_openvino_is_used_where_it_is_installed(openvino, expected, folder, monkeypatch):
    if openvino:
        pytest.importorskip("openvino")
    else:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    assert isinstance(open_drawer(folder / "wav2lip_compressed.pth"), expected)


def test_folding_batch_normalisation_changes_nothing(compressed, batch):
    folded = Wav2LipNetwork(COMPRESSED)
    folded.load_state_dict(compressed.state_dict())
    inputs = torch.from_numpy(batch[0][:, None]), torch.from_numpy(network_input(batch[1]))

    with torch.inference_mode():
        drawn = folded.folded()(*inputs)

        assert torch.abs(drawn - compressed(*inputs)).max() < 1e-4


def test_a_batch_draws_what_single_faces_draw(small_drawer, batch):
    mels, faces = batch
    batcher = Batcher(small_drawer)

    together = batcher.draw(mels, faces)

    single = [batcher.draw(mels[i : i + 1], faces[i : i + 1])[0] for i in range(3)]
    # A batch may add in another order, which can move a rounding by one step.
    assert np.abs(together.astype(int) - np.stack(single)).max() <= 1
    assert len({picture.tobytes() for picture in single}) == 3


def test_sound_changes_what_is_drawn(small_drawer, batch):
    mels, faces = batch

    changed = Batcher(small_drawer).draw(-mels, faces) != Batcher(small_drawer).draw(mels, faces)

    assert changed.mean() > 0.01


def test_the_batch_is_halved_until_it_fits_and_stays_so(small_drawer, batch):
    scarce = ScarceMemory(small_drawer, fits=2)
    batcher = Batcher(scarce)
    mels, faces = np.repeat(batch[0], 3, 0), np.repeat(batch[1], 3, 0)

    drawn = batcher.draw(mels, faces)

    assert scarce.sizes == [8, 4, 2, 2, 2, 2, 1]
    assert batcher.size == 2
    expected = Batcher(small_drawer).draw(mels, faces)
    assert np.abs(drawn.astype(int) - expected).max() <= 1


def test_memory_for_not_even_one_face_is_an_error(small_drawer, batch):
    with pytest.raises(EngineError, match="memory"):
        Batcher(ScarceMemory(small_drawer, fits=0)).draw(*batch)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (RuntimeException("Failed to allocate memory for requested buffer"), OutOfMemory),
        (InvalidArgument("Unexpected input data type"), EngineError),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), OutOfMemory),
        (MemoryError(), OutOfMemory),
        (RuntimeError("invalid input"), EngineError),
    ],
    ids=["onnxruntime", "its other failures", "cuda", "python", "another failure"],
)
def test_a_lack_of_memory_is_told_from_other_failures(raised, expected, folder, monkeypatch):
    class Failing:
        def run(self, *_):
            raise raised

    drawer = OnnxDrawer(graph_of(folder / "wav2lip_compressed.pth"))
    monkeypatch.setattr(drawer, "_session", Failing())

    with pytest.raises(expected):
        drawer.draw(np.zeros((1, 1, 80, 16), np.float32), np.zeros((1, 6, 96, 96)))


def test_the_graph_is_made_once_for_the_same_weights(folder, tmp_path, monkeypatch):
    weights = tmp_path / "wav2lip_compressed.pth"
    weights.write_bytes((folder / weights.name).read_bytes())
    made = graph_of(weights)
    # From now on not even PyTorch is needed.
    monkeypatch.setitem(sys.modules, "torch", None)

    assert graph_of(weights) == made
    assert open_drawer(weights).largest_batch == 8


def test_other_weights_get_another_graph_and_the_old_one_goes(folder, compressed, tmp_path):
    weights = tmp_path / "wav2lip_compressed.pth"
    weights.write_bytes((folder / weights.name).read_bytes())
    old = graph_of(weights)
    torch.save({"state_dict": compressed.state_dict()}, weights)

    new = graph_of(weights)

    assert new != old
    assert not old.exists()


@pytest.mark.parametrize("with_openvino", [True, False])
def test_a_damaged_graph_is_made_again(with_openvino, folder, tmp_path, monkeypatch):
    if not with_openvino:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    weights = tmp_path / "wav2lip_compressed.pth"
    weights.write_bytes((folder / weights.name).read_bytes())
    graph = graph_of(weights)
    whole = graph.read_bytes()
    graph.write_bytes(whole[: len(whole) // 2])

    open_drawer(weights)

    assert graph.read_bytes() == whole


def test_a_folder_that_takes_no_files_is_named(folder, tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    weights = tmp_path / "wav2lip_compressed.pth"
    weights.write_bytes((folder / weights.name).read_bytes())
    monkeypatch.setattr(drawing.tempfile, "NamedTemporaryFile", refuse)

    with pytest.raises(CheckpointError, match="Permission denied"):
        graph_of(weights)
