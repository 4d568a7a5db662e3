"""Tests for e-mails about videos: `media_jobs.mailbox`, `mail_actors` and `notices`."""

import re
import threading
import time
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail as django_mail
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from media_jobs import actors, mail_actors, mailbox, recovery, services
from media_jobs.mail_actors import PAUSES, parsed
from media_jobs.mail_server import MailServer
from media_jobs.models import Mail, MediaJob, ShareLink

SITE = "https://studio.example.org"
LINK = re.compile(r"https?://[^\s\"'<>]+")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Avatar Studio <studio@example.org>"


@pytest.fixture
def with_server(settings, smtp):
    """The settings name a mail server that notes what arrives."""
    settings.MAIL_SERVER = smtp.server
    return smtp


@pytest.fixture
def ended_job(make_finished, alice, picture, django_capture_on_commit_callbacks):
    """Makes a job that has ended, with a poster that can be looked at, and the mail about it."""

    def make(wish=User.MailWhen.ALWAYS, **change) -> MediaJob:
        User.objects.filter(pk=alice.pk).update(mail_when_finished=wish, mail_when_failed=wish)
        video = make_finished(title="How a volcano is born")
        video.poster.file.save("poster.png", ContentFile(picture))
        MediaJob.objects.filter(video=video).update(finished_at=timezone.now(), **change)
        job = video.jobs.get()
        with django_capture_on_commit_callbacks(execute=True):
            mailbox.job_ended(job.pk)
        return job

    return make


@pytest.fixture
def the_mail(ended_job):
    ended_job()
    return Mail.objects.get()


def send(mail) -> Mail:
    """Send a mail now, whenever it is due."""
    Mail.objects.filter(pk=mail.pk, state="waiting").update(next_try_at=timezone.now())
    mail_actors.deliver(mail.pk)
    mail.refresh_from_db()
    return mail


def bodies(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a message."""
    return tuple(message.get_body((kind,)).get_content() for kind in ("plain", "html"))


def test_who_made_a_video_gets_an_e_mail_with_text_picture_and_links(with_server, the_mail):
    sent = send(the_mail)

    (got,) = with_server.messages
    text, html = bodies(got.parsed)
    link = ShareLink.objects.get()
    assert (got.sender, got.recipients) == ("studio@example.org", ["alice@example.org"])
    assert got.parsed["Subject"] == "“How a volcano is born” is ready"
    assert (sent.state, sent.attempts, bytes(sent.message)) == ("sent", 1, b"")
    for body in (text, html):
        assert "How a volcano is born" in body
        assert "0:02" in body
        links = LINK.findall(body)
        assert links
        assert all(address.startswith(f"{SITE}/") for address in links)
        assert any("/watch/" in address for address in links)
    assert (link.origin, link.expires_at - timezone.now() > timedelta(days=6.9)) == ("mail", True)


def test_the_picture_is_inside_the_message(with_server, the_mail):
    send(the_mail)

    parsed_mail = with_server.messages[0].parsed
    related = next(p for p in parsed_mail.walk() if p.get_content_type() == "multipart/related")
    picture = next(p for p in parsed_mail.walk() if p.get_content_type() == "image/jpeg")
    assert parsed_mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in related.iter_parts()] == ["text/html", "image/jpeg"]
    assert f"cid:{picture['Content-ID'].strip('<>')}" in bodies(parsed_mail)[1]
    assert picture.get_content().startswith(b"\xff\xd8")


def test_a_mail_program_can_end_these_e_mails_at_a_press(with_server, the_mail, client, alice):
    send(the_mail)
    headers = with_server.messages[0].parsed
    raw = with_server.messages[0].content

    address = headers["List-Unsubscribe"].strip("<>")
    response = client.post(address.removeprefix(SITE), {"List-Unsubscribe": "One-Click"})

    alice.refresh_from_db()
    # mail programs read it as it is on the wire: one line, nothing encoded
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in raw
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert response.status_code == 200
    assert (alice.mail_when_finished, alice.mail_when_failed) == ("never", "always")


def test_a_failure_is_told_in_words_with_what_to_do(with_server, ended_job):
    ended_job(state="failed", error_code="no_face")

    send(Mail.objects.get())

    got = with_server.messages[0].parsed
    for body in bodies(got):
        assert "could not be made" in body
        assert "No face was found" in body
        assert "no_face" not in body
    assert not ShareLink.objects.exists()


def test_a_message_passes_servers_that_know_ascii_alone(with_server, the_mail):
    the_mail.job.video.title = "Grüße aus " + "Straßburg " * 18
    the_mail.job.video.save()

    send(the_mail)

    got = with_server.messages[0]
    assert got.content.isascii()
    assert all(
        len(line) <= 78 or line.startswith(b"List-Unsubscribe")
        for line in got.content.split(b"\r\n")
    )
    assert got.parsed["Subject"].startswith("“Grüße aus Straßburg")


def test_markup_in_a_title_stays_text(with_server, the_mail):
    the_mail.job.video.title = "<script>alert(1)</script> & co"
    the_mail.job.video.save()

    send(the_mail)

    text, html = bodies(with_server.messages[0].parsed)
    assert "<script>alert(1)</script> & co" in text
    assert "<script>" not in html


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


def test_where_links_are_switched_off_the_e_mail_leads_to_the_page(settings, with_server, the_mail):
    settings.SHARING = False

    send(the_mail)

    text, html = bodies(with_server.messages[0].parsed)
    assert "/watch/" not in text + html
    assert f"{SITE}/videos/{the_mail.job.video_id}/" in text
    assert not ShareLink.objects.exists()


def test_django_sends_through_the_same_mailbox(settings, with_server, db):
    settings.EMAIL_BACKEND = "media_jobs.mail_backend.Mailbox"

    django_mail.send_mail(
        "Reset", "Here is the link.", None, ["Bob <bob@example.org>", "c@example.org"]
    )

    rows = {mail.recipient: mail for mail in Mail.objects.all()}
    assert set(rows) == {"bob@example.org", "c@example.org"}
    assert send(rows["bob@example.org"]).state == "sent"
    assert with_server.messages[0].recipients == ["bob@example.org"]
    assert with_server.messages[0].parsed["Subject"] == "Reset"


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
