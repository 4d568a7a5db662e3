"""Tests for `inference.tensor_bundle` and `inference.spleeter_graph`, on the published weights."""

import numpy as np
import onnx
import pytest

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import package_file, read_manifest
from inference.spleeter_graph import spleeter_masks
from inference.tensor_bundle import MAGIC, read_bundle, split_bundle


@pytest.fixture(scope="module")
def published():
    parts = read_manifest()["spleeter"].parts
    return b"".join(package_file(part).read_bytes() for part in parts)


def test_every_published_number_is_read(published):
    index, numbers = split_bundle(published)

    tensors = read_bundle(index, numbers)

    assert sum(values.nbytes for values in tensors.values()) == 78_614_072
    assert tensors["conv2d/kernel"].shape == (5, 5, 2, 16)
    assert all(np.isfinite(values).all() for values in tensors.values())
    assert min(values.min() for name, values in tensors.items() if "variance" in name) > 0


@pytest.mark.parametrize(
    "damage",
    [lambda index: index[:-60], lambda index: index[:200] + b"\xff" * 40 + index[240:]],
    ids=["cut off", "overwritten"],
)
def test_a_damaged_index_is_refused(published, damage):
    index, numbers = split_bundle(published)

    with pytest.raises(CheckpointError):
        spleeter_masks(damage(index) + numbers, "")


def test_what_is_no_bundle_is_refused():
    with pytest.raises(CheckpointError):
        split_bundle(b"something else")
    with pytest.raises(CheckpointError):
        read_bundle(MAGIC, b"")


def test_the_model_is_valid_and_the_same_each_time(published):
    model = spleeter_masks(published, "")

    onnx.checker.check_model(onnx.load_from_string(model))
    assert spleeter_masks(published, "") == model
