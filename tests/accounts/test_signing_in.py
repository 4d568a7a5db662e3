"""Tests for signing in and out, and for people in the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def admin(as_alice, alice):
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True, is_owner=True)
    return as_alice


def sign_in(client, email, password):
    return client.post("/accounts/login/", {"login": email, "password": password})


@pytest.mark.parametrize("typed", ["alice@example.org", "ALICE@Example.org"])
def test_the_e_mail_address_signs_in_whatever_its_case(client, alice, typed):
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)

    response = sign_in(client, typed, PASSWORD)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_wrong_password_signs_nobody_in(client, alice):
    sign_in(client, alice.email, "wrong")

    assert "_auth_user_id" not in client.session


def test_guessing_passwords_is_slowed_down(client, alice):
    for _ in range(6):
        sign_in(client, alice.email, "wrong")

    sign_in(client, alice.email, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session(as_alice):
    as_alice.post("/accounts/logout/")

    assert "_auth_user_id" not in as_alice.session


def test_the_admin_has_no_sign_in_page_of_its_own(client, alice):
    response = client.get("/admin/", follow=True)

    assert response.request["PATH_INFO"] == "/accounts/login/"


def test_the_admin_lists_finds_and_adds_people(admin, bob):
    found = admin.get("/admin/accounts/user/", {"q": "bob"})
    added = admin.post(
        "/admin/accounts/user/add/",
        {
            "email": "Carol@Example.org",
            "display_name": "Carol",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "suspensions-TOTAL_FORMS": 0,
            "suspensions-INITIAL_FORMS": 0,
        },
    )

    assert "bob@example.org" in found.text
    assert added.status_code == 302
    assert User.objects.get(email="carol@example.org").check_password(PASSWORD)


def test_the_owner_cannot_be_deleted(admin, alice, bob):
    one = admin.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"})
    several = admin.post(
        "/admin/accounts/user/",
        {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk], "post": "yes"},
    )

    assert one.status_code == 403
    assert several.status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()


def test_an_address_is_needed():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_people_are_greeted_by_name_or_address():
    assert User(email="x@example.org").get_short_name() == "x"
    assert User(email="x@example.org", display_name="Xenia").get_short_name() == "Xenia"


def test_a_new_password_counts_from_then_on_and_keeps_this_browser_signed_in(client, alice):
    client.force_login(alice)
    form = {
        "oldpassword": PASSWORD,
        "password1": "a quite new phrase",
        "password2": "a quite new phrase",
    }

    response = client.post("/accounts/password/change/", form)

    assert response.status_code == 302
    assert client.get("/library/").status_code == 200
    alice.refresh_from_db()
    assert alice.check_password("a quite new phrase")


def test_the_old_password_is_asked_for(client, alice):
    client.force_login(alice)
    form = {
        "oldpassword": "wrong",
        "password1": "a quite new phrase",
        "password2": "a quite new phrase",
    }

    response = client.post("/accounts/password/change/", form)

    assert response.status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_refused_sign_in_is_logged_without_what_was_typed(client, alice, caplog):
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": "typed wrong"})

    (line,) = [each.getMessage() for each in caplog.records if each.name.startswith("accounts.")]
    assert line.startswith("a sign-in failed; visitor ")
    assert "alice" not in line
    assert "typed" not in line
