"""How an e-mail gets away: `media_jobs.mail_actors`."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from media_jobs import actors, mail_actors, mailbox, recovery
from media_jobs.mail_actors import PAUSES, parsed
from media_jobs.mail_server import MailServer
from media_jobs.models import Mail, MediaJob, ShareLink
from tests.media_jobs.mail.mail_material import send


def test_an_end_that_a_killed_worker_did_not_note_is_noted_later(ended_job):
    ended_job()
    Mail.objects.all().delete()

    mailbox.catch_up()

    assert Mail.objects.get().kind == "finished"


def test_a_refusal_for_good_is_given_up_with_the_reason(with_server, the_mail):
    with_server.answers["rcpt"] = ["550 5.1.1 No such user here"]

    given_up = send(the_mail)

    assert (given_up.state, given_up.note) == ("given_up", "recipient_refused")
    assert given_up.reply == "550 5.1.1 No such user here"
    assert given_up.message  # it can be sent again


def test_a_greylisted_mail_waits_and_is_the_same_at_the_second_attempt(with_server, the_mail):
    with_server.answers["rcpt"] = ["451 4.7.1 Greylisted, try again"]

    waiting = send(the_mail)
    first = bytes(waiting.message)
    pause = waiting.next_try_at - timezone.now()
    mail_actors.deliver(waiting.pk)  # a message that came too early finds nothing to do
    early = len(with_server.messages)
    sent = send(waiting)

    assert timedelta(seconds=50) < pause < timedelta(seconds=61)
    assert (early, sent.state, sent.attempts) == (0, "sent", 2)
    got = with_server.messages[0].parsed
    assert got["Message-ID"] == parsed(first)["Message-ID"]
    assert ShareLink.objects.count() == 1


def test_a_server_that_is_away_is_tried_for_a_day_then_given_up(settings, the_mail):
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1, timeout=1)

    states = [send(the_mail).state for _ in range(len(PAUSES) + 1)]

    assert states == ["waiting"] * len(PAUSES) + ["given_up"]
    assert the_mail.note == "server_unreachable"
    assert sum(PAUSES) > 24 * 3600


def test_a_mail_given_up_can_be_sent_again(with_server, the_mail):
    with_server.answers["data"] = ["554 No"]
    send(the_mail)

    assert mailbox.send_again(the_mail)
    assert send(the_mail).state == "sent"
    assert not mailbox.send_again(the_mail)


def test_a_worker_that_was_killed_while_sending_leaves_a_note_and_no_second_copy(
    with_server, the_mail
):
    Mail.objects.claim(the_mail.pk)
    Mail.objects.update(claimed_at=timezone.now() - timedelta(hours=1))

    mailbox.resume()

    the_mail.refresh_from_db()
    assert (the_mail.state, the_mail.note) == ("given_up", "interrupted")
    assert send(the_mail).state == "given_up"
    assert not with_server.messages


def test_without_a_server_it_stays_in_the_outbox_with_its_message(the_mail):
    kept = send(the_mail)

    message = parsed(bytes(kept.message))
    assert kept.state == "kept"
    assert message["To"] == "alice@example.org"
    assert "is ready" in message["Subject"]


def test_a_fault_in_writing_is_noted_and_leaves_the_video_alone(settings, the_mail):
    settings.JOBS_NOTICE_WRITER = "builtins.len"

    with pytest.raises(TypeError):
        send(the_mail)

    the_mail.refresh_from_db()
    assert (the_mail.state, the_mail.note) == ("given_up", "internal_error")
    assert MediaJob.objects.get().state == "succeeded"


def test_old_mails_are_forgotten_and_waiting_ones_are_not(settings, the_mail, ended_job):
    send(the_mail)
    ended_job()
    Mail.objects.update(created_at=timezone.now() - timedelta(days=settings.MAIL_DAYS + 1))

    mailbox.purge()

    assert [mail.state for mail in Mail.objects.all()] == ["waiting"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_renders_a_video_and_sends_the_e_mail(
    with_server, make_job, fake_rendering, worker, alice
):
    User.objects.filter(pk=alice.pk).update(mail_when_finished="always")
    job = make_job()

    worker.broker.join("render", timeout=20_000)
    # not the queue's own count: workers of earlier tests took delayed messages with them
    deadline = time.monotonic() + 20
    while not Mail.objects.filter(state="sent").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    job.refresh_from_db()
    assert job.state == "succeeded"
    assert [got.recipients for got in with_server.messages] == [["alice@example.org"]]


def test_a_failed_rendering_is_told_of(make_job, monkeypatch):
    job = MediaJob.objects.claim(make_job().pk)
    monkeypatch.setattr(
        actors.pipeline_factory, "prepare", lambda *_: (_ for _ in ()).throw(LookupError)
    )

    with pytest.raises(LookupError):
        actors.run_job(job)

    assert Mail.objects.get().kind == "failed"


def test_a_job_that_kept_ending_its_worker_is_told_of(make_job):
    job = MediaJob.objects.claim(make_job().pk)
    MediaJob.objects.update(
        crashes=recovery.MAX_CRASHES - 1, heartbeat_at=timezone.now() - timedelta(hours=1)
    )

    recovery.requeue_stalled_jobs()

    assert Mail.objects.get(job=job).kind == "failed"


def test_a_mailbox_at_fault_fails_no_job(make_job, monkeypatch, caplog):
    job = make_job()
    MediaJob.objects.update(state="succeeded")
    monkeypatch.setattr(mailbox, "_note", lambda *_: (_ for _ in ()).throw(OSError("no")))

    mailbox.job_ended(job.pk)

    assert "no e-mail about job" in caplog.text


def test_the_test_command_says_what_the_server_answered(with_server, db, capsys):
    call_command("send_test_mail", "bob@example.org")

    assert "took the message for bob@example.org" in capsys.readouterr().out
    assert with_server.messages[0].parsed["Subject"] == "Test of Avatar Studio"


def test_the_test_command_says_why_it_failed(with_server, db):
    with_server.answers["rcpt"] = ["550 No such user"]

    with pytest.raises(CommandError, match=r"refused the address.*550 No such user"):
        call_command("send_test_mail", "bob@example.org")


def test_the_test_command_leaves_it_in_the_outbox_without_a_server(db, capsys):
    call_command("send_test_mail", "bob@example.org")

    assert "/outbox/" in capsys.readouterr().out
    assert Mail.objects.get().recipient == "bob@example.org"


def test_the_password_is_in_no_log(settings, smtp, the_mail, caplog):
    settings.MAIL_SERVER = MailServer("127.0.0.1", smtp.server.port, "studio", "not-the-one")
    caplog.set_level("DEBUG")

    refused = send(the_mail)

    assert refused.note == "sign_in_refused"
    assert "not-the-one" not in caplog.text + refused.reply
