"""Tests for `inference.language_models.local`; what it writes is tested with the local writer."""

import subprocess
import sys

import pytest

from inference.checkpoints import locate
from inference.errors import EngineError
from inference.language_models.local import LocalModel

MODEL, SHAPER = "inference.language_models.local", "uharfbuzz"
ORDERS = (f"{SHAPER}, {MODEL}", f"{MODEL}, {SHAPER}")


@pytest.mark.parametrize("modules", ORDERS, ids=["shaper first", "model first"])
def test_the_model_and_the_shaper_of_captions_load_in_one_process(modules):
    done = subprocess.run(
        [sys.executable, "-c", f"import {modules}"], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.returncode == 0


def test_nobody_else_can_reach_the_model():
    model = LocalModel(locate("smollm2"))

    model.load()

    assert model._server.listening_address.startswith("unix://")
    assert not model._server.listening_address.removeprefix("unix://").startswith("/run")
    model.close()


def test_what_is_longer_than_the_model_reads_is_an_error_of_ours():
    model = LocalModel(locate("smollm2"))

    with pytest.raises(EngineError):
        model.write("word " * 3000, max_tokens=1)
    model.close()


def test_a_file_that_is_no_model_is_an_error_of_ours(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF nonsense")

    with pytest.raises(EngineError):
        LocalModel(path).load()
