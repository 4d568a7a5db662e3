"""Tests for `inference.synthesis.piper_networks`."""

import hashlib
import json
from pathlib import Path

import pytest

from inference import checkpoints
from inference.checkpoint_errors import CheckpointCorruptError, CheckpointMissingError
from inference.errors import UnknownVoiceError
from inference.synthesis import piper_networks
from inference.synthesis.piper import PiperSynthesizer
from inference.synthesis.piper_networks import PiperNetworks
from inference.voice_catalogue.installed import CONFIG, MODEL
from inference.voices import find_voice


def put(folder, model, config):
    """A fetched voice, as ``fetch`` leaves it."""
    folder.mkdir()
    if isinstance(model, Path):
        (folder / MODEL).symlink_to(model)
    else:
        (folder / MODEL).write_bytes(model)
    (folder / CONFIG).write_text(json.dumps(config))
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, CONFIG)
    }
    note = {"version": 1, "key": folder.name, "language": "en-US", "gender": "female"}
    note |= {"speakers": {}, "sha256": digests}
    (folder / "voice.json").write_text(json.dumps(note))


@pytest.fixture
def config():
    return json.loads(checkpoints.locate("piper-joe-config").read_text())


@pytest.fixture
def installed(monkeypatch, tmp_path, config):
    """Four voices in the folder; the networks are not opened."""
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    monkeypatch.setattr(piper_networks, "_opened", lambda model, _: model.parent.name)
    for name in ("anna", "berta", "carla", "dora"):
        put(tmp_path / f"en_US-{name}-medium", name.encode(), config)
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


def test_a_voice_that_reads_letters_says_nothing_of_phonemes(monkeypatch, tmp_path, config):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path))
    model = checkpoints.locate("piper-joe")
    put(tmp_path / "en_US-emma-medium", model, config | {"phoneme_type": "text"})
    voice = "piper-en_US-emma-medium"
    (sentence,) = PiperSynthesizer().synthesize("papa came home.", voice=voice)

    assert sentence.phonemes is None
    assert sentence.audio.duration > 0.5
