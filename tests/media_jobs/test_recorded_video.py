"""An upload, nothing faked: somebody's recording and picture become a video that is measured.

Inspection, pictures, rendering and measuring run in the real processes; the recording is spoken by
espeak-ng, so that the test needs no file.
"""

import time
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inference.registry import Registry
from media_jobs import pipeline_factory
from media_jobs.models import MediaJob
from media_jobs.quick_process import QuickProcess

PRESENTER = Path(__file__).parents[2] / "studio" / "presenters" / "anna.webp"
RATE = 16_000  # hertz, of the comparison


@pytest.fixture
def processes(data_dir, monkeypatch, settings):
    """One real process for both kinds of work, so that models load once."""
    settings.INSPECTION_TIME_LIMIT = 120  # machines that run tests are busy
    running = pipeline_factory.make_render_process()
    quick = QuickProcess(lambda: running, idle_seconds=600, patience=60)
    monkeypatch.setattr(pipeline_factory, "shared_render_process", lambda: running)
    monkeypatch.setattr(pipeline_factory, "quick_process", lambda: quick)
    monkeypatch.setattr(pipeline_factory, "transcript_process", lambda: quick)
    yield
    quick.close()
    running.close()


@pytest.fixture
def recording(tmp_path) -> SimpleUploadedFile:
    spoken = (
        Registry()
        .synthesizer("espeak-de")
        .synthesize("Guten Morgen. Mama und Papa machen Pause.", voice="espeak-de", rate=1.0)
    )
    clips = [sentence.audio for sentence in spoken]
    samples = np.concatenate([clip.samples for clip in clips])
    path = tmp_path / "guten morgen.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, clips[0].sample_rate, 0, "NONE", ""))
        file.writeframes((samples * 20_000).astype("<i2").tobytes())
    return SimpleUploadedFile(path.name, path.read_bytes(), "audio/wav")


@pytest.fixture
def picture(tmp_path) -> SimpleUploadedFile:
    figure = Image.open(PRESENTER).convert("RGBA").resize((640, 640))
    scene = Image.new("RGB", (640, 640), "darkslategrey")
    scene.paste(figure, (0, 0), figure)
    scene.save(tmp_path / "me.jpg", quality=95)
    return SimpleUploadedFile("me.jpg", (tmp_path / "me.jpg").read_bytes(), "image/jpeg")


def sound_of(file) -> np.ndarray:
    """Mono sound of a file at 16 kHz."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(file) as container:
        frames = container.decode(container.streams.audio[0])
        pieces = [piece.to_ndarray()[0] for frame in frames for piece in resampler.resample(frame)]
    return np.concatenate(pieces)


def lag_and_likeness(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Seconds by which ``other`` is later, and how alike both then are, within [0, 1]."""
    size = 1 << (len(one) + len(other)).bit_length()
    spectra = [np.fft.rfft(sound, size) for sound in (one, other)]
    matches = np.fft.irfft(spectra[0].conj() * spectra[1], size)
    best = int(np.argmax(matches))
    likeness = matches[best] / (np.linalg.norm(one) * np.linalg.norm(other))
    return (best if best < size // 2 else best - size) / RATE, float(likeness)


def wait_for(job_id) -> MediaJob:
    deadline = time.monotonic() + 150
    while not (job := MediaJob.objects.get(pk=job_id)).is_finished:
        assert time.monotonic() < deadline, f"still {job.stage} at {job.progress:.0%}"
        time.sleep(0.1)
    assert job.state == "succeeded", job.error_code
    return job


@pytest.mark.django_db(transaction=True)
def test_a_recording_and_a_picture_become_a_video(as_alice, processes, worker, recording, picture):
    api = "/api/v1"

    def post(path, content):
        return as_alice.post(f"{api}/{path}/", content, content_type="application/json").json()

    speech = as_alice.post(f"{api}/uploads/", {"file": recording, "purpose": "speech"}).json()
    face = as_alice.post(f"{api}/uploads/", {"file": picture, "purpose": "face"}).json()
    avatar = post("avatars", {"upload": face["id"], "name": "Me", "may_use": True})
    heard = {"kind": "recording", "upload": speech["id"], "in_result": "original"}
    video = post("videos", {"avatar": avatar["id"], "speech": heard, "curves": True})
    wait_for(video["job"]["id"])
    made = as_alice.get(f"{api}/videos/{video['id']}/").json()

    assert speech["inspection"]["verdict"] in {"good", "usable"}
    assert [face["index"] for face in face["faces"]] == [0]
    assert avatar["framing"].keys() == {"16:9", "9:16", "1:1"}
    assert made["title"] == "guten morgen"
    assert made["duration"] == pytest.approx(speech["duration"], abs=0.1)
    assert made["report"]["engine"] == "warp"
    assert as_alice.get(made["curves_url"]).status_code == 200
    assert as_alice.get(made["subtitles"]["vtt_url"]).getvalue().startswith(b"WEBVTT")

    file = MediaJob.objects.get().video.file.file.path
    lag, likeness = lag_and_likeness(sound_of(recording.open()), sound_of(file))
    assert abs(lag) < 0.02
    assert likeness > 0.9

    asked = as_alice.post(f"{api}/videos/{video['id']}/quality/").json()
    wait_for(asked["id"])
    report = as_alice.get(f"{api}/videos/{video['id']}/quality/").json()
    lines = {line["code"]: line for line in report["report"]["lines"]}
    assert abs(lines["container_offset"]["value"]) <= 20
    assert as_alice.get(report["picture_url"]).getvalue().startswith(b"\x89PNG")
