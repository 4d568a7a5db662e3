"""Tests for `inference.checkpoints` and its recipes."""

import hashlib
import io
import json
import os
import urllib.error
from email.message import Message
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import pytest

from inference import checkpoints
from inference.checkpoint_errors import (
    CheckpointCorruptError,
    CheckpointError,
    CheckpointMissingError,
)
from inference.checkpoints import CheckpointSpec, CheckpointStore, PreparedSpec, read_manifest

CONTENT = b"weights" * 1000


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


def spec_of(content=CONTENT, **changes):
    values = {
        "name": "model",
        "title": "A model",
        "file": "model.bin",
        "parts": (),
        "sha256": hash_of(content),
        "size_bytes": len(content),
        "licence": "CC0-1.0",
        "origin": "https://example.org/",
    }
    return CheckpointSpec(**(values | changes))


def store_of(folder, spec, opener=None):
    return CheckpointStore(folder, {spec.name: spec}, opener or pytest.fail)


def tiny_network():
    """An ONNX graph that rounds up half of its input, with the rounding hidden inside."""
    node = onnx.helper.make_node
    shape = (onnx.TensorProto.FLOAT, [None])
    graph = onnx.helper.make_graph(
        [
            node("Mul", ["x", "half"], ["halved"]),
            node("Ceil", ["halved"], ["rounded"]),
            node("Neg", ["rounded"], ["y"]),
        ],
        "tiny",
        [onnx.helper.make_tensor_value_info("x", *shape)],
        [onnx.helper.make_tensor_value_info("y", *shape)],
        [onnx.numpy_helper.from_array(np.array([0.5], np.float32), "half")],
    )
    opset = [onnx.helper.make_opsetid("", 13)]
    return onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


def test_a_file_in_the_folder_is_found_and_checked(tmp_path):
    (tmp_path / "model.bin").write_bytes(CONTENT)

    assert store_of(tmp_path, spec_of()).locate("model") == tmp_path / "model.bin"


def test_a_changed_file_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(CONTENT + b"!")

    with pytest.raises(CheckpointCorruptError) as caught:
        store_of(tmp_path, spec_of()).locate("model")

    assert caught.value.expected == hash_of(CONTENT)


def test_a_file_that_changes_after_the_first_check_is_refused(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(CONTENT)
    store = store_of(tmp_path, spec_of())
    store.locate("model")

    path.write_bytes(CONTENT[:-1] + b"!")
    os.utime(path, ns=(1, 1))

    with pytest.raises(CheckpointCorruptError):
        store.locate("model")


def test_an_unchanged_file_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "model.bin").write_bytes(CONTENT)
    store = store_of(tmp_path, spec_of())
    store.locate("model")

    monkeypatch.setattr(hashlib, "file_digest", pytest.fail)

    assert store.locate("model")


def test_the_folder_comes_before_the_package(tmp_path):
    spec = spec_of(parts=("inference:errors.py",))
    (tmp_path / "model.bin").write_bytes(CONTENT)

    assert store_of(tmp_path, spec).locate("model").parent == tmp_path


def test_a_package_is_found_without_importing_it(tmp_path, monkeypatch):
    package = tmp_path / "explosive"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError")
    (package / "model.bin").write_bytes(CONTENT)
    monkeypatch.syspath_prepend(tmp_path)
    spec = spec_of(parts=("explosive:model.bin",))

    assert store_of(tmp_path / "empty", spec).locate("model") == package / "model.bin"


def test_a_missing_model_says_how_to_get_it(tmp_path):
    spec = spec_of(parts=("no_such_package:model.bin",), url="https://example.org/model.bin")

    with pytest.raises(CheckpointMissingError, match=r"no_such_package.*prepare --fetch"):
        store_of(tmp_path, spec).locate("model")


def test_an_unknown_name_is_missing(tmp_path):
    with pytest.raises(CheckpointMissingError):
        store_of(tmp_path, spec_of()).locate("nothing")


def test_only_https_addresses_are_allowed():
    with pytest.raises(CheckpointError, match="https"):
        spec_of(url="http://example.org/model.bin")


@pytest.fixture
def prepared_spec():
    spec = spec_of(tiny_network(), prepared=PreparedSpec("made.onnx", "expose_tensor", "rounded"))
    return SimpleNamespace(spec=spec, source=tiny_network())


def test_a_prepared_model_has_one_more_output(tmp_path, prepared_spec):
    (tmp_path / "model.bin").write_bytes(prepared_spec.source)

    path = store_of(tmp_path, prepared_spec.spec).locate("model")

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    y, rounded = session.run(None, {"x": np.array([3, 4], np.float32)})
    assert rounded.tolist() == [2, 2]
    assert y.tolist() == [-2, -2]


def test_piper_finds_the_tensor_by_itself(tmp_path):
    source = tiny_network()
    spec = spec_of(source, prepared=PreparedSpec("made.onnx", "piper_durations"))
    (tmp_path / "model.bin").write_bytes(source)

    made = onnx.load(store_of(tmp_path, spec).locate("model"))

    assert [output.name for output in made.graph.output] == ["y", "rounded"]


def test_a_tensor_that_is_not_there_is_an_error(tmp_path, prepared_spec):
    spec = spec_of(
        prepared_spec.source, prepared=PreparedSpec("made.onnx", "expose_tensor", "nothing")
    )
    (tmp_path / "model.bin").write_bytes(prepared_spec.source)

    with pytest.raises(CheckpointError, match="nothing"):
        store_of(tmp_path, spec).locate("model")

    assert not (tmp_path / "made.onnx").exists()


def test_parts_from_packages_are_joined(tmp_path, monkeypatch, prepared_spec):
    for number, part in enumerate((prepared_spec.source[:50], prepared_spec.source[50:])):
        package = tmp_path / f"part_{number}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "part.bin").write_bytes(part)
    monkeypatch.syspath_prepend(tmp_path)
    spec = spec_of(
        prepared_spec.source,
        parts=("part_0:part.bin", "part_1:part.bin"),
        prepared=prepared_spec.spec.prepared,
    )

    assert store_of(tmp_path / "made", spec).locate("model").is_file()


def test_a_prepared_model_outlives_its_source(tmp_path, prepared_spec):
    source = tmp_path / "model.bin"
    source.write_bytes(prepared_spec.source)
    store_of(tmp_path, prepared_spec.spec).locate("model")

    source.unlink()

    assert store_of(tmp_path, prepared_spec.spec).locate("model").is_file()


def test_a_stale_prepared_model_is_made_again(tmp_path, prepared_spec):
    (tmp_path / "model.bin").write_bytes(prepared_spec.source)
    path = store_of(tmp_path, prepared_spec.spec).locate("model")
    stamp = path.with_name("made.onnx.source.json")
    recorded = json.loads(stamp.read_text())
    stamp.write_text(json.dumps(recorded | {"source_sha256": "0" * 64}))
    path.write_bytes(b"old")

    store_of(tmp_path, prepared_spec.spec).locate("model")

    assert hash_of(path.read_bytes()) == recorded["sha256"]
    assert json.loads(stamp.read_text()) == recorded


@pytest.mark.parametrize("damage", ["content", "stamp"])
def test_a_damaged_prepared_model_is_made_again(tmp_path, prepared_spec, damage):
    (tmp_path / "model.bin").write_bytes(prepared_spec.source)
    path = store_of(tmp_path, prepared_spec.spec).locate("model")
    good = path.read_bytes()
    damaged = path if damage == "content" else path.with_name("made.onnx.source.json")
    damaged.write_bytes(b"{")

    store_of(tmp_path, prepared_spec.spec).locate("model")

    assert path.read_bytes() == good


def test_a_folder_that_cannot_be_made_names_the_setting(tmp_path, prepared_spec, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_bytes(prepared_spec.source)
    store = store_of(blocked / "folder", prepared_spec.spec)
    monkeypatch.setattr(store, "_find", lambda spec: (blocked,))

    with pytest.raises(CheckpointError, match="AVATAR_CHECKPOINTS_DIR"):
        store.locate("model")


def test_fetching_downloads_checks_and_reports(tmp_path):
    seen, asked = [], []
    spec = spec_of(url="https://example.org/model.bin")

    def opener(url):
        asked.append(url)
        return io.BytesIO(CONTENT)

    path = store_of(tmp_path, spec, opener).fetch("model", lambda *done: seen.append(done))

    assert path.read_bytes() == CONTENT
    assert asked == [spec.url]
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_wrong_download_leaves_nothing_behind(tmp_path):
    spec = spec_of(url="https://example.org/model.bin")
    folder = tmp_path / "models"
    store = store_of(folder, spec, lambda url: io.BytesIO(b"<html>"))

    with pytest.raises(CheckpointCorruptError):
        store.fetch("model", lambda *_: None)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("code", "n_asked"), [(404, 1), (503, 3)], ids=["final", "transient"])
def test_only_transient_failures_are_tried_again(tmp_path, monkeypatch, code, n_asked):
    asked = []
    monkeypatch.setattr(checkpoints.time, "sleep", lambda _: None)

    def opener(url):
        asked.append(url)
        raise urllib.error.HTTPError(url, code, "no", Message(), None)

    store = store_of(tmp_path, spec_of(url="https://example.org/model.bin"), opener)

    with pytest.raises(CheckpointMissingError, match=str(code)):
        store.fetch("model", lambda *_: None)

    assert len(asked) == n_asked


def test_a_model_without_an_address_cannot_be_fetched(tmp_path):
    with pytest.raises(CheckpointMissingError, match="install the package"):
        store_of(tmp_path, spec_of(parts=("a_package:x",))).fetch("model", lambda *_: None)


def test_preparing_all_reports_each_and_fails_at_the_end(tmp_path):
    (tmp_path / "good.bin").write_bytes(CONTENT)
    bad = spec_of(name="bad", title="Bad one")
    good = spec_of(name="good", title="Good one", file="good.bin")
    lines = []

    with pytest.raises(CheckpointMissingError):
        CheckpointStore(tmp_path, {"bad": bad, "good": good}).prepare_all(lines.append)

    assert [line.partition(":")[0] for line in lines] == ["Bad one", "Good one"]
    assert "is ready" in lines[1]


def test_the_setting_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AVATAR_CHECKPOINTS_DIR", str(tmp_path))

    assert checkpoints.default_store().folder == tmp_path.resolve()


def test_everything_in_the_manifest_is_installed_and_right():
    lines = []

    checkpoints.prepare_all(lines.append)

    assert len(lines) == len(read_manifest())


def test_sizes_in_the_manifest_are_those_of_the_files():
    for spec in read_manifest().values():
        assert sum(path.stat().st_size for path in spec.pieces) == spec.size_bytes


def test_our_own_network_is_found_wherever_the_folder_is(tmp_path):
    store = CheckpointStore(tmp_path, read_manifest())

    assert store.locate("articulation").parent == checkpoints.DEFAULT_FOLDER


def test_a_file_of_the_repository_that_is_gone_is_asked_back(tmp_path):
    with pytest.raises(CheckpointMissingError, match=r"restore model\.bin"):
        store_of(tmp_path, spec_of()).locate("model")
