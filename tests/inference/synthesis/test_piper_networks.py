"""Tests for `inference.synthesis.piper_networks`."""

import json
import shutil

import pytest

from inference import checkpoints
from inference.errors import CheckpointCorruptError, CheckpointMissingError, UnknownVoiceError
from inference.synthesis import piper_networks
from inference.synthesis.piper_networks import PiperNetworks
from inference.voice_catalogue.installed import CONFIG, MODEL, _sha256
from inference.voices import find_voice


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Four voices in the folder; the networks are not opened."""
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    monkeypatch.setattr(piper_networks, "_opened", lambda model, _: model.parent.name)
    config = checkpoints.locate("piper-joe-config")
    for name in ("anna", "berta", "carla", "dora"):
        folder = tmp_path / f"en_US-{name}-medium"
        folder.mkdir()
        (folder / MODEL).write_bytes(name.encode())
        shutil.copy(config, folder / CONFIG)
        files = {file: folder / file for file in (MODEL, CONFIG)}
        digests = {
            file: _sha256(path, path.stat().st_size, path.stat().st_mtime_ns)
            for file, path in files.items()
        }
        note = {"version": 1, "key": folder.name, "language": "en-US", "gender": "female"}
        note |= {"speakers": {}, "sha256": digests}
        (folder / "voice.json").write_text(json.dumps(note))
    return tmp_path


def test_only_the_last_few_stay_in_memory(installed):
    networks = PiperNetworks(max_loaded=2)
    for name in ("anna", "berta", "anna", "carla"):
        networks.get(f"piper-en_US-{name}-medium")

    assert networks.n_loaded == 2
    assert list(networks._networks.values()) == ["en_US-anna-medium", "en_US-carla-medium"]


def test_a_file_that_changed_is_refused(installed):
    (installed / "en_US-anna-medium" / MODEL).write_bytes(b"something else")

    with pytest.raises(CheckpointCorruptError):
        PiperNetworks().get("piper-en_US-anna-medium")


def test_a_file_that_is_gone_is_told_with_what_to_do(installed):
    (installed / "en_US-anna-medium" / MODEL).unlink()

    with pytest.raises(CheckpointMissingError, match="voices fetch en_US-anna-medium"):
        PiperNetworks().get("piper-en_US-anna-medium")


def test_a_voice_that_nobody_fetched_is_unknown(installed):
    with pytest.raises(UnknownVoiceError):
        PiperNetworks().get("piper-en_US-emma-medium")


@pytest.mark.parametrize(
    "note", ["", "[]", '{"version": 1}', '{"version": 2, "key": "x"}'], ids=str
)
def test_what_is_no_note_of_ours_is_passed_over(installed, note):
    (installed / "en_US-anna-medium" / "voice.json").write_text(note)
    (installed / "new").mkdir()  # the folder has changed: it is read again

    assert find_voice("piper-en_US-berta-medium").gender == "female"
    with pytest.raises(UnknownVoiceError):
        find_voice("piper-en_US-anna-medium")
