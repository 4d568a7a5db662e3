"""Tests for looking at what somebody wants to have said, and for holding it."""

import json

import pytest
from django.core.files.base import ContentFile

from media_jobs import actors, holding, screening, services, text_checks
from media_jobs.models import Flag, MediaAsset, MediaJob, TextCheck, Video
from media_jobs.refusals import ServiceError


@pytest.fixture
def listed(settings):
    settings.MODERATION_WORDS = ["miracle cure"]


@pytest.fixture
def holds(settings):
    settings.MODERATION_HOLDS = True


def kinds(video) -> list[str]:
    return sorted(Flag.objects.open().filter(video=video).values_list("kind", flat=True))


def test_listed_words_are_flagged_and_the_video_is_made_all_the_same(listed, make_video, alice):
    video = make_video("Buy the miracle cure!")

    flag = Flag.objects.get(video=video)
    assert (flag.kind, flag.person, flag.facts["words"]) == (
        "banned_words",
        alice,
        ["miracle cure"],
    )
    assert MediaJob.objects.claim_next() == video.jobs.get()


def test_a_title_counts_too_and_harmless_words_do_not(listed, make_video):
    assert kinds(make_video("Hello.", title="Miracle cure")) == ["banned_words"]
    assert kinds(make_video("Hello there.")) == []


def test_a_new_title_is_looked_at(listed, make_video):
    video = make_video("Hello.")

    services.rename_video(video, "The miracle cure")

    assert kinds(video) == ["banned_words"]


def test_a_held_job_is_passed_over_until_it_is_released(
    listed, holds, make_video, django_capture_on_commit_callbacks
):
    held, free = make_video("The miracle cure."), make_video("Hello there.")

    first, second = MediaJob.objects.claim_next(), MediaJob.objects.claim_next()
    with django_capture_on_commit_callbacks(execute=True):
        released = holding.release(held)

    assert (first.video, second, released) == (free, None, 1)
    assert MediaJob.objects.claim(held.jobs.get().pk).video == held


def test_a_held_job_cannot_be_claimed_by_its_key(listed, holds, make_job):
    assert MediaJob.objects.claim(make_job("miracle cure").pk) is None


def test_cancelling_and_trying_again_does_not_let_a_held_job_through(listed, holds, make_job):
    job = make_job("miracle cure")

    services.cancel_job(job)
    services.retry_job(job)

    assert MediaJob.objects.claim_next() is None


def test_what_was_refused_fails_with_the_reason_and_cannot_be_tried_again(listed, holds, make_job):
    job = make_job("miracle cure")

    n_refused = holding.refuse(job.video, "No cures.")

    job.refresh_from_db()
    assert n_refused == 1
    assert (job.state, job.error_code, job.error_facts) == (
        "failed",
        "text_not_allowed",
        {"reason": "No cures."},
    )
    with pytest.raises(ServiceError) as caught:
        services.retry_job(job)
    assert caught.value.code == "job_not_retryable"


def test_people_see_that_their_video_waits_for_a_moderator(listed, holds, make_job, as_alice):
    job = make_job("miracle cure")

    answer = as_alice.get(f"/api/v1/jobs/{job.pk}/").json()

    assert (answer["state"], answer["is_held"], answer["queue_position"]) == ("queued", True, None)


def test_a_model_reads_in_the_background_and_its_finding_is_flagged(reading, make_video):
    video = make_video("This is a scam.")

    text_checks.check_next()

    flag = Flag.objects.get(video=video)
    assert flag.kind == "text"
    assert flag.facts["findings"][0]["category"] == "fraud"
    assert flag.facts["reviewer"] == "gemini"


def test_a_job_is_held_while_the_model_reads_and_goes_on_when_all_is_well(
    reading, holds, make_video, django_capture_on_commit_callbacks
):
    video = make_video("Good morning.")
    waits = MediaJob.objects.claim_next() is None

    with django_capture_on_commit_callbacks(execute=True):
        text_checks.check_next()

    assert waits
    assert kinds(video) == []
    assert MediaJob.objects.claim_next().video == video


def test_a_job_stays_held_when_the_model_finds_something(reading, holds, make_video):
    make_video("A scam.")

    text_checks.check_next()

    assert MediaJob.objects.claim_next() is None


def test_a_model_that_fails_leaves_the_decision_to_people(reading, holds, make_video):
    video = make_video("Please fail.")

    text_checks.check_next()

    assert kinds(video) == ["unchecked"]
    assert MediaJob.objects.claim_next() is None


def test_a_model_that_fails_is_no_matter_where_nothing_is_held(reading, make_video):
    video = make_video("Please fail.")

    text_checks.check_next()

    assert kinds(video) == []
    assert TextCheck.objects.get(video=video).state == "failed"


def test_the_same_text_is_read_once_and_stays_flagged(reading, make_video):
    video = make_video("A scam.")
    text_checks.check_next()
    Flag.objects.update(state="upheld")

    is_doubtful = screening.look_at(video)

    assert is_doubtful
    assert TextCheck.objects.get(video=video).state == "succeeded"
    assert kinds(video) == ["text"]


def test_what_a_moderator_approved_is_not_asked_about_again(listed, reading, make_video):
    video = make_video("The scam of a miracle cure.")
    text_checks.check_next()
    Flag.objects.update(state="dismissed")

    assert screening.look_at(video) is False
    assert kinds(video) == []


def test_another_text_is_read_anew(reading, make_video):
    video = make_video("Good morning.")
    text_checks.check_next()
    services.rename_video(video, "A scam")

    text_checks.check_next()

    assert kinds(video) == ["text"]


def test_nobody_reads_where_that_is_switched_off(reading, settings, make_video):
    settings.MODERATION_READS_TEXTS = False

    make_video("A scam.")

    assert not TextCheck.objects.exists()


def test_a_recording_is_looked_at_when_it_is_known_what_was_said(
    listed, fake_rendering, make_video, make_upload, alice
):
    video = make_video("Hello.")
    upload = make_upload()
    MediaJob.objects.filter(video=video).update(state="succeeded")
    heard = {"segments": [{"text": "The miracle"}, {"text": "cure is here."}]}
    asset = MediaAsset(owner=alice, size_bytes=1, content_type="application/json")
    asset.file.save("t.json", ContentFile(json.dumps(heard).encode()))
    asset.save()
    Video.objects.filter(pk=video.pk).update(
        script="", kind="recording", recording=upload, transcript=asset
    )

    screening.job_ended(video.jobs.get().pk)

    assert kinds(video) == ["banned_words"]


def test_a_worker_passes_held_jobs_over(listed, holds, fake_rendering, make_job):
    job = make_job("miracle cure")

    actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("queued", 0)


def test_many_uploads_are_flagged_once(settings, make_upload, alice):
    settings.MODERATION_UPLOADS_A_DAY = 2

    for _ in range(3):
        make_upload()

    flag = Flag.objects.get()
    assert (flag.kind, flag.person, flag.facts) == ("uploads", alice, {"uploads": 3})
