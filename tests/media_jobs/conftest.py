"""What tests of jobs share: a video, a worker's render process that is quick and obeys."""

import json
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from dramatiq.worker import Worker

from media_jobs import (
    dub_preparation,
    dub_translating,
    dubs,
    pipeline_factory,
    quick_process,
    services,
    uploads,
)
from media_jobs.broker import broker
from media_jobs.models import MediaAsset
from media_jobs.quick_process import QuickProcess
from media_jobs.render_process import RenderProcess
from tests.media_jobs import smtp_server

SIGNATURES = {
    "wav": b"RIFF....WAVE",
    "png": b"\x89PNG\r\n\x1a\n",
    "mp4": b"....ftypisom",
}
KINDS = {
    "wav": {},
    "png": {"kind": "picture", "duration": None, "has_sound": False, "sound": None},
    "mp4": {"kind": "video", "width": 1080, "height": 1920, "fps": 29.97},
}
FAKE_CHILD = (sys.executable, "-u", str(Path(__file__).parent / "fake_render_server.py"))


@pytest.fixture
def make_video(alice, anna, django_capture_on_commit_callbacks):
    """Makes a video as people do; the message to the worker is sent."""

    def make(text="Hello there.", owner=alice, **choices):
        with django_capture_on_commit_callbacks(execute=True):
            return services.create_video(
                owner, avatar=anna.pk, text=text, voice="piper-joe-en", **choices
            )

    return make


@pytest.fixture
def make_job(make_video):
    return lambda *args, **choices: make_video(*args, **choices).jobs.get()


@pytest.fixture
def make_finished(make_video, tmp_path):
    """Makes a video whose file is there, without rendering."""
    from media_jobs import storage
    from media_jobs.models import MediaJob, Video

    def make(content=b"0123456789", recording=None, **choices) -> Video:
        video = make_video(**choices)
        file = tmp_path / "made.mp4"
        file.write_bytes(content)
        made: MediaAsset = storage.store(file, video.owner_id, "video/mp4", duration=2.0)
        poster = storage.store(file, video.owner_id, "image/jpeg")
        Video.objects.filter(pk=video.pk).update(
            file=made,
            poster=poster,
            recording=recording,
            duration=2.0,
            width=1280,
            height=720,
        )
        MediaJob.objects.filter(video=video).update(state="succeeded", progress=1.0)
        video.refresh_from_db()
        return video

    return make


@pytest.fixture
def fake_process(tmp_path):
    process = RenderProcess(tmp_path / "logs", FAKE_CHILD)
    yield process
    process.close()


@pytest.fixture
def quick(fake_process, monkeypatch):
    """Uploads are looked at by the fake child."""
    process = QuickProcess(lambda: fake_process, idle_seconds=60, patience=5)
    monkeypatch.setattr(quick_process, "STARTING", 0.0)
    monkeypatch.setattr(pipeline_factory, "quick_process", lambda: process)
    yield process
    process.close()


@pytest.fixture
def sent():
    """Makes a file as browsers send it; the fake child does as its content says."""

    def make(name="me.wav", behave=None, **found) -> SimpleUploadedFile:
        signature = SIGNATURES[name.rpartition(".")[2]]
        content = json.dumps({"found": found, "behave": behave or {}})
        return SimpleUploadedFile(name, signature + content.encode(), "text/html")

    return make


@pytest.fixture
def make_upload(alice, quick, sent):
    def make(name="me.wav", purpose="speech", owner=alice, behave=None, **found):
        kind = KINDS[name.rpartition(".")[2]]
        return uploads.receive(owner, sent(name, behave, **kind, **found), purpose)

    return make


@pytest.fixture
def fake_rendering(fake_process, monkeypatch):
    """Jobs are rendered by the fake child."""
    monkeypatch.setattr(pipeline_factory, "shared_render_process", lambda: fake_process)
    return fake_process


@pytest.fixture
def fake_dubbing(fake_process, quick, monkeypatch):
    """Dubs are prepared, translated and spoken by the fake child."""
    process = QuickProcess(lambda: fake_process, idle_seconds=60, patience=5)
    for name in ("listening", "translating", "speaking", "writing"):
        monkeypatch.setattr(pipeline_factory, f"{name}_process", lambda: process)
    monkeypatch.setattr(pipeline_factory, "shared_render_process", lambda: fake_process)
    yield fake_process
    process.close()


@pytest.fixture
def make_dub(alice, fake_dubbing, make_upload, django_capture_on_commit_callbacks):
    """Makes a dub project as people do; the messages to the workers are sent."""

    def make(owner=alice, behave=None, targets=("pt",), **choices):
        upload = make_upload("me.mp4", purpose="dub", owner=owner, duration=8.0, behave=behave)
        with django_capture_on_commit_callbacks(execute=True):
            return dubs.create_dub(owner, upload=upload.pk, targets=list(targets), **choices)

    return make


@pytest.fixture
def make_prepared(make_dub):
    """Makes a dub project of which everything is known: lines and translations."""

    def make(**choices):
        project = make_dub(**choices)
        dub_preparation.prepare_next()
        for _ in project.targets.all():
            dub_translating.translate_next()
        project.refresh_from_db()
        return project

    return make


@pytest.fixture
def worker():
    broker.flush_all()  # what other tests sent and nobody has taken
    running = Worker(broker, worker_threads=1, worker_timeout=50)
    running.start()
    yield running
    running.stop(timeout=5000)


@pytest.fixture
def smtp():
    """A mail server that notes what arrives."""
    with smtp_server.running() as server:
        yield server


@pytest.fixture
def tls_smtp(tmp_path):
    """A mail server that insists on STARTTLS, with a certificate that nobody knows."""
    certificate, key = smtp_server.make_certificate(tmp_path)
    context = smtp_server.tls_context(certificate, key)
    with smtp_server.running(tls_context=context, require_starttls=True) as server:
        server.certificate = certificate
        yield server
