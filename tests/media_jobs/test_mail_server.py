"""Tests for `media_jobs.mail_server`, against a real SMTP server."""

import socket
import ssl
from email.message import EmailMessage

import pytest
from django.core.exceptions import ImproperlyConfigured

from media_jobs.mail_server import MailNotSentError, MailServer, server_of
from tests.media_jobs import smtp_server


@pytest.fixture
def message():
    made = EmailMessage()
    made["From"], made["To"] = "Studio <studio@example.org>", "alice@example.org"
    made["Subject"] = "Grüße"
    made.set_content("Hello.")
    return made


def send(server, message):
    server.send(message, "studio@example.org", "alice@example.org")


def refusal(server, message) -> MailNotSentError:
    with pytest.raises(MailNotSentError) as caught:
        send(server, message)
    return caught.value


def test_a_message_arrives_whole(smtp, message):
    send(smtp.server, message)

    (got,) = smtp.messages
    assert got.sender == "studio@example.org"
    assert got.recipients == ["alice@example.org"]
    assert got.parsed["Subject"] == "Grüße"
    assert got.parsed.get_content().strip() == "Hello."


def test_an_unknown_reader_is_refused_for_good(smtp, message):
    smtp.answers["rcpt"] = ["550 5.1.1 No such user here"]

    refused = refusal(smtp.server, message)

    assert (refused.code, refused.is_passing) == ("recipient_refused", False)
    assert refused.reply == "550 5.1.1 No such user here"


def test_greylisting_passes(smtp, message):
    smtp.answers["rcpt"] = ["451 4.7.1 Greylisted, try again"]

    assert refusal(smtp.server, message).is_passing
    send(smtp.server, message)

    assert len(smtp.messages) == 1


def test_a_refused_message_is_told_from_a_refused_reader(smtp, message):
    smtp.answers["data"] = ["554 5.7.1 Looks like spam"]

    refused = refusal(smtp.server, message)

    assert (refused.code, refused.is_passing) == ("message_refused", False)


def test_a_server_that_says_nothing_is_left_after_its_time(message):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        refused = refusal(MailServer("127.0.0.1", port, timeout=0.2), message)

    assert (refused.code, refused.is_passing) == ("server_silent", True)


def test_a_server_that_is_not_there_may_come_back(message):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    refused = refusal(MailServer("127.0.0.1", port, timeout=2), message)

    assert (refused.code, refused.is_passing) == ("server_unreachable", True)


def test_a_password_signs_in(smtp, message):
    server = MailServer("127.0.0.1", smtp.server.port, user="studio", password="s3cret")

    send(server, message)

    assert smtp.signed_in == [("studio", "s3cret")]


def test_a_wrong_password_is_told_without_the_password(smtp, message):
    server = MailServer("127.0.0.1", smtp.server.port, user="studio", password="wrong-one")

    refused = refusal(server, message)

    assert (refused.code, refused.is_passing) == ("sign_in_refused", False)
    assert "wrong-one" not in f"{refused} {refused.reply} {server!r}"


def test_starttls_is_insisted_on(smtp, message):
    server = MailServer("127.0.0.1", smtp.server.port, starttls=True)

    assert refusal(server, message).code == "not_supported"
    assert not smtp.messages


def test_starttls_encrypts_and_checks_the_certificate(tls_smtp, message, monkeypatch):
    server = MailServer("localhost", tls_smtp.server.port, starttls=True)
    stranger = refusal(server, message)
    monkeypatch.setattr(ssl, "create_default_context", lambda: _trusting(tls_smtp.certificate))

    send(server, message)

    assert (stranger.code, stranger.is_passing) == ("not_secure", True)
    assert len(tls_smtp.messages) == 1
    assert tls_smtp.was_encrypted == [True]


def test_smtps_is_encrypted_from_the_first_byte(tmp_path, message, monkeypatch):
    certificate, key = smtp_server.make_certificate(tmp_path)
    context = smtp_server.tls_context(certificate, key)

    with smtp_server.running(ssl_context=context) as smtps:
        monkeypatch.setattr(ssl, "create_default_context", lambda: _trusting(certificate))
        send(MailServer("localhost", smtps.server.port, is_tls=True, timeout=5), message)

    assert len(smtps.messages) == 1


def _trusting(certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    return context


def test_a_url_says_everything():
    server = server_of("AVATAR_X", "smtp://me%40x.org:p%40ss@mail.example.org?starttls=1&timeout=5")

    assert server == MailServer(
        "mail.example.org", 587, "me@x.org", "p@ss", starttls=True, timeout=5.0
    )
    assert server_of("AVATAR_X", "smtps://mail.example.org").port == 465
    assert server_of("AVATAR_X", "") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://user@mail.example.org",
        "smtp://user:s3/cret@mail.example.org",
        "smtp://mail.example.org?tls=1",
        "smtp://mail.example.org?starttls=maybe",
        "smtps://mail.example.org?starttls=1",
        "smtp://mail.example.org?timeout=0",
        "smtp://mail.example.org?timeout=soon",
    ],
)
def test_a_wrong_url_names_the_setting_and_no_password(url):
    with pytest.raises(ImproperlyConfigured, match="AVATAR_X") as caught:
        server_of("AVATAR_X", url)

    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("server", "is_open"),
    [
        (MailServer("mail.example.org", 587, "u", "p"), True),
        (MailServer("mail.example.org", 587, "u", "p", starttls=True), False),
        (MailServer("mail.example.org", 465, "u", "p", is_tls=True), False),
        (MailServer("localhost", 25, "u", "p"), False),
        (MailServer("mail.example.org", 25), False),
    ],
    ids=["open", "starttls", "tls", "same machine", "no password"],
)
def test_a_password_in_the_open_is_noticed(server, is_open):
    assert server.tells_password_openly is is_open
