"""Tests for `media_jobs.services`."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from media_jobs import recovery, services, speech_orders, storage
from media_jobs.broker import broker
from media_jobs.models import Avatar, MediaAsset, MediaJob, QualityReport, Upload, Video
from media_jobs.refusals import ServiceError


def n_messages() -> int:
    return broker.queues["render"].qsize()


def test_a_new_video_waits_and_a_worker_is_woken(make_video, anna, alice):
    video = make_video("  Good morning, everyone.\r\nWelcome!  ", rate=1.5, aspect="9:16")

    job = video.jobs.get()
    assert (video.owner, video.avatar, video.language) == (alice, anna, "en-US")
    assert video.script == "Good morning, everyone.\nWelcome!"
    assert video.title == "Good morning, everyone. Welcome!"
    assert video.settings == {
        "avatar": str(anna.pk),
        "voice": "piper-joe-en",
        "rate": 1.5,
        "format": "9:16",
        "background": "own",
        "pitch": 0.0,
        "speech": {"kind": "text", "voice": "piper-joe-en", "rate": 1.5, "pitch": 0.0},
        "engine": "warp",
        "expression": {"name": "neutral", "strength": 1.0},
        "life": None,
        "fit": "loop",
        "curves": False,
        "captions": None,
        "marks": {"label": True, "account": True},
    }
    assert (job.state, job.owner) == ("queued", alice)
    assert job.seconds_left > 0
    assert n_messages() == 1


@pytest.mark.sqlite
def test_no_worker_is_woken_before_the_commit(alice, anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        services.create_video(alice, avatar=anna, text="Hi.", voice="piper-joe-en")

    assert n_messages() == 0
    assert len(callbacks) == 1


def test_the_title_is_the_first_words_of_a_long_text():
    title = speech_orders.default_title("word " * 50)

    assert len(title) == 60
    assert title.endswith("…")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"text": " \n "}, "text", "empty_text"),
        ({"text": "x" * 20_001}, "text", "text_too_long"),
        ({"voice": "nobody"}, "voice", "unknown_voice"),
        ({"avatar": "nonsense"}, "avatar", "unknown_avatar"),
        ({"avatar": "6b0f8d76-6a5e-4e2c-9f51-3c8d9e6b7a10"}, "avatar", "unknown_avatar"),
        ({"aspect": "4:3"}, "aspect", "unknown_aspect"),
        ({"background": "plaid"}, "background", "unknown_background"),
        ({"rate": 2.1}, "rate", "bad_rate"),
        ({"rate": 0.4}, "rate", "bad_rate"),
        ({"rate": float("nan")}, "rate", "bad_rate"),
        ({"title": "t" * 201}, "title", "title_too_long"),
    ],
)
def test_wrong_input_is_refused(alice, anna, change, field, code):
    wanted = {"avatar": anna.pk, "text": "Hi.", "voice": "piper-joe-en"} | change

    with pytest.raises(ServiceError) as refused:
        services.create_video(alice, **wanted)

    assert refused.value.code == code
    assert list(refused.value.fields) == [field]
    assert not Video.objects.exists()


def test_someone_elses_presenter_cannot_be_used(alice, bob, make_avatar):
    private = make_avatar(owner=bob, kind=Avatar.Kind.PHOTO)

    with pytest.raises(ServiceError, match="presenter"):
        services.create_video(alice, avatar=private, text="Hi.", voice="piper-joe-en")


def test_a_presenter_that_is_no_longer_offered_cannot_be_used(alice, make_avatar):
    retired = make_avatar(is_active=False)

    with pytest.raises(ServiceError, match="presenter"):
        services.create_video(alice, avatar=retired, text="Hi.", voice="piper-joe-en")


def test_a_waiting_job_is_cancelled_at_once(make_job):
    job = services.cancel_job(make_job())

    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert MediaJob.objects.claim_next() is None


def test_a_running_job_is_asked_to_stop(make_job):
    running = MediaJob.objects.claim(make_job().pk)

    job = services.cancel_job(running)

    assert (job.state, job.cancel_requested) == ("running", True)


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(make_job, state):
    job = make_job()
    MediaJob.objects.update(state=state)

    with pytest.raises(ServiceError) as refused:
        services.cancel_job(job)

    assert refused.value.code == "job_finished"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_failed_or_cancelled_job_starts_afresh(
    make_job, state, django_capture_on_commit_callbacks
):
    job = MediaJob.objects.claim(make_job().pk)
    MediaJob.objects.update(
        state=state, error_code="engine_error", progress=0.4, cancel_requested=True, crashes=2
    )
    broker.flush_all()

    with django_capture_on_commit_callbacks(execute=True):
        again = services.retry_job(job)

    assert (again.state, again.progress, again.error_code) == ("queued", 0.0, "")
    assert (again.cancel_requested, again.crashes, again.attempt) == (False, 0, 1)
    assert n_messages() == 1


@pytest.mark.parametrize("state", ["queued", "running", "succeeded"])
def test_only_what_did_not_succeed_is_retried(make_job, state):
    job = make_job()
    MediaJob.objects.update(state=state)

    with pytest.raises(ServiceError) as refused:
        services.retry_job(job)

    assert refused.value.code == "job_not_retryable"


def test_deleting_cancels_and_restoring_brings_back(make_video):
    video = make_video()

    services.delete_video(video)

    assert not Video.objects.kept().exists()
    assert video.jobs.get().state == "cancelled"

    services.restore_video(video)

    assert Video.objects.kept().get() == video
    with pytest.raises(ServiceError):
        services.restore_video(video)


def test_the_trash_is_purged_after_some_days_with_its_files(make_finished, settings):
    video = make_finished()
    kept = make_finished()
    files = [Path(asset.file.path) for asset in (video.file, video.poster)]
    services.delete_video(video)

    call_command("delete_expired_media")
    assert all(file.exists() for file in files)

    late = timezone.now() - timedelta(days=settings.JOBS_TRASH_DAYS, minutes=1)
    Video.objects.filter(pk=video.pk).update(deleted_at=late)
    call_command("delete_expired_media")

    assert list(Video.objects.all()) == [kept]
    assert not any(file.exists() for file in files)
    assert MediaAsset.objects.count() == 2


def test_a_purged_video_takes_recording_curves_and_measurements_along(
    make_finished, make_upload, anna, alice, tmp_path
):
    recording = make_upload()
    speech = {"kind": "recording", "upload": recording.pk}
    copy = services.create_video(alice, avatar=anna, speech=speech)
    video = make_finished(recording=recording)
    kept = MediaAsset.objects.exclude(pk=recording.asset.pk)
    QualityReport.objects.create(video=video, picture=_stored(alice, tmp_path))
    Video.objects.filter(pk=video.pk).update(curves=_stored(alice, tmp_path))
    late = timezone.now() - timedelta(days=8)

    Video.objects.filter(pk=video.pk).update(deleted_at=late)
    services.purge_trash()

    assert not kept.exists()
    assert Upload.objects.get() == recording  # another video speaks with it

    MediaJob.objects.update(state="cancelled")
    Video.objects.filter(pk=copy.pk).update(deleted_at=late)
    services.purge_trash()

    assert not Upload.objects.exists()
    assert not Path(recording.asset.file.path).exists()


def _stored(owner, folder):
    path = folder / "some.png"
    path.write_bytes(b"some")
    return storage.store(path, owner.pk, "image/png")


def test_what_was_found_out_about_videos_is_kept_within_bounds(settings):
    settings.JOBS_CACHE_MB = 2
    folder = Path(settings.JOBS_TRACKS_DIR)
    folder.mkdir(parents=True)
    for age, name in enumerate(("new", "old", "oldest")):
        (folder / name).write_bytes(bytes(1 << 20))
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))

    storage.shrink_cache()

    assert {path.name for path in folder.iterdir()} == {"new", "old"}


def test_a_stalled_job_is_queued_again_and_a_live_one_is_left_alone(make_job):
    stalled, live = (MediaJob.objects.claim(make_job().pk) for _ in range(2))
    long_ago = timezone.now() - timedelta(hours=1)
    MediaJob.objects.filter(pk=stalled.pk).update(heartbeat_at=long_ago)
    broker.flush_all()

    call_command("requeue_stalled_jobs")

    states = dict(MediaJob.objects.values_list("pk", "state"))
    assert states == {stalled.pk: "queued", live.pk: "running"}
    assert n_messages() == 1


def test_at_the_start_everything_unfinished_waits_with_a_message_each(make_job):
    MediaJob.objects.claim(make_job().pk)
    make_job()
    broker.flush_all()

    recovery.requeue_unfinished_jobs()

    assert set(MediaJob.objects.values_list("state", flat=True)) == {"queued"}
    assert n_messages() >= 2


def test_a_cancel_that_a_dead_worker_did_not_see_still_counts(make_job):
    services.cancel_job(MediaJob.objects.claim(make_job().pk))

    recovery.requeue_unfinished_jobs()

    assert MediaJob.objects.get().state == "cancelled"


def test_a_job_that_keeps_ending_its_worker_is_given_up(make_job):
    make_job()
    for _ in range(recovery.MAX_CRASHES):
        MediaJob.objects.claim_next()
        recovery.requeue_unfinished_jobs()

    job = MediaJob.objects.get()
    assert (job.state, job.error_code) == ("failed", "render_process_died")
