"""Tests for `inference.render_server` and `inference.voice_sample`: the real child process."""

import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import av
import numpy as np
import pytest

from inference.errors import NoFaceError, SeveralFacesError, UnreadablePictureError
from inference.media import AudioClip
from inference.operations import EventProgress
from inference.progress import Stage
from inference.render_server import Lines, RenderServer, facts_of
from inference.speech import SynthesizedSpeech
from inference.voice_sample import make_sample

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def child():
    running = subprocess.Popen(
        [sys.executable, "-m", "inference.render_server", "--niceness", "5"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    yield running
    running.kill()
    running.wait()
    running.stdin.close()
    running.stdout.close()


def ask(child, op, **spec):
    """Send one request; its events, up to the last."""
    child.stdin.write(
        json.dumps({"id": "7", "op": op, "spec": spec, "workdir": ""}).encode() + b"\n"
    )
    child.stdin.flush()
    events = []
    while not events or events[-1]["event"] == "progress":
        events.append(json.loads(child.stdout.readline()))
    return events


def test_a_voice_sample_is_a_playable_m4a(child, tmp_path):
    path = tmp_path / "samples" / "joe.m4a"

    *_, done = ask(child, "voice_sample", voice="piper-joe-en", out=str(path))

    with av.open(str(path)) as sound:
        assert sound.streams.audio[0].codec_context.name == "aac"
        seconds = sound.duration / av.time_base
    assert (done["event"], done["id"]) == ("done", "7")
    assert seconds == pytest.approx(done["result"]["duration"], abs=0.1)
    assert [file.name for file in path.parent.iterdir()] == ["joe.m4a"]


def test_an_input_error_comes_with_code_and_facts_and_the_child_goes_on(child, tmp_path):
    (first,) = ask(child, "analyse_portrait", path=str(tmp_path / "none.png"), face_index=None)
    (second,) = ask(child, "voice_sample", voice="nobody", out=str(tmp_path / "x.m4a"))

    assert (first["code"], first["facts"]) == ("unreadable_picture", {"path": "none.png"})
    assert (second["code"], second["facts"]) == ("unknown_voice", {"voice": "nobody"})


def test_a_mistake_of_the_caller_does_not_end_the_child(child):
    (unknown,) = ask(child, "dance")
    (incomplete,) = ask(child, "talk", text="Hi.")

    assert unknown["code"] == "internal_error"
    assert incomplete["code"] in {"bad_input", "internal_error"}


def test_the_child_stands_back(child):
    import psutil

    ask(child, "dance")

    assert psutil.Process(child.pid).nice() == min(19, os.nice(0) + 5)


def test_the_child_ends_at_once_when_its_input_closes():
    running = subprocess.Popen(
        [sys.executable, "-m", "inference.render_server"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )

    rest, _ = running.communicate(timeout=30)

    assert (running.returncode, rest) == (0, b"")


def test_what_libraries_print_does_not_reach_the_events(tmp_path):
    program = (
        "import os; from inference.render_server import take_over_standard_streams as take;"
        "requests, events = take(); os.write(1, b'chatter'); print('more', flush=True);"
        "events.write(requests.readline()); events.flush()"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        input=b"request\n",
        capture_output=True,
        timeout=30,
        check=True,
    )

    assert finished.stdout == b"request\n"
    assert finished.stderr.startswith(b"chatter")


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (SeveralFacesError(3), {"n_faces": 3}),
        (UnreadablePictureError(Path("/home/alice/me.png"), "damaged"), {"path": "me.png"}),
        (NoFaceError(), {}),
    ],
)
def test_facts_are_the_typed_attributes_without_folders(error, facts):
    assert facts_of(error) == facts


def test_an_unexpected_error_is_an_event_too(monkeypatch):
    server, events = RenderServer(), []
    monkeypatch.setitem(server._operations, "warm", lambda *_: 1 / 0)

    server.answer({"op": "warm"}, events.append)

    assert events[0]["code"] == "internal_error"
    assert "ZeroDivisionError" in events[0]["detail"]


def test_progress_becomes_an_event():
    events = []

    EventProgress(events.append).update(Stage.LIP_SYNC, 0.123456)

    assert events == [{"event": "progress", "stage": "lip_sync", "fraction": 0.1235}]


def test_events_of_several_threads_stay_whole():
    stream = io.BytesIO()
    lines = Lines(stream)
    threads = [
        threading.Thread(target=lambda: [lines.write("7", {"x": "y" * 500}) for _ in range(100)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(stream.getvalue().splitlines()) == {b'{"id": "7", "x": "' + b"y" * 500 + b'"}'}
    assert len(stream.getvalue().splitlines()) == 400


class Tone:
    """A synthesiser of one tone, at a rate as low as Piper's smallest voices."""

    def load(self) -> None:
        pass

    def synthesize(self, text, *, voice, rate=1.0, **how):
        time = np.arange(16_000, dtype=np.float32) / 16_000
        samples = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
        yield SynthesizedSpeech(text, AudioClip(samples, 16_000), None)


def test_a_sample_keeps_pitch_and_length_and_fades_at_both_ends(tmp_path):
    path = tmp_path / "tone.m4a"

    clip = make_sample(Tone(), "piper-joe-en", path)

    with av.open(str(path)) as sound:
        frames = [frame.to_ndarray()[0] for frame in sound.decode(audio=0)]
        rate = sound.streams.audio[0].rate
    samples = np.concatenate(frames)
    spectrum = np.abs(np.fft.rfft(samples[rate // 4 : 3 * rate // 4]))
    assert clip.samples[0] == clip.samples[-1] == 0
    assert len(samples) / rate == pytest.approx(1.0, abs=0.1)
    assert np.argmax(spectrum) * 2 == pytest.approx(440, abs=4)
