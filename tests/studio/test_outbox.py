"""Tests for the owner's outbox."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from accounts.models import User
from media_jobs.mail_server import MailServer
from media_jobs.models import Mail


@pytest.fixture
def as_owner(alice, client):
    User.objects.filter(pk=alice.pk).update(is_owner=True)
    client.force_login(alice)
    return client


@pytest.fixture
def make_mail(db):
    def make(html="<html><head></head><p>Hello</p></html>", state="kept", **fields) -> Mail:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = "Ready"
        message.set_content("Hello, see https://studio.example.org/watch/x/\n")
        message.add_alternative(html, subtype="html")
        message.get_body(("html",)).add_related(b"\xff\xd8x", "image", "jpeg", cid="<p@x>")
        return Mail.objects.create(
            kind="finished",
            key=f"k{Mail.objects.count()}",
            recipient="bob@example.org",
            subject="Ready",
            message=bytes(message),
            state=state,
            **fields,
        )

    return make


@pytest.mark.parametrize("page", ["", "{}/", "{}/frame/"])
def test_it_is_for_the_owner_alone(client, bob, make_mail, page):
    address = "/outbox/" + page.format(make_mail().pk)
    stranger = client.get(address)
    client.force_login(bob)

    assert stranger.status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("act", ["delete", "send"])
def test_only_the_owner_acts_and_only_by_a_form(client, bob, as_owner, make_mail, act):
    address = f"/outbox/{make_mail().pk}/{act}/"

    assert as_owner.get(address).status_code == 405
    client.force_login(bob)
    assert client.post(address).status_code == 404
    assert Mail.objects.get().state == "kept"


def test_an_empty_one_says_what_will_come(as_owner):
    assert "No e-mails yet" in as_owner.get("/outbox/").text


def test_it_lists_what_is_kept_and_what_was_not_sent(as_owner, make_mail):
    make_mail()
    make_mail(state="given_up", note="recipient_refused")
    make_mail(state="skipped")

    html = as_owner.get("/outbox/").text

    assert (html.count("bob@example.org"), "Kept here" in html, "Not sent" in html) == (
        2,
        True,
        True,
    )


def test_a_mail_that_was_not_sent_says_why(as_owner, make_mail):
    mail = make_mail(state="given_up", note="recipient_refused", reply="550 No such user")

    html = as_owner.get(f"/outbox/{mail.pk}/").text

    assert "The mail server refused the address." in html
    assert "550 No such user" in html


def test_the_plain_text_has_links_that_work(as_owner, make_mail):
    html = as_owner.get(f"/outbox/{make_mail().pk}/?as=text").text

    assert '<a href="https://studio.example.org/watch/x/" rel="nofollow">' in html
    assert "<iframe" not in html


def test_the_message_is_shown_in_a_frame_in_which_nothing_runs(as_owner, make_mail):
    mail = make_mail('<html><head></head><script>alert(1)</script><img src="cid:p@x"></html>')

    page = as_owner.get(f"/outbox/{mail.pk}/")
    frame = as_owner.get(f"/outbox/{mail.pk}/frame/")

    policy = frame["Content-Security-Policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    assert "alert(1)" not in page.text
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert 'src="data:image/jpeg;base64,/9h4"' in frame.text
    assert '<base target="_blank">' in frame.text


def test_a_deleted_mail_is_gone_and_not_written_again(as_owner, make_mail):
    mail = make_mail(state="waiting")

    as_owner.post(f"/outbox/{mail.pk}/delete/")

    mail.refresh_from_db()
    assert (mail.state, bytes(mail.message)) == ("skipped", b"")
    assert as_owner.get(f"/outbox/{mail.pk}/").status_code == 404


def test_a_mail_can_be_sent_again_once_there_is_a_server(as_owner, make_mail, settings):
    mail = make_mail(state="given_up")
    without = as_owner.get(f"/outbox/{mail.pk}/").text
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1)

    offered = as_owner.get(f"/outbox/{mail.pk}/").text
    as_owner.post(f"/outbox/{mail.pk}/send/")

    mail.refresh_from_db()
    assert ("Send now" in without, "Send now" in offered) == (False, True)
    assert mail.state == "waiting"


def test_every_reason_has_words():
    from media_jobs.management.commands.send_test_mail import HELP
    from studio.outbox_views import REASONS, STATES

    assert set(HELP) < set(REASONS)
    assert set(STATES) | {"skipped"} == set(Mail.State)


def test_only_the_owner_finds_it_in_the_menu(as_owner, client, bob):
    mine = as_owner.get("/library/").text
    client.force_login(bob)

    assert ("/outbox/" in mine, "/outbox/" in client.get("/library/").text) == (True, False)
