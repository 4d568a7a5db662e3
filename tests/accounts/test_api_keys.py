"""Tests for API keys: shown once, kept as a hash, good for what they were made for."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts import api_keys, scopes, tokens
from accounts.models import ApiKey, AuditEvent

# Of a person, not of a program: no key opens these.
CLOSED = {"auth", "exports", "keys", "profile", "sessions"}


@pytest.fixture
def make_key(alice):
    def make(*wanted, user=alice, expires_at=None) -> str:
        return api_keys.make(user, "script", wanted, expires_at=expires_at)[1]

    return make


def ask(key, path="/api/v1/videos/", method="get"):
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_shown_once_and_opens_the_api(confirmed):
    made = confirmed.post(
        "/api/v1/keys/", {"name": "script", "scopes": ["videos"]}, content_type="application/json"
    )
    listed = confirmed.get("/api/v1/keys/").json()

    key = made.json()["key"]
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    assert ask(key).status_code == 200
    assert key not in str(listed)
    assert key.startswith(listed[0]["prefix"])
    assert listed[0]["scopes"] == ["read", "videos"]


def test_the_database_holds_a_hash(make_key):
    key = make_key()

    assert key not in str(vars(ApiKey.objects.get()))
    assert key.rpartition("_")[2] not in str(vars(ApiKey.objects.get()))


def test_it_ends_after_ninety_days_unless_said_otherwise(confirmed):
    confirmed.post("/api/v1/keys/", {"name": "a"}, content_type="application/json")
    confirmed.post("/api/v1/keys/", {"name": "b", "days": None}, content_type="application/json")

    ends = {key.name: key.expires_at for key in ApiKey.objects.all()}
    assert timedelta(days=89) < ends["a"] - timezone.now() <= timedelta(days=90)
    assert ends["b"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"scopes": ["everything"]}, {"days": 0}, {"days": 366}, {"name": "x" * 81}],
    ids=["no name", "scope", "no day", "too long", "name"],
)
def test_a_wrong_wish_makes_no_key(confirmed, wrong):
    wish = {"name": "script"} | wrong

    response = confirmed.post("/api/v1/keys/", wish, content_type="application/json")

    assert response.status_code == 400
    assert not ApiKey.objects.exists()


def test_an_account_has_only_so_many(confirmed, make_key, monkeypatch):
    monkeypatch.setattr(api_keys, "MAX_KEYS", 1)
    make_key()

    response = confirmed.post("/api/v1/keys/", {"name": "b"}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (409, "too_many_keys")


@pytest.mark.parametrize("how", ["revoked", "expired", "suspended", "changed", "unknown"])
def test_a_key_that_is_over_opens_nothing(alice, make_key, how):
    key = make_key()
    if how == "revoked":
        api_keys.revoke(ApiKey.objects.get())
    elif how == "expired":
        ApiKey.objects.update(expires_at=timezone.now())
    elif how == "suspended":
        type(alice).objects.filter(pk=alice.pk).update(is_active=False)
    elif how == "changed":
        key = key[:-1] + ("a" if key[-1] != "a" else "b")
    else:
        ApiKey.objects.all().delete()

    response = ask(key)

    assert (response.status_code, response.json()["code"]) == (401, "key_invalid")


def test_revoking_is_written_down(as_alice, make_key):
    make_key()
    row = ApiKey.objects.get()

    response = as_alice.delete(f"/api/v1/keys/{row.pk}/")

    assert response.status_code == 204
    assert AuditEvent.objects.filter(action="api_key.revoked", object_id=str(row.pk)).exists()


def test_keys_of_others_are_as_if_they_were_not(as_alice, bob, make_key):
    make_key(user=bob)
    row = ApiKey.objects.get()

    assert as_alice.get("/api/v1/keys/").json() == []
    assert as_alice.delete(f"/api/v1/keys/{row.pk}/").status_code == 404
    assert ApiKey.objects.live().count() == 1


def test_a_reading_key_changes_nothing(make_key):
    response = ask(make_key("read"), method="post")

    assert (response.status_code, response.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    ("scope", "path", "allowed"),
    [
        ("videos", "/api/v1/videos/", True),
        ("dubs", "/api/v1/videos/", False),
        ("dubs", "/api/v1/uploads/", True),
        ("videos", "/api/v1/videos/00000000-0000-0000-0000-000000000000/shares/", False),
        ("sharing", "/api/v1/videos/00000000-0000-0000-0000-000000000000/shares/", True),
        ("videos", "/api/v1/webhooks/", False),
        ("videos", "/api/v1/keys/", False),
        ("videos", "/api/v1/something-new/", False),
        ("videos", "/admin/", False),
    ],
)
def test_a_scope_opens_what_it_says(scope, path, allowed):
    assert scopes.allows(["read", scope], "POST", path) is allowed


def test_no_key_makes_keys_or_sees_sessions(make_key):
    key = make_key(*scopes.Scope.values)

    assert ask(key, "/api/v1/keys/").status_code == 403
    assert ask(key, "/api/v1/keys/", "post").status_code == 403
    assert ask(key, "/api/v1/sessions/", "delete").status_code == 403


def test_a_key_is_no_way_into_pages(make_key):
    assert ask(make_key(), "/library/").status_code == 302


def test_when_it_was_used_last_is_known(make_key):
    key = make_key()

    ask(key)

    assert ApiKey.objects.get().last_used_at is not None


def first_pieces() -> set[str]:
    """What follows /api/v1/ in every address of the API."""
    found = set()
    for entry in get_resolver().url_patterns:
        if str(entry.pattern) == "api/v1/":
            found |= {
                re.split(r"[/$\\]", str(one.pattern).lstrip("^"))[0] for one in entry.url_patterns
            }
    return found


def test_every_address_of_the_api_says_which_keys_it_takes():
    pieces = first_pieces()
    told = {piece for piece in pieces if scopes.writers_of(f"/api/v1/{piece}/")}

    assert {"videos", "keys", "webhooks"} <= pieces
    assert pieces - told == CLOSED


def test_no_key_is_made_in_a_session_in_which_nobody_signed_in_lately(as_alice):
    made = as_alice.post("/api/v1/keys/", {"name": "script"}, content_type="application/json")

    assert (made.status_code, made.json()["code"]) == (403, "confirm_first")
    assert not ApiKey.objects.exists()


def test_no_key_is_made_with_a_token(alice, confirmed, rf):
    access = tokens.begin(alice, rf.get("/"), "script").access

    made = confirmed.post(
        "/api/v1/keys/",
        {"name": "script"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {access}"},
    )

    assert (made.status_code, made.json()["code"]) == (403, "confirm_first")


def test_keys_and_tokens_of_staff_wait_for_their_second_factor(alice, make_key, rf, settings):
    alice.is_staff = True
    alice.save()
    access = tokens.begin(alice, rf.get("/"), "script").access
    settings.REQUIRE_MFA_FOR_STAFF = True

    answers = [ask(make_key()), ask(access)]

    told = [(each.status_code, each.json()["code"]) for each in answers]
    assert told == [(403, "mfa_required")] * 2
