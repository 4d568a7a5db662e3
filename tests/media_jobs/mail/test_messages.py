"""What an e-mail about a video says: `studio.mails`, `media_jobs.notices`."""

from datetime import timedelta

from django.core import mail as django_mail
from django.utils import timezone

from media_jobs.models import Mail, ShareLink
from tests.media_jobs.mail.mail_material import LINK, SITE, bodies, send


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
