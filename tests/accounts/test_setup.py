"""Tests for the owner's set-up: `accounts.setup`, its page and its middleware."""

import stat
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from accounts import setup
from accounts.models import User

FORM = {
    "email": "Owner@Example.org",
    "display_name": "Olga Owner",
    "password1": "a long enough phrase",
    "password2": "a long enough phrase",
}
REMOTE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.parametrize(
    "page", ["/", "/library/", "/accounts/login/", "/api/v1/videos/", "/admin/"]
)
def test_every_page_leads_to_set_up_while_nobody_exists(client, db, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"] == "/setup/"


def test_the_first_visitor_becomes_the_owner_and_is_signed_in(client, db):
    response = client.post("/setup/", FORM)

    owner = User.objects.get()
    assert response["Location"] == "/"
    assert (owner.email, owner.display_name) == ("owner@example.org", "Olga Owner")
    assert owner.is_owner
    assert owner.is_superuser
    assert owner.is_staff
    assert owner.check_password(FORM["password1"])
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_set_up_is_closed_once_someone_exists(client, alice):
    response = client.post("/setup/", FORM)

    assert response.status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        REMOTE,
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
    ids=["another machine", "proxy", "standard proxy", "nginx", "unix socket"],
)
def test_from_elsewhere_the_token_is_needed(client, db, elsewhere):
    setup.token()

    refused = client.post("/setup/", FORM, **elsewhere)
    wrong = client.post("/setup/", FORM | {"token": "guess"}, **elsewhere)

    assert refused.status_code == wrong.status_code == 400
    assert "token" in wrong.context["form"].errors
    assert not User.objects.exists()


def test_the_token_opens_set_up_from_elsewhere_once(client, db, settings):
    token = setup.token()

    response = client.post("/setup/", FORM | {"token": f" {token} "}, **REMOTE)

    assert response.status_code == 302
    assert User.objects.get().is_owner
    assert not settings.ACCOUNTS_SETUP_TOKEN_FILE.exists()
    assert not setup.is_token(token)


def test_no_token_was_made_so_an_empty_one_is_wrong(data_dir):
    assert not setup.is_token("")


def test_the_token_stays_the_same_and_is_for_this_account_only(settings):
    first = setup.token()

    assert setup.token() == first
    assert stat.S_IMODE(settings.ACCOUNTS_SETUP_TOKEN_FILE.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password2": "something else"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "owner@example.org", "password2": "owner@example.org"}, "password1"),
        ({"password1": "password123", "password2": "password123"}, "password1"),
        ({"email": "nobody"}, "email"),
        ({"display_name": ""}, "display_name"),
    ],
    ids=["differ", "too short", "like the e-mail", "common", "no address", "no name"],
)
def test_wrong_input_is_told_and_makes_nobody(client, db, change, field):
    response = client.post("/setup/", FORM | change)

    assert field in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_set_ups_at_once_make_one_owner():
    together = threading.Barrier(2)
    outcomes = []

    def set_up(email: str) -> None:
        together.wait()
        try:
            outcomes.append(setup.create_owner(email, "Someone", "a long enough phrase"))
        except setup.AlreadySetUpError as exc:
            outcomes.append(exc)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=set_up, args=(f"{i}@example.org",)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.count() == 1
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
