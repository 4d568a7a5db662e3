"""Tests for the pages of leaving, and for handing the site over."""

import pytest
from allauth.account.internal.flows import login
from django.utils import timezone

from accounts import leaving, ownership
from accounts.models import User
from tests.conftest import PASSWORD


@pytest.fixture
def fresh(as_alice, alice):
    """Alice has just typed her password."""
    record = {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    session = as_alice.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(alice.pk)
    session.save()
    return as_alice


def test_the_password_is_asked_for_before_anybody_leaves(as_alice, alice):
    asked = as_alice.post("/profile/leave/", {"email": alice.email})
    alice.refresh_from_db()
    before = alice.leaves_at
    as_alice.post(asked["Location"], {"password": PASSWORD})

    alice.refresh_from_db()
    assert "reauthenticate" in asked["Location"]
    assert before is None
    assert alice.leaves_at is not None


def test_a_form_that_comes_back_after_the_password_still_leads_to_the_way_out(as_alice):
    asked = as_alice.post("/profile/leave/", {"email": "a slip"})

    page = as_alice.post(asked["Location"], {"password": PASSWORD})

    assert page.status_code == 400
    assert 'action="/profile/leave/"' in page.text


def test_whoever_has_no_password_signs_in_again(as_alice, alice):
    alice.set_unusable_password()
    alice.save()
    as_alice.force_login(alice)

    response = as_alice.post("/profile/leave/", {"email": alice.email})

    alice.refresh_from_db()
    assert response["Location"] == "/accounts/login/?next=/profile/leave/"
    assert alice.leaves_at is None


def test_the_own_address_is_asked_for(fresh, alice):
    response = fresh.post("/profile/leave/", {"email": "bob@example.org"})

    alice.refresh_from_db()
    assert response.status_code == 400
    assert alice.leaves_at is None


def test_who_leaves_is_signed_out_and_told_by_e_mail(fresh, alice, mailoutbox):
    response = fresh.post("/profile/leave/", {"email": " ALICE@example.org "})

    alice.refresh_from_db()
    assert response.status_code == 200
    assert alice.leaves_at is not None
    assert "_auth_user_id" not in fresh.session
    assert mailoutbox[0].to == [alice.email]
    assert "/come-back/" in mailoutbox[0].body


def test_whoever_signs_in_meanwhile_reaches_only_the_way_back_and_their_data(client, alice):
    leaving.ask(alice)
    client.force_login(alice)

    assert client.get("/library/")["Location"] == "/come-back/"
    assert client.get("/api/v1/videos/").json()["code"] == "account_leaving"
    assert client.get("/profile/data/").status_code == 200
    assert "Keep my account" in client.get("/come-back/").text


def test_whoever_leaves_can_still_download_their_data(client, alice):
    from media_jobs import exports

    row = exports.order(alice)
    exports.export_next()
    leaving.ask(alice)
    client.force_login(alice)

    assert client.get(f"/media/exports/{row.pk}/").status_code == 200


def test_one_press_keeps_the_account(client, alice):
    leaving.ask(alice)
    client.force_login(alice)

    response = client.post("/come-back/", follow=True)

    alice.refresh_from_db()
    assert alice.leaves_at is None
    assert "Your account stays" in response.text


def test_the_owner_hands_the_site_over_and_may_leave_then(fresh, alice, bob):
    User.objects.filter(pk=alice.pk).update(is_owner=True, is_staff=True)
    User.objects.filter(pk=bob.pk).update(is_staff=True)

    response = fresh.post("/profile/hand-over/", {"heir": str(bob.pk)})

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert response["Location"] == "/profile/leave/"
    assert (alice.is_owner, bob.is_owner, bob.is_superuser) == (False, True, True)
    assert leaving.ask(alice)


@pytest.mark.parametrize(
    "changes",
    [{"is_staff": False}, {"is_active": False}, {"leaves_at": "2026-01-01T00:00Z"}],
    ids=["no staff", "shut out", "leaving"],
)
def test_the_site_goes_to_nobody_who_could_not_look_after_it(alice, bob, changes):
    User.objects.filter(pk=alice.pk).update(is_owner=True)
    User.objects.filter(pk=bob.pk).update(**{"is_staff": True, **changes})
    alice.refresh_from_db()

    with pytest.raises(ownership.NotHandedOverError):
        ownership.hand_over(alice, bob)

    assert User.objects.get(is_owner=True) == alice


def test_only_the_owner_hands_the_site_over(fresh, bob):
    User.objects.filter(pk=bob.pk).update(is_staff=True)

    assert fresh.post("/profile/hand-over/", {"heir": str(bob.pk)}).status_code == 400
    assert not User.objects.filter(is_owner=True).exists()
