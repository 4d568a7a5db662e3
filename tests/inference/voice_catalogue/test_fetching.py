"""Tests for `inference.voice_catalogue.fetching`."""

import fcntl
import json
import shutil
from types import SimpleNamespace

import pytest

from inference.checkpoint_errors import (
    VoiceChecksumError,
    VoiceDiskFullError,
    VoiceFetchBusyError,
    VoiceFetchError,
    VoiceServerError,
    VoiceUnsuitableError,
)
from inference.errors import PipelineCancelled, UnknownVoiceError
from inference.synthesis.piper import PiperSynthesizer
from inference.synthesis.piper_networks import PiperNetworks
from inference.voice_catalogue.fetching import fetch, remove_voice
from inference.voice_catalogue.installed import installed_voices, voices_folder
from inference.voices import available_voices, find_voice
from tests.inference.voice_catalogue.conftest import CARD, offer


def left_behind() -> list[str]:
    return [path.name for path in voices_folder().rglob("*") if path.suffix != ".lock"]


def small(joe) -> dict[str, bytes]:
    """Files that arrive quickly and are of no use."""
    return joe | {".onnx": b"no network" * 100_000}


def test_a_fetched_voice_speaks_with_exact_phonemes_and_is_listed_at_once(server, joe):
    reported = []
    offered = offer(server, joe)
    with pytest.raises(UnknownVoiceError):
        find_voice(offered.id)

    (voice,) = fetch(offered, lambda *sizes: reported.append(sizes))
    (sentence,) = PiperSynthesizer().synthesize("Papa came home.", voice=voice.id)

    assert find_voice(offered.id) == voice
    assert voice in available_voices()
    assert (voice.name, voice.language, voice.gender) == ("Bryce", "en-US", "male")
    assert sentence.phonemes is not None
    assert "p" in {span.symbol.strip("ˈ") for span in sentence.phonemes}
    assert reported == sorted(reported)
    assert reported[-1] == (offered.config.size_bytes + offered.model.size_bytes,) * 2
    assert sorted(path.name for path in (voices_folder() / "en_US-bryce-medium").iterdir()) == [
        "MODEL_CARD",
        "config.json",
        "model.onnx",
        "voice.json",
    ]
    assert (voices_folder() / "en_US-bryce-medium" / "MODEL_CARD").read_bytes() == CARD


def test_a_network_of_several_people_becomes_several_voices_until_it_is_removed(server, tiny):
    config = json.loads(tiny[".onnx.json"]) | {"num_speakers": 2}
    files = tiny | {".onnx.json": json.dumps(config).encode()}
    offered = offer(server, files, "en_GB-semaine-medium", {"prudence": 0, "spike": 1})

    prudence, spike = fetch(offered)
    n_requests = len(server.seen)

    assert (prudence.name, spike.name) == ("Semaine, prudence", "Semaine, spike")
    assert PiperNetworks().get(spike.id).speaker == 1
    assert fetch(offered) == (prudence, spike)
    assert len(server.seen) == n_requests
    assert remove_voice(offered.key)
    assert not remove_voice(offered.key)
    assert installed_voices() == ()


def test_a_broken_connection_is_continued_where_it_broke(server, tiny):
    offered = offer(server, tiny)
    server.break_after = 300_000

    fetch(offered)

    ranges = [asked for path, asked in server.seen if path == offered.model.path]
    assert len(ranges) == 2
    assert ranges[0] == ""
    assert int(ranges[1].removeprefix("bytes=").rstrip("-")) > 100_000


def test_a_busy_server_is_asked_again(server, tiny):
    offered = offer(server, tiny | {".onnx.json": b"[]"})
    server.failures = [503, 429]

    with pytest.raises(VoiceUnsuitableError, match="settings"):  # these arrived at last
        fetch(offered)

    assert [path for path, _ in server.seen] == [offered.config.path] * 3


def test_a_missing_file_is_not_asked_for_again(server, joe):
    offered = offer(server, joe)
    del server.files[offered.model.path]

    with pytest.raises(VoiceServerError, match="answers 404"):
        fetch(offered)

    assert [path for path, _ in server.seen].count(offered.model.path) == 1


def test_without_a_network_the_error_says_so(server, joe, monkeypatch):
    offered = offer(server, joe)
    monkeypatch.setenv("AVATAR_VOICES_BASE_URL", "http://127.0.0.1:9/voices")

    with pytest.raises(VoiceServerError, match="connected to the internet"):
        fetch(offered)


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1/"])
def test_only_http_is_spoken(server, joe, monkeypatch, address):
    offered = offer(server, joe)
    monkeypatch.setenv("AVATAR_VOICES_BASE_URL", address)

    with pytest.raises(VoiceServerError, match="no http address"):
        fetch(offered)


@pytest.mark.parametrize("change", [b"X", b"XX"], ids=["other-content", "too-long"])
def test_a_forged_file_is_thrown_away(server, joe, change):
    offered = offer(server, small(joe))
    content = server.files[offered.model.path]
    server.files[offered.model.path] = content[:-1] + change

    with pytest.raises(VoiceChecksumError):
        fetch(offered)

    assert not any(name.endswith(".onnx") for name in left_behind())
    assert installed_voices() == ()


def test_a_cancelled_fetch_leaves_nothing_behind(server, joe):
    offered = offer(server, small(joe))

    with pytest.raises(PipelineCancelled):
        fetch(offered, is_cancelled=lambda: len(server.seen) > 1)

    assert left_behind() == [".fetching"]


def test_a_damaged_network_is_refused_and_leaves_nothing_behind(server, joe):
    with pytest.raises(VoiceUnsuitableError):
        fetch(offer(server, small(joe)))

    assert left_behind() == [".fetching"]


def test_a_voice_that_needs_another_library_is_refused_by_name(server, joe):
    config = json.loads(joe[".onnx.json"]) | {"phoneme_type": "pinyin"}
    files = small(joe) | {".onnx.json": json.dumps(config).encode()}

    offered = offer(server, files)

    with pytest.raises(VoiceUnsuitableError, match="pinyin"):
        fetch(offered)

    assert offered.model.path not in [path for path, _ in server.seen]


def test_a_full_disk_is_noticed_before_anything_is_fetched(server, joe, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))

    with pytest.raises(VoiceDiskFullError) as caught:
        fetch(offer(server, joe))

    assert caught.value.needed_bytes > 2 * 63_000_000
    assert server.seen == []


def test_a_folder_that_cannot_be_written_is_named(server, joe, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path / "file" / "voices"))

    with pytest.raises(VoiceFetchError, match="cannot write"):
        fetch(offer(server, joe))


def test_two_at_once_do_not_disturb_each_other(server, joe):
    offered = offer(server, joe)
    unfinished = voices_folder() / ".fetching"
    unfinished.mkdir(parents=True)

    with (unfinished / "en_US-bryce-medium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(VoiceFetchBusyError):
            fetch(offered)
