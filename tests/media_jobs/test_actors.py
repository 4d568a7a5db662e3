"""Tests for `media_jobs.actors`: a job from claim to stored file."""

import hashlib
import threading
import time
from pathlib import Path

import pytest

from media_jobs import actors, services, storage
from media_jobs.broker import broker
from media_jobs.embedded import EmbeddedWorker, keep_house
from media_jobs.models import MediaAsset, MediaJob, Video

in_real_transactions = pytest.mark.django_db(transaction=True)


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def state_of(job) -> str:
    return MediaJob.objects.get(pk=job.pk).state


def test_a_job_ends_with_its_file_and_poster_stored(make_job, fake_rendering):
    job = make_job()

    actors.run_next_job()

    job.refresh_from_db()
    video = Video.objects.get()
    assert (job.state, job.progress, job.error_code) == ("succeeded", 1.0, "")
    assert (video.width, video.height, video.duration) == (1280, 720, 2.5)
    assert video.file.sha256 == hashlib.sha256(b"film" * 100).hexdigest()
    assert (video.file.size_bytes, video.file.content_type) == (400, "video/mp4")
    assert Path(video.file.file.path).read_bytes() == b"film" * 100
    assert video.poster.content_type == "image/jpeg"
    assert set(job.timings["stages"]) == {"loading", "speech", "face", "lip_sync", "finishing"}


def test_nothing_is_left_in_the_work_folder(make_job, fake_rendering, settings):
    make_job()

    actors.run_next_job()

    assert list(Path(settings.JOBS_WORK_DIR).iterdir()) == []


def test_a_message_without_work_does_nothing(db, fake_rendering):
    actors.run_next_job()

    assert fake_rendering.pid is None


def test_a_typed_error_reaches_the_row(make_job, fake_rendering):
    job = make_job("fail")

    actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "unspeakable_text")
    assert job.error_facts == {"voice": "x"}


def test_a_deleted_presenter_is_told(make_job, fake_rendering, anna):
    job = make_job()
    anna.delete()

    actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "avatar_gone")


def test_an_unexpected_error_is_logged_not_shown(make_job, fake_rendering, monkeypatch):
    job = make_job()
    monkeypatch.setattr(storage, "store", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "internal_error")


def test_a_child_that_dies_gets_one_more_attempt(make_job, fake_rendering):
    job = make_job("die")
    broker.flush_all()

    actors.run_next_job()
    job.refresh_from_db()
    assert (job.state, job.crashes) == ("queued", 1)
    assert broker.queues["render"].qsize() == 1

    actors.run_next_job()
    job.refresh_from_db()
    assert (job.state, job.error_code, job.attempt) == ("failed", "render_process_died", 2)


def test_limits_of_the_settings_end_a_job(make_job, fake_rendering, settings):
    settings.JOBS_TIME_LIMIT = 0.4
    job = make_job("hang")

    actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "job_time_limit")


def test_a_cancel_that_comes_after_the_last_frame_still_counts(
    make_job, fake_rendering, monkeypatch
):
    job = make_job()
    really_store = storage.store

    def cancel_then_store(*args, **kwargs):
        MediaJob.objects.update(cancel_requested=True)
        return really_store(*args, **kwargs)

    monkeypatch.setattr(storage, "store", cancel_then_store)
    actors.run_next_job()

    assert state_of(job) == "cancelled"
    assert not MediaAsset.objects.exists()
    assert Video.objects.get().file is None


def test_a_second_render_replaces_the_files_of_the_first(make_job, fake_rendering):
    job = make_job()
    actors.run_next_job()
    first = Path(Video.objects.get().file.file.path)
    MediaJob.objects.filter(pk=job.pk).update(state="queued")

    actors.run_next_job()

    assert not first.exists()
    assert MediaAsset.objects.count() == 5  # video, poster, and what is said in three forms


@in_real_transactions
def test_a_message_reaches_the_worker_and_its_job_succeeds(make_job, fake_rendering, worker):
    job = make_job()

    wait_for(lambda: state_of(job) == "succeeded")


@in_real_transactions
def test_the_worker_survives_a_job_that_kills_the_child(make_job, fake_rendering, worker):
    deadly, harmless = make_job("die"), make_job("hello")

    wait_for(lambda: state_of(harmless) == "succeeded")
    wait_for(lambda: state_of(deadly) == "failed")


@in_real_transactions
def test_cancelling_a_running_job_ends_it_within_two_seconds(make_job, fake_rendering, worker):
    job = make_job("hang")
    wait_for(lambda: MediaJob.objects.get(pk=job.pk).stage == "loading")
    started = time.monotonic()

    services.cancel_job(job)
    wait_for(lambda: state_of(job) == "cancelled")

    assert time.monotonic() - started < 2
    wait_for(lambda: fake_rendering.pid is not None)  # a new child warms up


@in_real_transactions
def test_stopping_in_the_middle_of_a_job_finishes_it_after_the_next_start(
    make_job, fake_rendering, monkeypatch
):
    job = make_job("hang")
    first = EmbeddedWorker()
    first.start()
    wait_for(lambda: MediaJob.objects.get(pk=job.pk).stage == "loading")

    stopping = threading.Thread(target=first.stop)
    stopping.start()
    stopping.join(8)

    job.refresh_from_db()
    assert (job.state, job.crashes) == ("queued", 0)
    assert fake_rendering.pid is None

    job.spec["speech"]["text"] = "hello"
    job.save()
    broker.flush_all()
    fake_rendering._closing.clear()
    second = EmbeddedWorker()
    second.start()
    wait_for(lambda: state_of(job) == "succeeded")
    second.stop()


def test_a_worker_that_never_started_can_be_stopped(fake_rendering):
    EmbeddedWorker().stop()

    assert fake_rendering.is_closed


def test_housekeeping_wakes_the_worker_for_jobs_that_another_process_queued(make_job):
    make_job()
    broker.flush_all()

    keep_house()

    assert broker.queues["render"].qsize() == 1
