"""The same sentences as text, as a file and through a microphone: are the lips as good?"""

import base64
import shutil
import tempfile
import threading
import wave
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import av
from playwright.sync_api import sync_playwright

from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, RecordedSpeech, TalkSpec, TextSpeech
from inference.recordings import RecordingOptions
from inference.registry import Registry
from inference.sound_files import resampled_wav
from tools.bench.articulation import score_video
from tools.bench.material import PRESENTERS, ROOT, SENTENCES, NoProgress
from tools.bench.sync import sound_of

SCRIPTS: Final = ROOT / "static" / "js"
RATE: Final = 48_000  # hertz
MP3_BITS: Final = 96_000
LATE: Final = 0.5  # seconds that are recorded after the last word
PAGE: Final = "<!doctype html><title>microphone</title>"
# The studio's own module, on a page of its own.
RECORD: Final = """async (seconds) => {
    const { Capture, openMicrophone } = await import("/microphonecapture.js");
    const pieces = [];
    const stream = await openMicrophone("");
    return await new Promise((resolve) => {
        const onEnd = async () => {
            const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
            resolve(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
        };
        const onPiece = (piece) => pieces.push(piece);
        const capture = new Capture(stream, { onPiece, onEnd, onMute() {} });
        capture.start();
        setTimeout(() => capture.stop(), 1000 * seconds);
    });
}"""


def measure_inputs(voice: str) -> dict[str, Any]:
    """Closure and rounding of a presenter for each way of giving the same speech.

    Args:
        voice: who says it; the file and what the microphone hears are this voice's sound.
    """
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        typed = _made(registry, TextSpeech(" ".join(SENTENCES), voice), folder / "text")
        said = resampled_wav(sound_of(typed, folder / "raw.wav"), folder / "said.wav", RATE)
        ways = {
            "text": typed,
            "file": _made(registry, _recorded(_as_mp3(said, folder)), folder / "file"),
            "microphone": _made(registry, _recorded(_heard(said, folder)), folder / "microphone"),
        }
        found = {way: _scores(path, registry) for way, path in ways.items()}
    registry.close()
    closures = [scores["closure"] for scores in found.values()]
    return {**found, "largest_difference_of_closure": round(max(closures) - min(closures), 3)}


def _made(registry: Registry, speech: TextSpeech | RecordedSpeech, workdir: Path) -> Path:
    workdir.mkdir()
    order = TalkSpec(speech, PictureFace(PRESENTERS / "anna.webp"))
    return Talk(registry).run(order, workdir, NoProgress()).video.path


def _recorded(path: Path) -> RecordedSpeech:
    """As the studio orders it."""
    return RecordedSpeech(path, RecordingOptions(in_result="cleaned"))


def _scores(path: Path, registry: Registry) -> dict[str, float]:
    score = score_video(path, SENTENCES, registry.face_finder())
    return {
        "closure": round(score.closure_auc, 3),
        "rounding": round(score.rounding_auc, 3),
        "lag_ms": score.lag_ms,
    }


def _as_mp3(said: Path, folder: Path) -> Path:
    out = folder / "said.mp3"
    with av.open(str(said)) as given, av.open(str(out), "w") as made:
        stream = made.add_stream("libmp3lame", rate=RATE, bit_rate=MP3_BITS, layout="mono")
        resampler = av.AudioResampler(stream.format, "mono", RATE, stream.frame_size or None)
        for frame in given.decode(audio=0):
            for ready in resampler.resample(frame):
                made.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            made.mux(stream.encode(ready))
        made.mux(stream.encode(None))
    return out


def _heard(said: Path, folder: Path) -> Path:
    """What Chromium records while it hears the file as its microphone."""
    with wave.open(str(said), "rb") as sound:
        seconds = sound.getnframes() / sound.getframerate()
    handler = partial(_Quiet, directory=str(SCRIPTS))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={said}%noloop",
            ],
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/microphonecapture.js")
        page.set_content(PAGE)
        recorded = page.evaluate(RECORD, seconds + LATE)
        browser.close()
        server.shutdown()
    out = folder / "heard.webm"
    out.write_bytes(base64.b64decode(recorded))
    return out


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""
