"""What tests of jobs share: a video, a worker's render process that is quick and obeys."""

import sys
from pathlib import Path

import pytest
from dramatiq.worker import Worker

from media_jobs import pipeline_factory, services
from media_jobs.broker import broker
from media_jobs.models import MediaAsset
from media_jobs.render_process import RenderProcess

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

    def make(content=b"0123456789", **choices) -> Video:
        video = make_video(**choices)
        file = tmp_path / "made.mp4"
        file.write_bytes(content)
        made: MediaAsset = storage.store(file, video.owner_id, "video/mp4", duration=2.0)
        poster = storage.store(file, video.owner_id, "image/jpeg")
        Video.objects.filter(pk=video.pk).update(
            file=made, poster=poster, duration=2.0, width=1280, height=720
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
def fake_rendering(fake_process, monkeypatch):
    """Jobs are rendered by the fake child."""
    monkeypatch.setattr(pipeline_factory, "shared_render_process", lambda: fake_process)
    return fake_process


@pytest.fixture
def worker():
    running = Worker(broker, worker_threads=1, worker_timeout=50)
    running.start()
    yield running
    running.stop(timeout=5000)
