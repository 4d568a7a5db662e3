"""Who is told of what: `media_jobs.mailbox`."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from accounts.models import User
from media_jobs import mail_actors, mailbox, services
from media_jobs.models import Mail
from tests.media_jobs.mail.mail_material import send


@pytest.mark.parametrize(
    ("wish", "waits"),
    [("always", timedelta(0)), ("away", mailbox.ATTENTION)],
    ids=["always", "when away"],
)
def test_only_who_wants_it_when_away_is_given_time_to_look(ended_job, wish, waits):
    ended_job(wish=wish)

    mail = Mail.objects.get()
    assert mail.state == "waiting"
    assert mail.next_try_at - mail.created_at == waits


def test_nobody_is_told_who_does_not_want_it(with_server, ended_job):
    ended_job(wish="never")

    assert send(Mail.objects.get()).state == "skipped"
    assert not with_server.messages


@pytest.mark.parametrize(("wish", "state"), [("away", "skipped"), ("always", "waiting")])
def test_whoever_saw_the_video_end_needs_no_e_mail_unless_always(as_alice, ended_job, wish, state):
    job = ended_job(wish=wish)

    response = as_alice.post(f"/api/v1/jobs/{job.pk}/seen/")

    assert response.status_code == 204
    assert Mail.objects.get().state == state


def test_nobody_else_can_say_that_it_was_seen(client, bob, ended_job):
    client.force_login(bob)
    job = ended_job(wish="away")

    assert client.post(f"/api/v1/jobs/{job.pk}/seen/").status_code == 404
    assert Mail.objects.get().state == "waiting"


def test_a_video_deleted_meanwhile_is_not_told_of(with_server, the_mail):
    services.delete_video(the_mail.job.video)

    assert (send(the_mail).state, the_mail.note) == ("skipped", "video_gone")
    assert not with_server.messages


def test_a_failure_that_is_tried_again_is_not_told_of(with_server, ended_job):
    job = ended_job(state="failed", error_code="internal_error")
    services.retry_job(job)

    assert send(Mail.objects.get()).note == "made_again"
    assert not with_server.messages


def test_a_wish_changed_meanwhile_counts(with_server, the_mail, alice):
    User.objects.filter(pk=alice.pk).update(mail_when_finished="never")

    assert send(the_mail).note == "not_wanted"
    assert not with_server.messages


@pytest.mark.parametrize("kind", ["quality", "talk"], ids=["measuring", "cancelled"])
def test_measuring_and_cancelling_are_no_news(ended_job, kind):
    ended_job(kind=kind, state="succeeded" if kind == "quality" else "cancelled")

    assert not Mail.objects.exists()


def test_one_end_is_told_once_however_often_it_is_noted(with_server, ended_job):
    job = ended_job()
    mailbox.job_ended(job.pk)
    mailbox.catch_up()
    mail = Mail.objects.get()

    send(mail)
    send(mail)

    assert len(with_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(with_server, ended_job):
    ended_job()
    mail_id = Mail.objects.get().pk
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        mail_actors.deliver(mail_id)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(with_server.messages) == 1
