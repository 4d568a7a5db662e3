"""Tests for `inference.cli` and its commands."""

import hashlib
import io
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
import wave
from pathlib import Path

import av
import pytest
from PIL import Image

from inference import checkpoints, cli
from inference.checkpoints import CheckpointSpec, CheckpointStore
from inference.errors import EngineError
from inference.pipelines.talk import Talk
from inference.voices import available_voices

REPOSITORY = Path(__file__).resolve().parents[2]
PRESENTER = REPOSITORY / "studio" / "presenters" / "anna.webp"
QUICK = ("--voice", "espeak-de")
SMALL = ("--size", "320x180", "--fps", "10")


@pytest.fixture(autouse=True)
def own_keys(tmp_path_factory, monkeypatch):
    """Marking makes keys at first use; not among those of this machine."""
    monkeypatch.setenv("AVATAR_DATA_DIR", str(tmp_path_factory.mktemp("data")))


def started(*words, **changes):
    """The program as a process of its own."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | changes
    return subprocess.Popen([sys.executable, "-m", "inference", *words], cwd=REPOSITORY, **settings)


@pytest.fixture
def run(capsys):
    """Run a command here; gives exit code, standard output and standard error."""

    def call(*words):
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def two_faces(tmp_path):
    portrait = Image.open(PRESENTER).convert("RGBA")
    portrait.thumbnail((500, 500))
    picture = Image.new("RGB", (2 * portrait.width, portrait.height), "lightgrey")
    for index in range(2):
        picture.paste(portrait, (index * portrait.width, 0), portrait)
    path = tmp_path / "two.png"
    picture.save(path)
    return path


@pytest.fixture
def no_face(tmp_path):
    path = tmp_path / "plain.png"
    Image.new("RGB", (320, 320), "teal").save(path)
    return path


def test_voices_are_listed_one_a_line(run):
    code, out, err = run("voices")

    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [v.id for v in available_voices()]


@pytest.mark.parametrize("language", ["pt-BR", "pt_br"])
def test_voices_of_one_language(run, language):
    _, out, _ = run("voices", "--language", language, "--json")

    assert {voice["language"] for voice in json.loads(out)["voices"]} == {"pt-BR"}


def test_a_language_includes_its_regions(run):
    _, out, _ = run("voices", "--language", "en", "--json")

    assert {v["language"] for v in json.loads(out)["voices"]} == {"en-US", "en-GB"}


def test_a_reader_that_leaves_early_is_no_error():
    process = started("voices")
    process.stdout.close()

    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_listing_and_refusing_load_no_engine():
    program = (
        "import sys; from inference.cli import main; main(['voices']); main(['talk'])\n"
        "heavy = {'av', 'cv2', 'mediapipe', 'onnxruntime', 'piper'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=False
    )

    assert finished.returncode == 0, finished.stderr


def test_speaking_writes_sound_and_phonemes(run, tmp_path):
    out, phonemes = tmp_path / "a.wav", tmp_path / "a.json"

    code, stdout, err = run(
        *("speak", "--text", "Guten Tag. Papa!", *QUICK),
        *("--out", out, "--phonemes", phonemes, "--json"),
    )

    assert (code, err) == (0, "")
    facts = json.loads(stdout)
    with wave.open(str(out)) as sound:
        duration = sound.getnframes() / sound.getframerate()
    spans = json.loads(phonemes.read_text())["phonemes"]
    assert facts["duration"] == pytest.approx(duration, abs=0.001)
    assert facts["n_sentences"] == 2
    assert spans[0]["start"] == 0
    assert spans[-1]["end"] == pytest.approx(duration, abs=0.001)
    assert [span["symbol"] for span in spans].count("p") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.wav"]


def test_the_text_may_come_from_a_file(run, tmp_path):
    script = tmp_path / "script.txt"
    script.write_bytes("\ufeffGrüß Gott.".encode())

    code, *_ = run("speak", "--text-file", script, *QUICK, "--out", tmp_path / "a.wav")

    assert code == 0


def test_the_text_may_come_from_standard_input(run, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Hallo."))

    code, *_ = run("speak", "--text-file", "-", *QUICK, "--out", tmp_path / "a.wav")

    assert code == 0


def test_a_faster_rate_makes_a_shorter_file(run, tmp_path):
    lengths = []
    for rate in ("1", "2"):
        words = ("--rate", rate, "--out", tmp_path / "a.wav", "--json")
        lengths.append(json.loads(run("speak", "--text", "Guten Tag.", *QUICK, *words)[1]))

    assert lengths[1]["duration"] < 0.7 * lengths[0]["duration"]


BAD_SPEECH = {
    "no text": (["--out", "a.wav"], "--text"),
    "two texts": (["--text", "a", "--text-file", "b", "--out", "a.wav"], "not allowed"),
    "empty text": (["--text", " ", "--out", "a.wav"], "empty"),
    "only symbols": (["--text", "***", "--out", "a.wav"], "no sound"),
    "unknown voice": (["--text", "a", "--voice", "Joee", "--out", "a.wav"], "unknown voice"),
    "mistyped voice": (
        ["--text", "a", "--voice", "kokoro-alpa-en", "--out", "a.wav"],
        "did you mean kokoro-alpha-en",
    ),
    "rate": (["--text", "a", "--rate", "3", "--out", "a.wav"], "rate 3"),
    "rate in words": (["--text", "a", "--rate", "fast", "--out", "a.wav"], "fast"),
    "no such folder": (["--text", "a", "--out", "nowhere/a.wav"], "No such file"),
    "wrong ending": (["--text", "a", "--out", "a.mp3"], ".wav"),
    "no such script": (["--text-file", "none.txt", "--out", "a.wav"], "none.txt"),
    "binary script": (["--text-file", "binary.txt", "--out", "a.wav"], "UTF-8"),
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize(("words", "said"), BAD_SPEECH.values(), ids=BAD_SPEECH.keys())
def test_bad_input_is_exit_2_and_one_line(run, tmp_path, monkeypatch, *, words, said, as_json):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")

    code, out, err = run("speak", *words, *(["--json"] if as_json else []))

    assert code == 2
    assert len(err.splitlines()) == 1
    assert said in err
    if as_json:
        assert json.loads(out)["error"]["detail"] == err.rstrip("\n")
    else:
        assert out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["binary.txt"]


BAD_VIDEO = {
    "size in words": (["--size", "big"], "1280x720"),
    "odd size": (["--size", "321x180"], "even"),
    "no frames": (["--fps", "0"], "fps"),
    "fps in words": (["--fps", "many"], "many"),
    "unknown background": (["--background", "moon"], "moon"),
    "neither picture nor video": (["--face", __file__], "MP4"),
    "missing picture": (["--face", "none.png"], "none.png"),
    "out is a folder": (["--out", "folder.mp4"], "folder"),
}


@pytest.mark.parametrize(("words", "said"), BAD_VIDEO.values(), ids=BAD_VIDEO.keys())
def test_a_video_that_cannot_be_made_is_refused(run, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.mp4").mkdir()

    code, out, err = run(
        "talk", "--text", "Hi.", "--face", PRESENTER, "--out", "a.mp4", *QUICK, *words
    )

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert said in err
    assert not (tmp_path / "a.mp4").exists()


def test_a_picture_without_a_face_is_refused(run, tmp_path, no_face):
    code, out, _ = run(
        *("talk", "--text", "Hi.", "--face", no_face, "--out", tmp_path / "a.mp4", "--json")
    )

    assert code == 2
    assert json.loads(out)["error"]["code"] == "no_face"


def test_two_faces_need_a_choice(run, tmp_path, two_faces):
    words = ("talk", "--text", "Hi.", *QUICK, *SMALL, "--face", two_faces)
    out = tmp_path / "a.mp4"

    code, _, err = run(*words, "--out", out)
    chosen, *_ = run(*words, "--out", out, "--face-index", "1")

    assert code == 2
    assert "2 faces" in err
    assert chosen == 0
    assert out.stat().st_size > 1000


def test_talking_makes_a_video_and_says_nothing_else(tmp_path):
    out = tmp_path / "a.mp4"

    process = started(
        *("talk", "--text", "Guten Tag.", *QUICK, *SMALL, "--face", str(PRESENTER)),
        *("--out", str(out), "--json"),
    )
    stdout, stderr = process.communicate(timeout=120)

    assert (process.returncode, stderr) == (0, "")
    facts = json.loads(stdout)
    with av.open(str(out)) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (320, 180)
        assert video.streams.audio
        assert float(video.duration / av.time_base) == pytest.approx(facts["duration"], abs=0.15)
        assert sum(1 for _ in video.decode(video=0)) == facts["n_frames"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (EngineError("the encoder failed"), 1, "the encoder failed"),
        (RuntimeError("odd\nthing"), 1, "internal failure"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
    ids=["ours", "unexpected", "Ctrl-C"],
)
def test_a_failure_leaves_the_old_file_alone(run, tmp_path, monkeypatch, *, error, code, said):
    out = tmp_path / "a.mp4"
    out.write_bytes(b"the old video")

    def fail(self, spec, workdir, progress):
        (workdir / "result.mp4").write_bytes(b"half a video")
        raise error

    monkeypatch.setattr(Talk, "run", fail)

    found = run("talk", "--text", "Hi.", "--face", PRESENTER, "--out", out)

    assert found[0] == code
    assert said in found[2]
    assert len(found[2].splitlines()) == 1
    assert out.read_bytes() == b"the old video"
    assert list(tmp_path.iterdir()) == [out]


def test_debug_shows_the_traceback(run, tmp_path):
    _, _, err = run("speak", "--text", " ", "--out", tmp_path / "a.wav", "--debug")

    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("the text is empty")


def test_ctrl_c_stops_and_cleans_up(tmp_path):
    words = "Das ist ein langer Satz, der lange dauert. " * 40
    process = started(
        *("talk", "--text", words, *QUICK, "--face", str(PRESENTER)),
        *("--out", str(tmp_path / "a.mp4")),
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".a-*/result.mp4")) and time.monotonic() < deadline:
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stdout, stderr) == (130, "", "stopped\n")
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_gets_a_progress_bar(tmp_path):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    words = ("speak", "--text", "Guten Tag. Guten Abend.", *QUICK)
    process = started(*words, "--out", str(tmp_path / "a.wav"), stderr=theirs)
    os.close(theirs)
    process.communicate(timeout=60)

    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "Speaking" in shown


def test_preparing_lists_every_model(run):
    code, out, _ = run("prepare", "--json")

    assert code == 0
    names = [model["name"] for model in json.loads(out)["models"]]
    assert names == [spec.name for spec in checkpoints.specs()]


@pytest.mark.parametrize("words", [(), ("--fetch",)], ids=["without", "with"])
def test_missing_models_are_fetched_only_when_asked(run, tmp_path, monkeypatch, words):
    content = b"weights"
    spec = CheckpointSpec(
        name="model",
        title="A model",
        file="model.bin",
        parts=("no_such_package:model.bin",),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        licence="CC0-1.0",
        origin="https://example.org/",
        url="https://example.org/model.bin",
    )
    store = CheckpointStore(tmp_path, {"model": spec}, lambda url: io.BytesIO(content))
    monkeypatch.setattr(checkpoints, "default_store", lambda: store)

    code, out, err = run("prepare", "--json", *words)

    assert (tmp_path / "model.bin").exists() is bool(words)
    if words:
        assert (code, json.loads(out)["fetched"]) == (0, ["model"])
    else:
        assert code == 1
        assert "prepare --fetch" in err
