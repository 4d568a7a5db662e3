"""Tests for the profile page, time zones, and the way out of e-mails."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import mail_wishes, time_zones
from accounts.models import User

FORM = {
    "display_name": "  Alice   Liddell ",
    "language": "mr",
    "time_zone": "Asia/Kolkata",
    "mail_when_finished": "always",
    "mail_when_failed": "never",
}


def test_a_profile_is_for_who_is_signed_in(client, alice):
    assert client.get("/profile/").status_code == 302


def test_what_is_chosen_is_kept(as_alice, alice):
    response = as_alice.post("/profile/", FORM)

    alice.refresh_from_db()
    assert response["Location"] == "/profile/"
    assert alice.display_name == "Alice Liddell"
    assert (alice.language, alice.time_zone) == ("mr", "Asia/Kolkata")
    assert (alice.mail_when_finished, alice.mail_when_failed) == ("always", "never")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", " "),
        ("display_name", "x" * 121),
        ("language", "tlh"),
        ("time_zone", "Mars/Olympus"),
        ("mail_when_finished", "sometimes"),
    ],
)
def test_a_wrong_choice_is_told_and_changes_nothing(as_alice, alice, field, value):
    response = as_alice.post("/profile/", FORM | {field: value})

    alice.refresh_from_db()
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert alice.display_name == "Alice"


def test_nothing_else_can_be_changed_here(as_alice, alice):
    as_alice.post(
        "/profile/", FORM | {"email": "eve@example.org", "is_owner": "1", "is_staff": "1"}
    )

    alice.refresh_from_db()
    assert (alice.email, alice.is_owner, alice.is_staff) == ("alice@example.org", False, False)


def test_it_is_in_the_menu(as_alice):
    assert 'href="/profile/"' in as_alice.get("/library/").text


def test_what_somebody_had_before_stays_a_choice(as_alice, alice):
    User.objects.filter(pk=alice.pk).update(language="tlh-KX", time_zone="Etc/GMT+5")

    html = as_alice.get("/profile/").text

    assert '<option value="tlh-KX" selected>' in html
    assert '<option value="Etc/GMT+5" selected>' in html


def test_pages_use_the_clock_of_whoever_looks(rf, alice):
    from accounts.middleware import local_time

    alice.time_zone = "Asia/Kolkata"
    seen = []
    request = rf.get("/")
    request.user = alice

    local_time(lambda _: seen.append(timezone.localtime(datetime(2026, 1, 1, tzinfo=UTC))))(request)
    timezone.deactivate()

    assert seen[0].strftime("%H:%M") == "05:30"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd"])
def test_an_unknown_zone_is_utc(name):
    assert time_zones.zone_of(User(time_zone=name)) == ZoneInfo("UTC")


def test_looking_at_the_way_out_changes_nothing(client, alice):
    response = client.get(mail_wishes.stop_path(alice, "finished"))

    alice.refresh_from_db()
    assert "Stop these e-mails?" in response.text
    assert alice.mail_when_finished == "away"


@pytest.mark.parametrize(
    ("kind", "wishes"),
    [("finished", ("never", "away")), ("failed", ("away", "never"))],
)
def test_one_press_ends_one_kind_without_signing_in(alice, kind, wishes):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(mail_wishes.stop_path(alice, kind))

    alice.refresh_from_db()
    assert response.status_code == 200
    assert (alice.mail_when_finished, alice.mail_when_failed) == wishes


def test_the_way_out_cannot_be_made_up(client, alice):
    path = mail_wishes.stop_path(alice, "finished")

    response = client.post(f"{path[:-2]}x/")

    alice.refresh_from_db()
    assert response.status_code == 404
    assert alice.mail_when_finished == "away"


def test_the_way_out_of_someone_who_is_gone_leads_nowhere(client, alice, bob):
    path = mail_wishes.stop_path(bob, "finished")
    bob.delete()

    assert client.post(path).status_code == 404
