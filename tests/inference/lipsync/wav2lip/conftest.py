"""Wav2Lip with seeded weights, in the layouts in which its authors publish it."""

import wave

import numpy as np
import pytest
import torch
from torch import nn

from inference.lipsync.wav2lip.layout import COMPRESSED, ORIGINAL
from inference.lipsync.wav2lip.network import Wav2LipNetwork

torch.set_num_threads(1)  # on busy machines, threads that wait for one another burn the time


def seeded_network(layout):
    """A network of the true architecture through which sound and face reach the picture.

    One batch sets the statistics of batch normalisation, as training would; with those of fresh
    layers every trace of the sound would fade on its way.
    """
    torch.manual_seed(1)
    network = Wav2LipNetwork(layout).train()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        network(torch.rand(4, 1, 80, 16) * 8 - 4, torch.rand(4, 6, 96, 96))
    return network.eval()


@pytest.fixture(scope="session")
def original():
    return seeded_network(ORIGINAL)


@pytest.fixture(scope="session")
def compressed():
    return seeded_network(COMPRESSED)


@pytest.fixture(scope="session")
def folder(tmp_path_factory, original, compressed):
    """A checkpoints folder with the original's and the compressed variant's weights."""
    path = tmp_path_factory.mktemp("checkpoints")
    state = {f"module.{name}": tensor for name, tensor in original.state_dict().items()}
    content = {"state_dict": state, "optimizer": None, "global_step": 7, "global_epoch": 1}
    torch.save(content, path / "wav2lip_gan.pth")
    torch.save(compressed.state_dict(), path / "wav2lip_compressed.pth")
    return path


@pytest.fixture
def batch():
    """Sound and faces for three frames, as the network takes them."""
    random = np.random.default_rng(3)
    mels = random.uniform(-4, 4, (3, 80, 16)).astype(np.float32)
    return mels, random.integers(0, 256, (3, 96, 96, 3), dtype=np.uint8)


@pytest.fixture
def sound(tmp_path):
    """A function that writes a noise of some seconds and returns its path."""

    def written(seconds, rate=16_000):
        path = tmp_path / f"{seconds}.wav"
        samples = np.random.default_rng(5).normal(0, 3000, int(seconds * rate))
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.astype("<i2").tobytes())
        return path

    return written
