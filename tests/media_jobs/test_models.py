"""Tests for `media_jobs.models`: who gets a job, and whose word counts."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from media_jobs.models import LEASE, MediaJob


def expire_lease():
    MediaJob.objects.update(heartbeat_at=timezone.now() - LEASE - timedelta(seconds=1))


def test_a_job_is_claimed_once(make_job):
    job = make_job()

    first, second = MediaJob.objects.claim(job.pk), MediaJob.objects.claim(job.pk)

    assert (first.state, first.attempt) == ("running", 1)
    assert second is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job(make_job):
    job = make_job()
    together = threading.Barrier(6)
    claims = []

    def claim() -> None:
        together.wait()
        try:
            claims.append(MediaJob.objects.claim(job.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([claimed for claimed in claims if claimed]) == 1
    assert MediaJob.objects.get().attempt == 1


def test_a_silent_worker_loses_its_job(make_job):
    slow = MediaJob.objects.claim(make_job().pk)
    expire_lease()

    quick = MediaJob.objects.claim(slow.pk)

    assert quick.attempt == 2


def test_a_worker_that_lost_its_lease_changes_nothing(make_job):
    slow = MediaJob.objects.claim(make_job().pk)
    expire_lease()
    quick = MediaJob.objects.claim(slow.pk)

    assert slow.advance(stage="lip_sync", progress=0.9) is False
    assert slow.put_back(crashed=True) is False
    assert slow.finish(MediaJob.State.FAILED) is False
    assert quick.finish(MediaJob.State.SUCCEEDED) is True

    slow.refresh_from_db()
    assert (slow.state, slow.progress) == ("succeeded", 1.0)


def test_advancing_renews_the_lease(make_job):
    job = MediaJob.objects.claim(make_job().pk)
    expire_lease()

    job.advance()

    assert not MediaJob.objects.stalled().exists()


def test_a_cancel_stops_the_worker_at_its_next_report(make_job):
    job = MediaJob.objects.claim(make_job().pk)
    MediaJob.objects.update(cancel_requested=True)

    assert job.advance(stage="speech", progress=0.2) is False
    assert job.finish(MediaJob.State.SUCCEEDED) is False
    assert job.finish(MediaJob.State.CANCELLED) is True


def test_a_job_put_back_can_be_claimed_again_and_starts_from_nothing(make_job):
    job = MediaJob.objects.claim(make_job().pk)
    job.advance(stage="lip_sync", progress=0.7, seconds_left=3.0)

    job.put_back(crashed=True)

    again = MediaJob.objects.claim_next()
    assert (again.attempt, again.progress, again.stage, again.crashes) == (2, 0.0, "", 1)


def test_owners_take_turns(make_job, alice, bob):
    of_alice = [make_job(f"Alice {i}.") for i in range(3)]
    of_bob = [make_job(f"Bob {i}.", owner=bob) for i in range(2)]

    order = [MediaJob.objects.claim_next().pk for _ in range(5)]

    expected = [of_alice[0], of_bob[0], of_alice[1], of_bob[1], of_alice[2]]
    assert order == [job.pk for job in expected]
    assert MediaJob.objects.claim_next() is None
