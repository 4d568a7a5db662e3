"""Tests for access and refresh tokens: made, exchanged once, ended."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.tokens import RefreshToken as RefreshJwt

from accounts import sessions, tokens
from accounts.models import AuditEvent, RefreshToken, SignIn
from tests.conftest import PASSWORD

CREDENTIALS = {"email": "alice@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def nobody_failed_before():
    cache.clear()


def post(path, data, client=None, **headers):
    return (client or Client()).post(
        f"/api/v1/auth/{path}/", data, content_type="application/json", headers=headers
    )


@pytest.fixture
def pair(alice):
    return post("token", CREDENTIALS | {"device": "nightly script"}).json()


def ask(access, path="/api/v1/videos/"):
    return Client().get(path, headers={"Authorization": f"Bearer {access}"})


def test_a_password_gets_tokens_that_open_the_api(pair):
    assert ask(pair["access"]).status_code == 200
    assert pair["expires_in"] == 300
    assert pair["token_type"] == "Bearer"


def test_tokens_are_not_kept_by_caches(alice):
    assert post("token", CREDENTIALS)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [{"password": "not it at all"}, {"email": "nobody@example.org"}],
    ids=["password", "address"],
)
def test_what_is_wrong_is_not_told(alice, wrong):
    response = post("token", CREDENTIALS | wrong)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "wrong_credentials"


def test_guessing_passwords_is_slowed_down(alice):
    guesses = [post("token", CREDENTIALS | {"password": f"guess {n}"}) for n in range(6)]
    right = post("token", CREDENTIALS)

    assert guesses[-1].status_code == 429
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 0


def test_a_suspended_account_gets_none(alice):
    alice.is_active = False
    alice.save()

    assert post("token", CREDENTIALS).status_code == 401


def test_an_account_with_a_second_step_is_told_the_other_ways(alice):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})

    response = post("token", CREDENTIALS)

    assert response.status_code == 403
    assert response.json()["code"] == "second_step_needed"


def test_staff_who_must_have_a_second_step_get_no_tokens_without_it(alice, settings):
    settings.REQUIRE_MFA_FOR_STAFF = True
    alice.is_staff = True
    alice.save()

    assert post("token", CREDENTIALS).json()["code"] == "second_step_needed"


def test_an_address_that_must_be_confirmed_must_be(alice, settings):
    settings.SIGN_UP_CONFIRMS_ADDRESSES = True

    assert post("token", CREDENTIALS).json()["code"] == "address_not_confirmed"


def test_a_session_is_exchanged_and_goes_on(as_alice):
    response = post("exchange", {"device": "laptop"}, as_alice)

    assert response.status_code == 201
    assert ask(response.json()["access"]).status_code == 200
    assert as_alice.get("/api/v1/videos/").status_code == 200


def test_exchanging_a_session_needs_its_csrf_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)

    assert post("exchange", {}, strict).status_code == 403


def test_tokens_cannot_be_exchanged_for_more(pair):
    response = post("exchange", {}, Authorization=f"Bearer {pair['access']}")

    assert response.status_code in (401, 403)


def test_a_refresh_token_gets_the_next_pair(pair):
    following = post("refresh", {"refresh": pair["refresh"]}).json()

    assert following["refresh"] != pair["refresh"]
    assert ask(following["access"]).status_code == 200


def test_a_refresh_token_that_comes_twice_ends_all_that_came_of_it(pair, alice):
    following = post("refresh", {"refresh": pair["refresh"]}).json()

    again = post("refresh", {"refresh": pair["refresh"]})

    assert (again.status_code, again.json()["code"]) == (401, "token_reused")
    assert ask(following["access"]).json()["code"] == "token_ended"
    assert post("refresh", {"refresh": following["refresh"]}).json()["code"] == "token_ended"
    assert SignIn.objects.get(kind="tokens").end_reason == "reused"
    assert AuditEvent.objects.filter(action="tokens.reused", actor=alice).exists()


def test_a_refresh_token_whose_row_is_gone_counts_as_used(pair):
    RefreshToken.objects.all().delete()

    assert post("refresh", {"refresh": pair["refresh"]}).json()["code"] == "token_reused"


def test_a_program_that_came_in_long_ago_has_to_sign_in_again(pair):
    SignIn.objects.update(created_at=timezone.now() - tokens.LONGEST - timedelta(days=1))

    refused = post("refresh", {"refresh": pair["refresh"]})

    assert (refused.status_code, refused.json()["code"]) == (401, "token_ended")
    assert ask(pair["access"]).status_code == 401


def test_other_families_go_on_when_one_ends(pair, alice):
    other = post("token", CREDENTIALS).json()
    for _ in range(2):
        post("refresh", {"refresh": pair["refresh"]})

    assert ask(other["access"]).status_code == 200


def test_a_revoked_family_opens_nothing_at_once(pair):
    response = post("revoke", {"refresh": pair["refresh"]})

    assert response.status_code == 204
    assert ask(pair["access"]).status_code == 401


@pytest.mark.parametrize("refresh", ["x", "a.b.c"])
def test_revoking_what_is_no_token_is_no_error(db, alice, refresh):
    assert post("revoke", {"refresh": refresh}).status_code == 204


def test_an_access_token_is_no_refresh_token_nor_the_other_way_round(pair):
    assert post("refresh", {"refresh": pair["access"]}).json()["code"] == "token_invalid"
    assert ask(pair["refresh"]).json()["code"] == "token_invalid"


def test_expired_tokens_do_not_work(alice, pair):
    access = AccessToken(pair["access"])
    access.set_exp(from_time=timezone.now() - timedelta(minutes=10))
    refresh = RefreshJwt(pair["refresh"])
    refresh.set_exp(from_time=timezone.now() - timedelta(days=60))

    assert ask(access).json()["code"] == "token_invalid"
    assert post("refresh", {"refresh": str(refresh)}).json()["code"] == "token_invalid"


def test_a_token_signed_with_the_sites_own_secret_does_not_work(alice, pair, settings):
    import jwt

    forged = jwt.encode(AccessToken(pair["access"]).payload, settings.SECRET_KEY, "HS256")

    assert ask(forged).status_code == 401


def test_an_unsigned_token_does_not_work(alice, pair):
    import jwt

    forged = jwt.encode(AccessToken(pair["access"]).payload, None, "none")

    assert ask(forged).status_code == 401


def test_a_suspended_accounts_tokens_do_not_work(alice, pair):
    alice.is_active = False
    alice.save()

    assert ask(pair["access"]).status_code == 401
    assert post("refresh", {"refresh": pair["refresh"]}).status_code == 401


def test_an_account_that_is_leaving_has_its_tokens_and_keys_rest(alice, pair):
    from accounts import api_keys

    _, key = api_keys.make(alice, "script", [], expires_at=None)
    alice.leaves_at = timezone.now() + timedelta(days=3)
    alice.save()

    refused = [ask(pair["access"]), ask(key), post("token", CREDENTIALS)]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (403, "account_leaving")
    ] * 3


def test_neither_token_is_in_the_database(pair):
    claims = RefreshJwt(pair["refresh"]).payload
    row = RefreshToken.objects.get()

    assert row.pk == uuid.UUID(claims["jti"])
    assert pair["refresh"] not in str(vars(row))


def test_the_program_unseen_longest_makes_room(alice, rf, monkeypatch):
    monkeypatch.setattr(tokens, "MAX_LIVE", 2)
    pairs = [tokens.begin(alice, rf.get("/"), f"program {n}") for n in range(3)]

    assert ask(pairs[0].access).status_code == 401
    assert [ask(each.access).status_code for each in pairs[1:]] == [200, 200]


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer ü", "bearer x"])
def test_a_header_that_holds_no_token_is_refused(alice, header):
    response = Client().get("/api/v1/videos/", headers={"Authorization": header})

    assert response.status_code == 401


def test_what_was_used_or_ended_long_ago_is_forgotten(alice, pair):
    post("refresh", {"refresh": pair["refresh"]})
    long_ago = timezone.now() - timedelta(days=31)
    RefreshToken.objects.filter(used_at__isnull=False).update(used_at=long_ago)
    old = SignIn.objects.create(user=alice, kind="browser", expires_at=long_ago)

    sessions.purge()

    assert RefreshToken.objects.count() == 1
    assert not SignIn.objects.filter(pk=old.pk).exists()
    assert SignIn.objects.filter(kind="tokens").exists()
