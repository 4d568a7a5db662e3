"""Tests for `media_jobs.quotas`: what is used, and the refusal of more."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from media_jobs import actors, quotas, services
from media_jobs.models import DubTarget, MediaJob, RenderedTime, Video
from media_jobs.refusals import ServiceError

LONG = "This is a sentence of a certain length, which takes some time to say. " * 20


@pytest.fixture
def used(alice):
    """Minutes that Alice has used."""

    def use(minutes, made_at=None):
        RenderedTime.objects.create(
            owner=alice, job=uuid.uuid4(), seconds=minutes * 60, made_at=made_at or timezone.now()
        )

    return use


def code_of(refused):
    return refused.value.code


def test_without_limits_anything_goes(make_video, used):
    used(10_000)

    assert make_video(LONG).jobs.get().state == "queued"


def test_a_finished_video_counts_as_long_as_it_is(make_job, alice, fake_rendering):
    job = make_job()

    actors.run_next_job()

    job.refresh_from_db()
    row = RenderedTime.objects.get()
    assert job.state == "succeeded"
    assert (row.owner, row.job) == (alice, job.pk)
    assert row.seconds == pytest.approx(job.video.duration or Video.objects.get().duration)


def test_what_failed_costs_nothing(make_job, fake_rendering):
    make_job('{"fail": "no_face"}')

    actors.run_next_job()

    assert not RenderedTime.objects.exists()


def test_deleting_a_video_gives_no_minutes_back(make_finished, alice):
    video = make_finished()
    quotas.note_made(video.jobs.get(), 90.0)

    video.delete()

    assert quotas.usage_of(alice).seconds == 90


def test_nothing_is_made_once_the_minutes_are_used_up(make_video, used, settings):
    settings.PLAN_MINUTES = 1
    used(0.99)

    with pytest.raises(ServiceError) as refused:
        make_video(LONG)

    assert code_of(refused) == "minutes_used_up"
    assert not Video.objects.exists()


def test_what_is_in_the_making_counts_as_used(make_video, settings):
    settings.PLAN_MINUTES = 2
    make_video(LONG)

    with pytest.raises(ServiceError) as refused:
        make_video(LONG)

    assert code_of(refused) == "minutes_used_up"


def test_a_short_video_fits_into_what_is_left(make_video, used, settings):
    settings.PLAN_MINUTES = 1
    used(0.5)

    assert make_video("Hello there.")


def test_last_months_minutes_do_not_count(make_video, used, settings, alice):
    settings.PLAN_MINUTES = 1
    now = timezone.now()
    used(50, made_at=now.replace(day=1, hour=0, minute=0, second=0) - timedelta(seconds=1))

    assert make_video("Hello there.")
    assert quotas.usage_of(alice).seconds == 0


@pytest.mark.parametrize(
    ("now", "resets"),
    [
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
    ids=["last day", "december"],
)
def test_minutes_begin_anew_on_the_first(alice, monkeypatch, now, resets):
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert quotas.usage_of(alice).resets_at == resets


def test_of_an_edited_dub_only_what_is_new_counts(make_prepared):
    from media_jobs import dub_rendering

    project = make_prepared()
    dub_rendering.render(project)
    job = MediaJob.objects.get(kind="dub")
    job.spec |= {"share": 0.25, "spoken": 0.1}

    quotas.note_made(job, 80.0)

    assert RenderedTime.objects.get().seconds == 20


def test_so_many_videos_are_in_the_making_at_once_and_no_more(make_video, settings):
    settings.PLAN_JOBS = 2
    first = make_video()
    make_video()

    with pytest.raises(ServiceError) as refused:
        make_video()
    services.cancel_job(first.jobs.get())

    assert code_of(refused) == "too_many_jobs"
    assert make_video()


def test_trying_again_needs_room_as_well(make_job, make_video, settings):
    settings.PLAN_JOBS = 1
    job = make_job()
    services.cancel_job(job)
    make_video()

    with pytest.raises(ServiceError) as refused:
        services.retry_job(job)

    assert code_of(refused) == "too_many_jobs"


def test_measuring_a_video_is_no_video_in_the_making(make_finished, alice):
    services.measure_video(make_finished())

    assert quotas.usage_of(alice).n_jobs == 0


def test_dubs_are_made_all_or_none(make_prepared, settings):
    from media_jobs import dub_rendering

    project = make_prepared(targets=("pt", "de"))
    settings.PLAN_JOBS = 1

    with pytest.raises(ServiceError) as refused:
        dub_rendering.render(project)

    assert code_of(refused) == "too_many_jobs"
    assert not MediaJob.objects.exists()
    assert not DubTarget.objects.filter(video__isnull=False).exists()


def test_a_dub_under_way_can_be_ordered_anew_without_room_for_two(make_prepared, settings):
    from media_jobs import dub_rendering

    project = make_prepared()
    settings.PLAN_JOBS = 1
    dub_rendering.render(project)
    DubTarget.objects.update(ordered={"all": "something else"})

    assert dub_rendering.render(project)
    assert MediaJob.objects.unfinished().count() == 1


def test_nothing_is_made_while_the_storage_is_full(make_finished, make_video, settings):
    make_finished(b"x" * (1 << 20))
    settings.STORAGE_MAX_MB = 2

    with pytest.raises(ServiceError) as refused:
        make_video()

    assert code_of(refused) == "storage_full"


def test_a_person_may_send_larger_files_than_others(alice, bob, settings):
    from accounts.models import Allowance
    from media_jobs import uploads

    settings.UPLOADS_MAX_MB = 1
    Allowance.objects.create(person=alice, upload_mb=5)

    uploads.check_room(3 << 20, owner=alice)
    with pytest.raises(ServiceError) as refused:
        uploads.check_room(3 << 20, owner=bob)

    assert code_of(refused) == "file_too_large"


def test_the_api_tells_what_is_used_and_refuses_more(as_alice, anna, used, settings):
    settings.PLAN_MINUTES = 1
    used(0.5)

    told = as_alice.get("/api/v1/usage/").json()
    order = {"avatar": str(anna.pk), "text": LONG, "voice": "piper-joe-en"}
    refused = as_alice.post("/api/v1/videos/", order, "application/json")

    assert (told["seconds"], told["seconds_left"]) == (30, 30)
    assert told["limits"]["render_minutes"] == 1
    assert (refused.status_code, refused.json()["code"]) == (403, "minutes_used_up")
    assert refused.json()["limit"] == 1


def test_nobody_sees_what_others_use(as_alice, bob):
    RenderedTime.objects.create(owner=bob, job=uuid.uuid4(), seconds=60)

    assert as_alice.get("/api/v1/usage/").json()["seconds"] == 0


def test_the_minutes_of_six_months_are_told(alice, used):
    used(2.0)

    months = quotas.minutes_by_month(alice)

    assert len(months) == 6
    assert [minutes for _, minutes in months] == [0, 0, 0, 0, 0, 2.0]


def test_a_job_whose_voice_is_gone_stops_nobody(make_job, make_video, alice, settings):
    settings.PLAN_MINUTES = 10
    job = make_job()
    job.spec["speech"]["voice"] = "piper-gone-en"
    job.save()

    assert quotas.usage_of(alice).seconds_coming == 0
    assert make_video()
